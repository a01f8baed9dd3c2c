// A letter to somebody at home: it is written here, printed if one likes, and sent and kept nowhere.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const written = { to: "", opening: "", body: "", closing: "", from: "", date: "" };
  const preview = h("div", { class: "qf-preview", role: "region", "aria-label": say(words, "letter_preview"), tabindex: "0" });
  const root = h("section", { class: "qf-card qf-letter-desk", "aria-label": data.title });
  const { button, stop } = printed(words, root, sheet);

  function sheet() {
    const body = [written.opening, ...written.body.split("\n"), written.closing].map((line) => line.trim()).filter(Boolean);
    return h(
      "div",
      { class: "qf-letter" },
      h("div", { class: "qf-letter-head" }, lotus(true)),
      h("p", { class: "qf-to" }, written.to ? say(words, "letter_dear", { to: written.to }) : ""),
      body.map((line) => h("p", { class: "qf-said" }, line)),
      h("p", { class: "qf-from" }, written.from),
      h("p", { class: "qf-from" }, written.date),
    );
  }

  const show = () => preview.replaceChildren(sheet());

  function keep(name) {
    return (event) => {
      written[name] = event.target.value;
      show();
    };
  }

  let fields = 0;
  function labelled(word, control) {
    control.id = `${data.id}-${fields++}`.replace(":", "-");
    return h("div", { class: "qf-field" }, h("label", { for: control.id }, say(words, word)), control);
  }

  const line = (name, most) => h("input", { type: "text", autocomplete: "off", maxlength: most, oninput: keep(name) });

  function pick(name, lines) {
    const options = [h("option", { value: "" }, say(words, "letter_none")), ...lines.map((one) => h("option", { value: one.text }, one.text))];
    return h("select", { autocomplete: "off", onchange: keep(name) }, options);
  }

  function wipe() {
    for (const name of Object.keys(written)) written[name] = "";
    root.querySelectorAll("input, textarea, select").forEach((control) => (control.value = ""));
    show();
    root.querySelector("input").focus();
  }

  const body = h("textarea", { rows: 9, maxlength: 1200, autocomplete: "off", oninput: keep("body") });
  const form = h(
    "form",
    { class: "qf-desk", autocomplete: "off", onsubmit: (e) => e.preventDefault() },
    labelled("letter_to", line("to", 20)),
    labelled("letter_opening", pick("opening", data.openings)),
    labelled("letter_body", body),
    h("details", { class: "qf-more" }, h("summary", {}, say(words, "letter_prompts")), h("ul", {}, data.prompts.map((one) => h("li", {}, one.text)))),
    labelled("letter_closing", pick("closing", data.closings)),
    h("div", { class: "qf-pair" }, labelled("letter_from", line("from", 20)), labelled("letter_date", line("date", 20))),
  );
  const wiped = h("button", { type: "button", class: "qf-quiet", onclick: wipe }, say(words, "letter_wipe"));
  const lines = h("p", { class: "qf-hint" }, say(words, "letter_lines"), originTag(words, data.openings[0].origin));
  root.append(
    h("h3", {}, data.title),
    ...told(data.notice),
    h("div", { class: "qf-two" }, form, h("div", {}, h("h4", {}, say(words, "letter_preview")), preview)),
    h("div", { class: "qf-controls" }, button, wiped),
    lines,
    basisList(words, data.basis) ?? "",
  );
  show();
  el.append(root);
  return () => {
    stop();
    root.remove();
  };
}

export default { render };
