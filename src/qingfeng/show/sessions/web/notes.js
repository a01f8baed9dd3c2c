// The presenter's window: notes, likely answers, what comes next, time, the vote; keys go to the slides.

class Notes {
  constructor() {
    this.session = JSON.parse(document.querySelector("script[data-qf-session]").textContent);
    document.body.className = "notes";
    document.title = `${say("notes")} · ${this.session.title}`;
    this.main = document.getElementById("stage");
    document.getElementById("foot").hidden = true;
    window.addEventListener("message", (event) => {
      if (event.source === window.opener && event.data?.qf === "now") this.show(event.data.now);
    });
    document.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.key === "s") return;
      window.opener?.postMessage({ qf: "key", key: event.key }, origin_());
      event.preventDefault();
    });
    if (window.opener) window.opener.postMessage({ qf: "hello" }, origin_());
    else this.main.replaceChildren(h("p", {}, say("notes_alone")));
  }

  show(now) {
    const told = JSON.stringify(now) + Math.floor(Date.now() / 10000);
    if (told === this.told) return;
    this.told = told;
    const slides = this.session.slides;
    const slide = slides[now.index];
    const next = slides[now.index + 1];
    const before = slides.slice(0, now.index).reduce((sum, one) => sum + one.minutes, 0);
    const gone = now.began ? Math.floor((Date.now() - now.began) / 60000) : 0;
    const left = this.session.minutes - gone;
    const pace = gone - before - slide.minutes > 0 ? say("behind", { n: gone - before - slide.minutes }) : before - gone > 0 ? say("ahead", { n: before - gone }) : say("on_time");
    this.main.replaceChildren(
      h(
        "div",
        { class: "notes-grid" },
        h("header", {}, h("h1", {}, now.ended ? say("over") : slide.title || this.session.title), h("p", {}, say("notes_time", { minutes: slide.minutes, left, pace }), now.clock ? `　${now.clock}` : "")),
        h("section", {}, h("h2", {}, say("notes_told")), slide.notes.map((text) => h("p", {}, text))),
        slide.expect.length ? h("section", {}, h("h2", {}, say("expect")), slide.expect.map((one) => h("div", { class: "expect" }, h("p", {}, h("b", {}, one.says)), h("p", {}, one.reply), one.basis.map((line) => h("p", { class: "basis" }, line))))) : null,
        now.vote ? h("section", {}, h("h2", {}, say("vote_now")), h("ol", {}, now.vote.options.map((label, i) => h("li", {}, `${label}：${now.vote.counts[i]}`))), h("p", {}, now.vote.status)) : null,
        h("section", { class: "next" }, h("h2", {}, say("next_slide")), h("p", {}, next ? next.title || this.session.title : say("over"))),
      ),
    );
  }
}

if (location.hash === "#notes" && window.opener) new Notes();
else globalThis.deck = new Deck();
