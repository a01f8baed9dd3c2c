// A reading circle: who reads what, part by part, with pauses to talk; it keeps nothing.

const MOST = 8;

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const stage = h("div", { class: "qf-stage" });
  const roles = new Map(data.roles.map((role, i) => [role.id, { ...role, order: i }]));
  const steps = [
    { kind: "roles" },
    ...data.parts.flatMap((part, i) => [{ kind: "part", part, n: i + 1 }, ...(part.pause ? [{ kind: "pause", part, n: i + 1 }] : [])]),
    ...data.questions.map((one, i) => ({ kind: "question", one, n: i + 1 })),
    { kind: "end" },
  ];
  let people = data.roles.length;
  let readers = dealt();
  let at = 0;
  let onward = null;

  const root = h("section", { class: "qf-card qf-circle", "aria-label": data.title });
  root.append(titled(words, root, data.title), stage);

  // Each role its reader; with more people than roles they take turns, part by part.
  function dealt() {
    return data.roles.map((_, i) => (i % people) + 1);
  }

  const readerOf = (part, n) => (people > data.roles.length ? ((n - 1) % people) + 1 : readers[roles.get(part.reader).order]);

  function go(next) {
    at = Math.max(0, Math.min(steps.length - 1, next));
    show(true);
  }

  const back = () => at && go(at - 1);

  function show(moved) {
    const step = steps[at];
    onward = () => go(at + 1);
    stage.replaceChildren(...{ roles: casting, part: reading, pause: pausing, question: asking, end: ending }[step.kind](step).filter(Boolean));
    if (moved) focusOn(stage.querySelector("h4"));
  }

  // --- who reads what

  function casting() {
    const count = h(
      "div",
      { class: "qf-controls", role: "group", "aria-label": say(words, "circle_people") },
      Array.from({ length: MOST }, (_, i) =>
        h("button", { type: "button", class: "qf-level qf-count", "aria-pressed": String(i + 1 === people), "aria-label": say(words, "circle_count", { n: i + 1 }), onclick: () => gather(i + 1) }, String(i + 1)),
      ),
    );
    const shared = people > data.roles.length;
    return [
      h("h4", {}, say(words, "circle_begin")),
      ...told(data.notice),
      h("p", { class: "qf-turn" }, say(words, "circle_people")),
      count,
      shared ? h("p", { role: "status" }, say(words, "circle_turns")) : null,
      h("ul", { class: "qf-cast" }, data.roles.map((role, i) => cast(role, i, shared))),
      h("div", { class: "qf-controls" }, button("circle_read", onward)),
      h("p", { class: "qf-hint" }, say(words, "circle_keys")),
    ];
  }

  function gather(number) {
    people = number;
    readers = dealt();
    show(false);
    stage.querySelectorAll(".qf-count")[number - 1].focus();
  }

  function cast(role, i, shared) {
    const options = Array.from({ length: people }, (_, k) => h("option", { value: String(k + 1), selected: readers[i] === k + 1 }, say(words, "circle_reader", { n: k + 1 })));
    const select = h("select", { autocomplete: "off", "aria-label": say(words, "circle_who", { role: role.name }), onchange: (e) => (readers[i] = Number(e.target.value)) }, options);
    return h("li", {}, h("strong", { class: "qf-voice" }, role.name), h("span", { class: "qf-grow" }, role.hint), shared ? null : select);
  }

  // --- reading

  function progress(n, word, total) {
    return h("p", { class: "qf-meta" }, say(words, word, { n, total }));
  }

  function reading({ part, n }) {
    const role = roles.get(part.reader);
    return [
      h("h4", { class: "qf-who" }, h("span", { class: "qf-voice" }, role.name), h("span", { class: "qf-reader" }, say(words, "circle_reads", { n: readerOf(part, n) }))),
      progress(n, "circle_part", data.parts.length),
      h("p", { class: "qf-hint" }, role.hint),
      h("div", { class: "qf-script" }, told(part.text)),
      controls(),
    ];
  }

  function pausing({ part, n }) {
    return [
      h("h4", {}, say(words, "circle_pause")),
      progress(n, "circle_after", data.parts.length),
      h("div", { class: "qf-script qf-asked" }, told(part.pause)),
      h("p", { class: "qf-hint" }, say(words, "circle_quiet")),
      controls(),
    ];
  }

  function asking({ one, n }) {
    const place = h("div", { "aria-live": "polite" });
    const reveal = h("button", { type: "button", class: "qf-quiet", "aria-expanded": "false" }, say(words, "reveal"));
    const toggle = () => {
      const open = reveal.getAttribute("aria-expanded") === "true";
      reveal.setAttribute("aria-expanded", String(!open));
      reveal.textContent = say(words, open ? "reveal" : "hide");
      place.replaceChildren(...(open ? [] : [h("div", { class: "qf-answer" }, told(one.answer))]));
      return !open;
    };
    reveal.addEventListener("click", toggle);
    onward = () => (reveal.getAttribute("aria-expanded") === "true" ? go(at + 1) : toggle());
    return [
      h("h4", {}, say(words, "circle_talk")),
      progress(n, "circle_question", data.questions.length),
      h("div", { class: "qf-script qf-asked" }, told(one.question)),
      reveal,
      place,
      controls(),
    ];
  }

  function ending() {
    onward = null;
    return [
      h("h4", {}, say(words, "circle_end")),
      h("p", {}, say(words, "circle_together")),
      h("div", { class: "qf-script qf-together" }, told(data.parts[data.parts.length - 1].text)),
      basisList(words, data.basis),
      h("div", { class: "qf-controls" }, button("circle_again", () => go(0), "qf-quiet"), button("circle_back", back, "qf-quiet")),
    ];
  }

  const button = (word, onclick, kind = "") => h("button", { type: "button", class: kind, onclick }, say(words, word));
  const controls = () => h("div", { class: "qf-controls" }, button("circle_back", back, "qf-quiet"), button("circle_next", () => go(at + 1)));

  // Left and right turn the page, as a presenter's remote does with its page keys on the big screen.
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target) || !at) return;
    const big = document.fullscreenElement === root;
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: big && 1, PageUp: big && -1 }[event.key];
    if (!step) return;
    go(at + step);
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  keys(root, () => [...stage.querySelectorAll(".qf-count")], back);
  goesOn(root, () => onward?.());
  show(false);
  el.append(root);
  return () => root.remove();
}

export default { render };
