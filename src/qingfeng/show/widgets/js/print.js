// A sheet to print: fill the blanks, get a PDF. What is typed is sent to be set in type and is kept
// nowhere; without a server the blank sheet lies beside the page.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const ask = openDoor(model, 12000);
  const status = statusLine();
  const tell = teller(status);
  const values = {};

  function control(field) {
    const id = `${data.id}-${field.id}`.replace(":", "-");
    const read = (e) => (values[field.id] = e.target.value);
    const input = field.choices.length
      ? h("select", { id, onchange: read }, ["", ...field.choices].map((one) => h("option", { value: one }, one || say(words, "print_blank"))))
      : field.rows > 1
        ? h("textarea", { id, rows: Math.min(field.rows, 8), maxlength: field.most, autocomplete: "off", oninput: read })
        : h("input", { id, type: field.kind === "date" ? "date" : "text", maxlength: field.most, autocomplete: "off", oninput: read });
    return h("div", { class: "qf-field" }, h("label", { for: id }, field.label), input, field.help ? h("small", {}, field.help) : null);
  }

  async function print() {
    button.disabled = true;
    tell(say(words, "printing"), "");
    const reply = await ask({ verb: "print", sheet: data.sheet, values });
    button.disabled = false;
    if (reply.ok) {
      const bytes = Uint8Array.from(atob(reply.result.pdf), (sign) => sign.charCodeAt(0));
      const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type: "application/pdf" })), download: `${data.title}.pdf` });
      link.click();
      tell(say(words, "printed"), "good");
    } else if (reply.reason === "none") alone();
    else tell(reply.reason === "away" ? say(words, "print_away") : reply.message, "bad");
  }

  // From a folder: the blank sheet that was written beside the pages.
  function alone() {
    status.replaceChildren(say(words, "print_alone"), " ", h("a", { href: `prints/${data.sheet}.pdf`, target: "_blank" }, say(words, "print_open")));
  }

  const button = h("button", { type: "submit" }, say(words, data.fields.length ? "print_filled" : "print_plain"));
  const form = h(
    "form",
    {
      class: "qf-form",
      onsubmit: (e) => {
        e.preventDefault();
        print();
      },
    },
    data.fields.map(control),
    h("div", { class: "qf-controls" }, button),
  );
  const root = h("section", { class: "qf-card qf-print", "aria-label": data.title }, h("h3", {}, data.title), h("p", {}, data.about), h("p", { class: "qf-hint" }, say(words, "print_hint")), form, status);
  el.append(root);
  return () => root.remove();
}

export default { render };
