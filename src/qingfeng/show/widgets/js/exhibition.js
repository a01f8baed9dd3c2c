// The virtual exhibition: four chapters to walk through, things to look at, a question at the end of each.
// What one answered is known until the page is closed, and to nobody else.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const stops = data.chapters.flatMap((chapter, c) => [
    ...chapter.exhibits.map((exhibit, i) => ({ c, i, exhibit })),
    { c, i: chapter.exhibits.length, qa: chapter.qa },
  ]);
  const seen = new Set();
  const answered = new Map();
  // −1 is the doorway, one past the last stop the way out.
  let at = -1;
  let open = false;
  let bloomed = 0;
  let onward = null;

  const plan = h("div", { class: "qf-plan", role: "group", "aria-label": say(words, "exhibition_plan") });
  const feet = h("div", { class: "qf-feet" });
  const stage = h("div", { class: "qf-stage" });
  const root = h("section", { class: "qf-card qf-exhibition", "aria-label": data.title });
  root.append(titled(words, root, data.title), plan, feet, stage);

  const first = (chapter) => stops.findIndex((stop) => stop.c === chapter);
  const walked = (c) => stops.every((stop, i) => stop.c !== c || stop.qa || seen.has(i));
  const lotuses = () => data.chapters.flatMap((_, c) => [walked(c), answered.has(stops.findIndex((stop) => stop.c === c && stop.qa))]);

  function go(next) {
    at = Math.max(-1, Math.min(stops.length, next));
    open = false;
    show(true);
  }

  function look() {
    open = true;
    if (stops[at].exhibit) seen.add(at);
    show(true);
  }

  function back() {
    if (!open) return go(at - 1);
    open = false;
    return show(true);
  }

  function show(moved) {
    const stop = stops[at];
    onward = () => go(at + 1);
    const parts = at < 0 ? doorway() : !stop ? wayOut() : !open ? before(stop) : stop.qa ? asked(stop) : exhibit(stop);
    stage.replaceChildren(...parts.filter(Boolean));
    plan.replaceChildren(...data.chapters.map(room));
    step();
    if (moved) focusOn(stage.querySelector("h4"));
  }

  // --- the plan, and the lotus under the feet

  function room(chapter, c) {
    const here = stops[at]?.c === c;
    const places = stops.map((stop, i) => [stop, i]).filter(([stop]) => stop.c === c);
    const done = places.filter(([stop, i]) => (stop.qa ? answered.has(i) : seen.has(i))).length;
    const name = say(words, here ? "exhibition_room_here" : "exhibition_room", { n: c + 1, title: chapter.title, total: places.length, done });
    // The way winds once through a room, and the places stand on it.
    const onWay = (part) => [26 + 168 * part, 52 + 18 * Math.sin(part * Math.PI * 2)].map((one) => one.toFixed(1)).join(" ");
    const way = Array.from({ length: 25 }, (_, k) => `L${onWay(k / 24)}`).join("");
    const spot = ([stop, i], k) =>
      draw("g", { class: `qf-spot ${(stop.qa ? answered.has(i) : seen.has(i)) ? "qf-done" : ""} ${i === at ? "qf-here" : ""}`, transform: `translate(${onWay(k / (places.length - 1))})` }, [
        stop.qa ? draw("path", { class: "qf-dot-mark", d: "M0 -9 L9 0 L0 9 L-9 0 Z" }) : draw("circle", { class: "qf-dot-mark", r: 8 }),
        i === at ? draw("circle", { class: "qf-ring", r: 14 }) : null,
      ]);
    const door = (x) => draw("path", { class: "qf-door", d: `M${x} 38 V66` });
    const picture = draw(
      "svg",
      { viewBox: "0 0 220 104", "aria-hidden": "true" },
      draw("rect", { class: "qf-wall-line", x: 2, y: 2, width: 216, height: 100, rx: 6 }),
      door(2),
      door(218),
      draw("path", { class: "qf-way", d: `M2 52 ${way} L218 52` }),
      places.map(spot),
    );
    return h(
      "button",
      { type: "button", class: "qf-room qf-plain", "aria-label": name, "aria-current": here ? "true" : null, onclick: () => go(first(c)) },
      h("span", { class: "qf-room-name" }, chapter.title),
      picture,
    );
  }

  function step() {
    const lit = lotuses();
    const count = lit.filter(Boolean).length;
    const text = h("p", { role: "status" }, say(words, "exhibition_lotus", { n: count, total: lit.length }));
    const row = Array.from(lit, (_, i) => lotus(i < count));
    if (count > bloomed) row[count - 1].classList.add("qf-bloom");
    bloomed = count;
    if (at < 0) feet.replaceChildren();
    else feet.replaceChildren(h("div", { class: "qf-pond" }, row), text);
  }

  // --- what stands where one is

  function doorway() {
    return [
      h("h4", {}, say(words, "exhibition_door")),
      ...told(data.notice),
      h("div", { class: "qf-controls" }, button("exhibition_enter", () => go(0))),
      h("p", { class: "qf-hint" }, say(words, "exhibition_keys")),
      h("div", { class: "qf-fixtures" }, data.fixtures.map(fixture)),
    ];
  }

  function fixture(one) {
    return h(
      "div",
      { class: "qf-panel" },
      h("h5", {}, one.name, " ", originTag(words, one.origin)),
      h("p", {}, one.here, " ", originTag(words, one.here_origin)),
      one.link ? h("p", {}, lessonLink(words, one.link)) : null,
      basisList(words, one.basis),
    );
  }

  function placed(stop, origin) {
    const chapter = data.chapters[stop.c];
    const where = say(words, stop.qa ? "exhibition_at_question" : "exhibition_at", { n: stop.c + 1, title: chapter.title, i: stop.i + 1, total: chapter.exhibits.length });
    return h("p", { class: "qf-meta" }, where, " ", originTag(words, origin));
  }

  function before(stop) {
    const chapter = data.chapters[stop.c];
    onward = look;
    const begins = stop.i === 0;
    return [
      begins ? h("div", { class: "qf-chapter" }, h("p", { class: "qf-chapter-name" }, say(words, "exhibition_chapter", { n: stop.c + 1, title: chapter.title }), " ", originTag(words, chapter.title_origin)), told(chapter.intro), originTag(words, chapter.origin)) : null,
      h("h4", {}, stop.qa ? say(words, "exhibition_question") : stop.exhibit.title),
      placed(stop, stop.qa ? stop.qa.origin : stop.exhibit.origin),
      controls(stop.qa ? "exhibition_ask" : "exhibition_look", look),
    ];
  }

  function exhibit(stop) {
    const one = stop.exhibit;
    return [
      h("h4", {}, one.title),
      placed(stop, one.origin),
      h("div", { class: "qf-told" }, told(one.text)),
      one.link ? h("p", {}, say(words, "exhibition_lesson"), lessonLink(words, one.link)) : null,
      basisList(words, one.basis),
      controls("exhibition_on", () => go(at + 1)),
    ];
  }

  function asked(stop) {
    const given = answered.get(at);
    const done = given !== undefined;
    if (!done) onward = null;
    const option = (one, i) =>
      h(
        "button",
        { type: "button", class: "qf-choice", "aria-disabled": done ? "true" : null, "aria-checked": done ? String(i === given) : "false", role: "radio", onclick: () => answer(i) },
        h("span", { class: "qf-number", "aria-hidden": "true" }, String(i + 1)),
        h("span", { class: "qf-grow" }, one.text, done && i !== given ? h("span", { class: "qf-why-line" }, one.why) : null),
        done ? h("span", {}, verdictMark(one.right), h("span", { class: "qf-sr" }, say(words, one.right ? "option_right" : "option_wrong"))) : null,
      );
    return [
      h("h4", {}, say(words, "exhibition_question")),
      placed(stop, stop.qa.origin),
      h("div", { class: "qf-told" }, told(stop.qa.ask)),
      done ? reasons(stop.qa, given) : null,
      h("div", { class: "qf-choices", role: "radiogroup", "aria-label": stop.qa.ask }, stop.qa.options.map(option)),
      done ? basisList(words, stop.qa.basis) : null,
      controls(done ? "exhibition_on" : null, () => go(at + 1), done ? again : null),
    ];
  }

  function answer(i) {
    if (answered.has(at)) return;
    answered.set(at, i);
    show(false);
    focusOn(stage.querySelector(".qf-feedback"));
  }

  function again() {
    answered.delete(at);
    show(true);
  }

  function reasons(qa, given) {
    const one = qa.options[given];
    return h(
      "div",
      { class: `qf-feedback ${one.right ? "qf-lawful" : "qf-wrong"}` },
      h("p", {}, verdictMark(one.right), h("strong", {}, say(words, one.right ? "right" : "not_right"))),
      h("p", {}, one.why),
    );
  }

  function wayOut() {
    onward = null;
    const lit = lotuses();
    return [
      h("h4", {}, say(words, "exhibition_out")),
      h("p", {}, say(words, "exhibition_walked", { n: lit.filter(Boolean).length, total: lit.length })),
      h("div", { class: "qf-controls" }, button("exhibition_again", () => go(-1), "qf-quiet"), button("exhibition_back", back, "qf-quiet")),
    ];
  }

  const button = (word, onclick, kind = "") => h("button", { type: "button", class: kind, onclick }, say(words, word));

  function controls(word, onclick, retry) {
    return h(
      "div",
      { class: "qf-controls" },
      word ? button(word, onclick) : null,
      open ? button("exhibition_close", back, "qf-quiet") : button("exhibition_back", back, "qf-quiet"),
      word === "exhibition_on" ? null : button("exhibition_on", () => go(at + 1), "qf-quiet"),
      retry ? button("retry", retry, "qf-quiet") : null,
    );
  }

  // Left and right along the way, up and down from chapter to chapter; before a question up and
  // down go from answer to answer, as everywhere.
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const choosing = open && stops[at]?.qa && !answered.has(at);
    const chapter = stops[at]?.c ?? (at < 0 ? -1 : data.chapters.length);
    const to = { ArrowRight: () => at + 1, ArrowLeft: () => at - 1, ArrowDown: () => (chapter + 1 < data.chapters.length ? first(chapter + 1) : stops.length), ArrowUp: () => (chapter > 0 ? first(chapter - 1) : -1) }[event.key];
    if (!to || (choosing && event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    go(to());
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  keys(root, () => [...stage.querySelectorAll(".qf-choice:not([aria-disabled])")], () => at >= 0 && back());
  goesOn(root, () => onward?.());
  show(false);
  el.append(root);
  return () => root.remove();
}

export default { render };
