// Couple cards: two people choose a card each, unseen by the other, and show both at once.
// Nobody is judged; nothing is counted, sent or kept.

const MINUTE = 60;
// What happens in a round: one chooses, hands the screen over, the other chooses, both are down, both are shown.
const MOMENTS = 5;

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const stage = h("div", { class: "qf-stage" });
  const last = data.rounds.length * MOMENTS + 1;
  const chosen = data.rounds.map(() => [null, null]);
  let at = 0;
  let ticking = 0;
  let onward = null;

  const root = h("section", { class: "qf-card qf-couple", "aria-label": data.title });
  root.append(titled(words, root, data.title), stage);

  function go(next) {
    at = Math.max(0, Math.min(last, next));
    const { round, moment } = here();
    // Who chooses anew sees a fresh hand: no card lies open from before.
    if (moment === 0) chosen[round].fill(null);
    if (moment === 2) chosen[round][1] = null;
    show(true);
  }

  const here = () => (at === 0 || at === last ? {} : { round: Math.floor((at - 1) / MOMENTS), moment: (at - 1) % MOMENTS });
  const back = () => at && go(at - 1);

  function show(moved) {
    clearInterval(ticking);
    onward = () => go(at + 1);
    const { round, moment } = here();
    const parts = at === 0 ? opening() : at === last ? closing() : [choosing, handing, choosing, ready, shown][moment](data.rounds[round], round, moment / 2);
    stage.replaceChildren(...parts.filter(Boolean));
    if (moved) focusOn(stage.querySelector("h4, p"));
  }

  function opening() {
    return [...told(data.notice), h("div", { class: "qf-controls" }, button("couple_begin", () => go(1))), h("p", { class: "qf-hint" }, say(words, "couple_keys"))];
  }

  function placed(one, round) {
    return h("p", { class: "qf-meta" }, say(words, "couple_round", { n: round + 1, total: data.rounds.length }), " ", originTag(words, one.origin));
  }

  function choosing(one, round, side) {
    onward = null;
    const choices = one.cards[side].map((label, i) =>
      h(
        "button",
        { type: "button", class: "qf-choice", onclick: () => choose(round, side, i) },
        h("span", { class: "qf-number", "aria-hidden": "true" }, String(i + 1)),
        h("span", {}, label),
      ),
    );
    const turn = say(words, "couple_turn", { side: data.sides[side] });
    return [
      h("h4", {}, one.title),
      placed(one, round),
      h("div", { class: "qf-told" }, told(one.text)),
      h("p", { class: "qf-turn" }, h("strong", {}, turn), say(words, "couple_unseen")),
      h("div", { class: "qf-choices", role: "group", "aria-label": turn }, choices),
      controls(),
    ];
  }

  function choose(round, side, card) {
    chosen[round][side] = card;
    go(at + 1);
  }

  const hidden = (side) => h("div", { class: "qf-hand qf-down" }, h("p", { class: "qf-side" }, data.sides[side]), lotus(false), h("p", {}, say(words, "couple_down")));

  function handing(one, round) {
    return [
      h("h4", {}, say(words, "couple_pass")),
      placed(one, round),
      h("div", { class: "qf-hands" }, hidden(0)),
      h("p", { class: "qf-turn" }, say(words, "couple_pass_to", { side: data.sides[1] })),
      controls("couple_mine"),
    ];
  }

  function ready(one, round) {
    return [
      h("h4", {}, say(words, "couple_ready")),
      placed(one, round),
      h("div", { class: "qf-hands" }, hidden(0), hidden(1)),
      h("p", { class: "qf-turn" }, say(words, "couple_count")),
      controls("couple_show"),
    ];
  }

  function shown(one, round) {
    const [mine, yours] = chosen[round];
    const meets = one.meets[mine][yours];
    const face = (side, card) => h("div", { class: "qf-hand" }, h("p", { class: "qf-side" }, data.sides[side]), h("p", { class: "qf-face" }, one.cards[side][card]));
    const more = round + 1 < data.rounds.length;
    return [
      h("h4", {}, one.title),
      placed(one, round),
      h("div", { class: "qf-hands" }, face(0, mine), face(1, yours)),
      h("div", { class: "qf-feedback" }, told(one.said[meets])),
      meets === "same_steady" ? h("details", { class: "qf-more" }, h("summary", {}, say(words, "couple_spare")), sentences(one)) : talk(one),
      basisList(words, one.basis),
      controls(more ? "couple_next" : "couple_gather"),
    ];
  }

  const sentences = (one) => h("ul", { class: "qf-sentences" }, one.talk.map((line) => h("li", {}, line)));
  const talk = (one) => h("div", { class: "qf-talk" }, h("h5", {}, say(words, "couple_talk")), h("p", {}, say(words, "couple_talk_hint")), sentences(one), minute());

  // A minute to talk in, for those who want one; it says nothing until it is over.
  function minute() {
    const clock = h("span", { class: "qf-clock", role: "timer" });
    const over = h("span", { role: "status" });
    const button = h("button", { type: "button", class: "qf-quiet", onclick: () => (ticking ? halt() : begin()) }, say(words, "couple_minute"));
    const tell = (left) => (clock.textContent = left ? say(words, "couple_left", { n: left }) : "");
    function halt(text = "") {
      clearInterval(ticking);
      ticking = 0;
      tell(0);
      over.textContent = text;
      button.textContent = say(words, "couple_minute");
    }
    function begin() {
      const end = Date.now() + MINUTE * 1000;
      over.textContent = "";
      button.textContent = say(words, "couple_stop");
      tell(MINUTE);
      ticking = setInterval(() => {
        const left = Math.ceil((end - Date.now()) / 1000);
        if (left > 0) tell(left);
        else halt(say(words, "couple_over"));
      }, 250);
    }
    ticking = 0;
    return h("div", { class: "qf-controls qf-minute" }, button, clock, over);
  }

  function closing() {
    onward = null;
    return [
      h("h4", {}, say(words, "couple_done")),
      ...told(data.closing),
      h("div", { class: "qf-controls" }, button("again", () => go(0), "qf-quiet"), button("back", back, "qf-quiet")),
    ];
  }

  const button = (word, onclick, kind = "") => h("button", { type: "button", class: kind, onclick }, say(words, word));
  const controls = (word) => h("div", { class: "qf-controls" }, word ? button(word, () => go(at + 1)) : null, button("back", back, "qf-quiet"), button("again", () => go(0), "qf-quiet"));

  keys(root, () => [...stage.querySelectorAll(".qf-choice")], back);
  goesOn(root, () => onward?.());
  show(false);
  el.append(root);
  return () => {
    clearInterval(ticking);
    root.remove();
  };
}

export default { render };
