// A page to write on that keeps nothing: rows with an answer to compare with, at levels of fading.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const body = h("div", { class: "qf-rows" });
  let level = data.levels[0];

  function row(one) {
    const blank = level.blanks.includes(one.id);
    const label = h("h4", {}, one.label);
    const question = one.question ? h("p", { class: "qf-question" }, one.question) : null;
    if (!blank) return h("div", { class: "qf-row" }, label, question, answer(one));
    const id = `r-${Math.random().toString(36).slice(2, 8)}`;
    const box = h("textarea", { id, rows: one.answer ? 3 : 2, placeholder: one.hint || "", "aria-label": one.label });
    const place = h("div", { class: "qf-reveal", "aria-live": "polite" });
    const reveal = one.answer
      ? h(
          "button",
          {
            type: "button",
            class: "qf-quiet",
            "aria-expanded": "false",
            onclick: (e) => {
              const open = e.target.getAttribute("aria-expanded") === "true";
              e.target.setAttribute("aria-expanded", String(!open));
              e.target.textContent = say(words, open ? "reveal" : "hide");
              place.replaceChildren(...(open ? [] : [answer(one)]));
            },
          },
          say(words, "reveal"),
        )
      : null;
    return h("div", { class: "qf-row" }, label, question, box, reveal, place);
  }

  const answer = (one) => h("div", { class: "qf-answer" }, paragraphs(one.answer), basisList(words, one.basis));

  function tabs() {
    if (data.levels.length < 2) return null;
    const buttons = data.levels.map((one) =>
      h(
        "button",
        {
          type: "button",
          class: "qf-level",
          "aria-pressed": String(one === level),
          onclick: () => {
            level = one;
            buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(data.levels[i] === level)));
            show();
          },
        },
        one.title,
      ),
    );
    return h("div", { class: "qf-levels", role: "group", "aria-label": data.title }, buttons);
  }

  function show() {
    const closing = data.closing ? h("details", { class: "qf-closing" }, h("summary", {}, say(words, "closing")), h("p", {}, data.closing)) : null;
    body.classList.toggle("qf-brief", !panels.length && data.rows.every((one) => !one.question));
    body.replaceChildren(...data.rows.map(row), ...(closing ? [closing] : []));
  }

  const panels = data.panels.map((one) => h("div", { class: "qf-panel" }, h("h4", {}, one.title, " ", originTag(words, one.origin)), paragraphs(one.text)));
  const root = h(
    "section",
    { class: "qf-card qf-reflect", "aria-label": data.title },
    h("h3", {}, data.title),
    paragraphs(data.intro),
    h("p", { class: "qf-hint" }, say(words, "kept_nowhere")),
    panels.length ? h("div", { class: "qf-two" }, panels) : null,
    tabs(),
    body,
  );
  show();
  el.append(root);
  return () => root.remove();
}

export default { render };
