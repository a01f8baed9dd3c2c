// A lab: a small form whose answer comes through the door; without one its default result stands.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const ask = openDoor(model, 8000);
  const status = statusLine();
  const tell = teller(status);
  const shown = h("div", { class: "qf-result", "aria-live": "polite" });
  const values = Object.fromEntries(data.fields.map((field) => [field.id, field.value]));
  let timer = 0;
  let turn = 0;

  function changed(field, value) {
    values[field.id] = value;
    clearTimeout(timer);
    timer = setTimeout(compute, 250);
  }

  async function compute() {
    const mine = ++turn;
    tell(say(words, "computing"), "");
    const reply = await ask({ verb: "ask", system: data.system, input: values });
    if (mine !== turn) return;
    if (reply.ok) {
      tell("", "");
      shown.replaceChildren(...result(reply.result));
    } else if (reply.reason === "none") tell(say(words, "lab_alone"), "bad");
    else if (reply.reason === "away") tell(say(words, "lab_away"), "bad");
    else tell(reply.message, "bad");
  }

  function control(field) {
    const id = `${data.system}-${field.id}-${Math.random().toString(36).slice(2, 7)}`;
    if (field.type === "check") {
      const box = h("input", { type: "checkbox", id, checked: field.value, onchange: (e) => changed(field, e.target.checked) });
      return h("div", { class: "qf-field qf-check" }, box, h("label", { for: id }, field.label));
    }
    const label = h("label", { for: id }, field.label);
    let input;
    if (field.type === "select") {
      input = h("select", { id, onchange: (e) => changed(field, e.target.value) }, field.options.map((o) => h("option", { value: o.id, selected: o.id === field.value }, o.text)));
    } else {
      const number = field.type === "number";
      const read = (e) => changed(field, number ? (e.target.value === "" ? null : Number(e.target.value)) : e.target.value);
      input = h("input", { type: field.type, id, value: field.value, min: field.min, max: field.max, step: field.step, oninput: read });
    }
    const unit = field.unit ? h("span", { class: "qf-unit-word" }, field.unit) : null;
    return h("div", { class: "qf-field" }, label, h("span", { class: "qf-input" }, input, unit), field.help ? h("small", {}, field.help) : null);
  }

  function result(found) {
    const parts = [h("h4", {}, found.title)];
    if (found.lines) parts.push(h("dl", {}, found.lines.map((one) => [h("dt", {}, one.label), h("dd", {}, one.value)]).flat()));
    if (found.picture) {
      const picture = new DOMParser().parseFromString(found.picture, "image/svg+xml").documentElement;
      parts.push(h("figure", { class: "qf-figure" }, document.importNode(picture, true)));
    }
    if (found.table) parts.push(table(found.table));
    parts.push(...(found.notes || []).map((note) => h("p", { class: "qf-note" }, note)));
    parts.push(basisList(words, found.basis));
    return parts.filter(Boolean);
  }

  function table({ head, rows }) {
    return h(
      "table",
      { class: "qf-table" },
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))))),
    );
  }

  shown.replaceChildren(...result(data.result));
  const form = h("form", { class: "qf-form", onsubmit: (e) => e.preventDefault() }, data.fields.map(control));
  const root = h("section", { class: "qf-card qf-lab", "aria-label": data.title }, h("h3", {}, data.title), h("p", {}, data.intro), form, status, shown);
  el.append(root);
  return () => root.remove();
}

export default { render };
