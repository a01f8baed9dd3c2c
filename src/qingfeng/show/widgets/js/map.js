// The map of the course: which unit hangs on which mark, lever and heading.

const KINDS = ["marks", "levers", "headings"];

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const names = Object.fromEntries(KINDS.map((kind) => [kind, new Map(data[kind].map((one) => [one.id, one.name]))]));
  const called = { marks: say(words, "map_marks", { page: data.marks_called, here: data.marks_called_here }), levers: say(words, "map_levers"), headings: say(words, "map_headings") };
  const place = h("figure", { class: "qf-figure qf-map-picture" });
  const list = h("div", { class: "qf-hung" });
  const status = statusLine();
  const root = h("section", { class: "qf-card qf-map", "aria-label": data.title });
  let chosen = data.here ? { kind: "unit", id: data.here } : null;

  const lessonName = (one) => say(words, "lesson_named", { n: one.link.number, title: one.link.title });
  const hangs = (unit) => !chosen || (chosen.kind === "unit" ? unit.id === chosen.id : unit[chosen.kind].includes(chosen.id));
  const lit = (kind, id) => chosen && (chosen.kind === "unit" ? data.units.some((unit) => unit.id === chosen.id && unit[kind].includes(id)) : chosen.kind === kind && chosen.id === id);

  function choose(kind, id) {
    chosen = chosen?.kind === kind && chosen.id === id ? null : { kind, id };
    show();
  }

  // --- the pegs

  const pegs = KINDS.flatMap((kind) => data[kind].map((one) => ({ kind, one, button: h("button", { type: "button", class: "qf-level qf-peg", onclick: () => choose(kind, one.id) }, one.name) })));
  const group = (kind) =>
    h("div", { class: "qf-pegs", role: "group", "aria-label": called[kind] }, h("p", { class: "qf-peg-kind" }, called[kind], originTag(words, data[kind][0].origin)), pegs.filter((peg) => peg.kind === kind).map((peg) => peg.button));
  const all = h("button", { type: "button", class: "qf-quiet", onclick: () => clear() }, say(words, "map_all"));

  function clear() {
    chosen = null;
    show();
  }

  // --- the picture

  function picture() {
    // The closing idea stands in the middle of the map, half of the units above it.
    const [rowHigh, boxHigh, top, wide] = [58, 44, 44, 880];
    const half = Math.ceil(data.units.length / 2);
    const all = rowHigh * (data.units.length + 1);
    const middle = (row) => top + rowHigh * row + boxHigh / 2;
    const unitY = (i) => middle(i < half ? i : i + 1);
    const pegY = (count, i) => top + (all / count) * (i + 0.5) - 7;
    const box = (x, y, width, name, kind, id, classes) => {
      const text = kind === "unit" ? { x: x + 18, y: y + 7 } : { x: x + width / 2, y: y + 7, "text-anchor": "middle" };
      return draw("g", { class: `qf-node ${classes}`, onclick: () => choose(kind, id) }, draw("rect", { x, y: y - boxHigh / 2, width, height: boxHigh, rx: 10 }), draw("text", text, name));
    };
    const peg = (kind, x) => data[kind].map((one, i) => box(x, pegY(data[kind].length, i), 176, one.name, kind, one.id, lit(kind, one.id) ? "qf-on" : ""));
    const thread = (unit, i, kind, from, to) =>
      data[kind].map((one, k) => {
        if (!unit[kind].includes(one.id)) return null;
        const y = pegY(data[kind].length, k);
        const on = chosen && hangs(unit) && (chosen.kind === "unit" || chosen.kind === "headings" || (chosen.kind === kind && chosen.id === one.id));
        return draw("path", { class: `qf-thread ${on ? "qf-on" : ""}`, d: `M${from} ${y} C${(from + to) / 2} ${y} ${(from + to) / 2} ${unitY(i)} ${to} ${unitY(i)}` });
      });
    const threads = data.units.flatMap((unit, i) => [...thread(unit, i, "marks", 184, 254), ...thread(unit, i, "levers", 696, 626)]).filter(Boolean);
    // What is chosen is drawn last, over the rest.
    threads.sort((one, other) => one.classList.contains("qf-on") - other.classList.contains("qf-on"));
    const seal = (one, k, y) => draw("g", { class: `qf-seal ${lit("headings", one.id) ? "qf-on" : ""}` }, draw("circle", { cx: 600 - 30 * k, cy: y, r: 14 }), draw("text", { x: 600 - 30 * k, y: y + 6, "text-anchor": "middle" }, one.character));
    const unitBox = (unit, i) => {
      const title = say(words, unit.id === data.here ? "map_unit_here" : "map_unit", { n: unit.link.number, title: shortly(unit.link.title) });
      const classes = `${chosen && hangs(unit) ? "qf-on" : ""} ${unit.id === data.here ? "qf-here" : ""}`;
      return [box(254, unitY(i), 372, title, "unit", unit.id, classes), data.headings.filter((one) => unit.headings.includes(one.id)).map((one, k) => seal(one, k, unitY(i)))].flat();
    };
    const head = (x, text) => draw("text", { class: "qf-map-head", x, y: 24, "text-anchor": "middle" }, text);
    return draw(
      "svg",
      { viewBox: `0 0 ${wide} ${top + all}`, "aria-hidden": "true" },
      head(96, data.marks_called_here),
      head(440, say(words, "map_units_head")),
      head(784, say(words, "map_levers")),
      threads,
      peg("marks", 8),
      peg("levers", 696),
      draw("rect", { class: "qf-closing-box", x: 310, y: middle(half) - 21, width: 260, height: 42, rx: 21 }),
      draw("text", { class: "qf-closing-name", x: 440, y: middle(half) + 7, "text-anchor": "middle" }, data.closing.name),
      data.units.flatMap(unitBox),
    );
  }

  // A title before its colon, as far as the box holds it.
  const shortly = (title) => {
    const [before, after] = title.split("：");
    const name = after && before.length < 3 ? title : before;
    return name.length > 9 ? `${name.slice(0, 8)}…` : name;
  };

  // --- units in words

  function unit(one) {
    const pairs = KINDS.map((kind) => [h("dt", {}, say(words, `map_${kind}_short`, { here: data.marks_called_here })), h("dd", {}, one[kind].map((id) => names[kind].get(id)).join("、"))]);
    return h(
      "div",
      { class: "qf-row" },
      h("h4", {}, lessonLink(words, one.link), one.id === data.here ? h("span", { class: "qf-tag" }, say(words, "map_here")) : null),
      h("p", {}, one.says, " ", originTag(words, one.origin)),
      h("dl", {}, pairs.flat()),
    );
  }

  function table() {
    const heads = [say(words, "map_units"), ...KINDS.map((kind) => say(words, `map_${kind}_short`, { here: data.marks_called_here }))];
    const row = (one) => h("tr", {}, h("th", { scope: "row" }, lessonName(one)), KINDS.map((kind, i) => h("td", { "data-head": heads[i + 1] }, one[kind].map((id) => names[kind].get(id)).join("、"))));
    return h("div", { class: "qf-output qf-scroll", tabindex: "0", role: "region", "aria-label": say(words, "map_table") }, h("table", { class: "qf-table" }, h("caption", {}, data.title), h("thead", {}, h("tr", {}, heads.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, data.units.map(row))));
  }

  function show() {
    for (const { kind, one, button } of pegs) {
      button.setAttribute("aria-pressed", String(chosen?.kind === kind && chosen.id === one.id));
      button.classList.toggle("qf-on", Boolean(lit(kind, one.id)));
    }
    const found = data.units.filter(hangs);
    place.replaceChildren(picture());
    list.replaceChildren(...(chosen ? found.map(unit) : []));
    const name = !chosen ? "" : chosen.kind === "unit" ? lessonName(found[0]) : names[chosen.kind].get(chosen.id);
    const word = !chosen ? "map_choose" : chosen.kind === "unit" ? "map_unit_on" : "map_on";
    status.textContent = say(words, word, { name, n: found.length });
    all.disabled = !chosen;
  }

  keys(root, () => pegs.map((peg) => peg.button), clear);
  root.append(
    titled(words, root, data.title),
    h("details", { class: "qf-notice" }, h("summary", {}, say(words, "map_notice")), told(data.notice), basisList(words, KINDS.flatMap((kind) => data[kind].flatMap((one) => one.basis)).filter(unique))),
    place,
    h("p", { class: "qf-closing-says" }, h("strong", {}, say(words, "map_centre", { name: data.closing.name })), data.closing.says, " ", originTag(words, data.closing.origin)),
    ...KINDS.map(group),
    h("div", { class: "qf-controls" }, all),
    status,
    list,
    h("details", { class: "qf-more" }, h("summary", {}, say(words, "map_table")), table()),
  );
  show();
  el.append(root);
  return () => root.remove();
}

const unique = (one, i, every) => every.findIndex((other) => other.says === one.says) === i;

export default { render };
