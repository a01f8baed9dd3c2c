// A lab: a small form whose answer comes through the door; without one its default result stands.

// A result may have many tables; the first ones stand open, on a phone none does.
const OPEN_TABLES = 2;

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

  function changed(field, value, undo) {
    values[field.id] = value;
    clearTimeout(timer);
    timer = setTimeout(() => compute(undo), undo ? 0 : 250);
  }

  async function compute(undo) {
    const mine = ++turn;
    tell(say(words, "computing"), "");
    const reply = await ask({ verb: "ask", system: data.system, input: values });
    if (mine !== turn) return;
    if (reply.ok) {
      tell("", "");
      shown.replaceChildren(...result(reply.result));
    } else if (reply.reason === "none") tell(say(words, "lab_alone"), "bad");
    else if (reply.reason === "away") tell(say(words, "lab_away"), "bad");
    else {
      undo?.();
      tell(reply.message, "bad");
    }
  }

  // One step back, one step on; a step that is not there is taken back.
  function stepper(field) {
    const shownStep = h("strong", { "aria-live": "polite" });
    const show = () => (shownStep.textContent = say(words, "at_step", { n: values[field.id] }));
    const go = (by) => () => {
      const before = values[field.id];
      const put = (value) => {
        values[field.id] = value;
        show();
      };
      put(Math.max(0, before + by));
      changed(field, values[field.id], () => put(before));
    };
    show();
    const button = (word, by) => h("button", { type: "button", class: by < 0 ? "qf-quiet" : "", onclick: go(by) }, say(words, word));
    return h("div", { class: "qf-controls qf-stepper", role: "group", "aria-label": field.label }, button("step_back", -1), shownStep, button("step_on", 1));
  }

  function control(field) {
    const id = `${data.system}-${field.id}-${Math.random().toString(36).slice(2, 7)}`;
    if (field.type === "grid") return grid(field);
    if (field.type === "checks") return boxes(field, id);
    if (field.type === "stepper") return stepper(field);
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

  function boxes(field, id) {
    const ticked = new Set(field.value);
    const box = (one) => {
      const input = h("input", {
        type: "checkbox",
        id: `${id}-${one.id}`,
        checked: ticked.has(one.id),
        onchange: (e) => {
          if (e.target.checked) ticked.add(one.id);
          else ticked.delete(one.id);
          changed(field, [...ticked]);
        },
      });
      return h("div", { class: "qf-check" }, input, h("label", { for: `${id}-${one.id}` }, one.text));
    };
    return h("fieldset", { class: "qf-field qf-boxes" }, h("legend", {}, field.label), field.options.map(box));
  }

  // A small table to edit: type, paste from a spreadsheet, add and remove rows.
  function grid(field) {
    const blank = () => Object.fromEntries(field.columns.map((column) => [column.id, ""]));
    const body = h("tbody");
    let rows = field.value.map((row) => ({ ...row }));

    const send = () => changed(field, rows.filter((row) => Object.values(row).some((cell) => cell !== "")));
    const name = (column, i) => say(words, "grid_cell", { column: column.heading, row: i + 1 });

    function cell(column, row, i) {
      const set = (e) => {
        row[column.id] = e.target.value;
        send();
      };
      const label = name(column, i);
      if (!column.choices.length) return h("input", { value: row[column.id], "aria-label": label, oninput: set, onpaste: (e) => paste(e, column, i), inputmode: column.kind === "number" || column.kind === "whole" ? "decimal" : null });
      const options = ["", ...column.choices].map((one) => h("option", { value: one, selected: one === row[column.id] }, one));
      return h("select", { "aria-label": label, onchange: set }, options);
    }

    function paste(event, column, i) {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const from = field.columns.indexOf(column);
      text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
        if (i + down >= field.most) return;
        rows[i + down] ??= blank();
        line.split("\t").forEach((value, right) => {
          const to = field.columns[from + right];
          if (to) rows[i + down][to.id] = value.trim();
        });
      });
      draw();
      send();
    }

    function remove(i) {
      rows.splice(i, 1);
      draw();
      send();
      (body.children[Math.min(i, rows.length - 1)] || root).querySelector("input, select, button")?.focus();
    }

    function draw() {
      const line = (row, i) =>
        h(
          "tr",
          {},
          field.columns.map((column) => h("td", { "data-head": column.heading }, cell(column, row, i))),
          h("td", {}, h("button", { type: "button", class: "qf-quiet qf-small", "aria-label": say(words, "grid_remove", { row: i + 1 }), onclick: () => remove(i) }, "×")),
        );
      body.replaceChildren(...rows.map(line));
      add.disabled = rows.length >= field.most;
    }

    const add = h("button", { type: "button", class: "qf-quiet", onclick: () => { rows.push(blank()); draw(); body.lastElementChild.querySelector("input, select").focus(); } }, say(words, "grid_add"));
    const again = h("button", { type: "button", class: "qf-quiet", onclick: () => { rows = field.value.map((row) => ({ ...row })); draw(); send(); } }, say(words, "grid_again"));
    draw();
    const heads = field.columns.map((column) => h("th", { scope: "col", title: column.help || null }, column.heading));
    const wide = h("table", { class: "qf-table qf-edit" }, h("thead", {}, h("tr", {}, heads, h("th", {}, h("span", { class: "qf-sr" }, say(words, "grid_remove_head"))))), body);
    return h(
      "details",
      { class: "qf-field qf-grid-field" },
      h("summary", {}, say(words, "grid_open", { title: field.label, n: field.value.length })),
      h("p", { class: "qf-hint" }, say(words, "grid_hint")),
      h("div", { class: "qf-scroll", tabindex: "0", role: "region", "aria-label": field.label }, wide),
      h("div", { class: "qf-controls" }, add, again),
    );
  }

  function result(found) {
    const parts = [h("h4", {}, found.title)];
    if (found.lines.length) parts.push(h("dl", {}, found.lines.map((one) => [h("dt", {}, one.label), h("dd", {}, one.value)]).flat()));
    if (found.picture) {
      const picture = new DOMParser().parseFromString(found.picture, "image/svg+xml").documentElement;
      parts.push(h("figure", { class: "qf-figure", tabindex: "0" }, document.importNode(picture, true)));
    }
    const open = matchMedia("(max-width: 640px)").matches ? 0 : OPEN_TABLES;
    parts.push(...found.tables.slice(0, open).map(table));
    parts.push(...found.tables.slice(open).map((one) => h("details", { class: "qf-more" }, h("summary", {}, say(words, "table_closed", { caption: one.caption, n: one.rows.length + one.more })), table(one))));
    parts.push(...found.notes.map((note) => h("p", { class: "qf-note" }, note)));
    parts.push(basisList(words, found.basis));
    return parts.filter(Boolean);
  }

  function table({ caption, head, rows, more }) {
    const line = (row) => h("tr", {}, row.map((cell, i) => h(i ? "td" : "th", i ? { "data-head": head[i] } : { scope: "row" }, lines(cell))));
    const made = h(
      "table",
      { class: "qf-table" },
      h("caption", {}, more ? say(words, "table_more", { caption, more }) : caption),
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, rows.map(line)),
    );
    return h("div", { class: "qf-output qf-scroll", tabindex: "0", role: "region", "aria-label": caption }, made);
  }

  const lines = (text) => text.split("\n").flatMap((part, i) => (i ? [h("br"), part] : [part]));

  shown.replaceChildren(...result(data.result));
  const form = h("form", { class: "qf-form", onsubmit: (e) => e.preventDefault() }, data.fields.map(control));
  const root = h("section", { class: "qf-card qf-lab", "aria-label": data.title }, h("h3", {}, data.title), h("p", {}, data.intro), form, status, shown);
  el.append(root);
  return () => root.remove();
}

export default { render };
