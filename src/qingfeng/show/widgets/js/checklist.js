// A private self-check: what is ticked stays on this page, nothing is sent and nothing is kept.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const shown = h("div", { class: "qf-result", "aria-live": "polite" });
  const ticked = new Set();

  function advice(one, i) {
    const parts = ["declare", "tell", "recuse"].filter((part) => one[part]);
    return h(
      "div",
      { class: "qf-row" },
      h("h4", {}, say(words, "check_question", { n: i + 1 }), " ", originTag(words, one.origin)),
      h("dl", {}, parts.map((part) => [h("dt", {}, say(words, `check_${part}`)), h("dd", {}, one[part])]).flat()),
      basisList(words, one.grounds),
    );
  }

  function show() {
    const found = data.questions.map((one, i) => [one, i]).filter(([one]) => ticked.has(one.id));
    shown.replaceChildren(
      h("p", {}, found.length ? data.some_yes : data.none_yes),
      ...found.map(([one, i]) => advice(one, i)),
    );
  }

  function question(one, i) {
    const id = `${data.id}-${i}`.replace(":", "-");
    const box = h("input", {
      type: "checkbox",
      id,
      autocomplete: "off",
      onchange: (e) => {
        if (e.target.checked) ticked.add(one.id);
        else ticked.delete(one.id);
        show();
      },
    });
    return h("div", { class: "qf-check" }, box, h("label", { for: id }, `${i + 1}. ${one.ask}`));
  }

  const root = h(
    "section",
    { class: "qf-card qf-checklist", "aria-label": data.title },
    h("h3", {}, data.title),
    paragraphs(data.notice),
    h("fieldset", { class: "qf-field qf-boxes" }, h("legend", {}, say(words, "check_legend")), data.questions.map(question)),
    shown,
  );
  show();
  el.append(root);
  return () => root.remove();
}

export default { render };
