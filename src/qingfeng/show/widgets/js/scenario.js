// A scenario: walks the table that the automaton was compiled to; no rule of play is written here.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const status = statusLine();
  const keeper = new Keeper(openDoor(model), data, teller(status));
  const stage = h("div", { class: "qf-stage" });
  let path = [];

  const head = h(
    "div",
    {},
    h("h3", {}, data.title),
    h("p", { class: "qf-role" }, data.role),
    h("details", { class: "qf-notice" }, h("summary", {}, say(words, "scenario_notice")), paragraphs(data.notice)),
  );
  const root = h("section", { class: "qf-card qf-scenario", "aria-label": data.title }, head, stage, status);
  el.append(root);

  // The steps walked: [scene, choice] pairs, and the state they lead to.
  function walked() {
    let state = data.start;
    const steps = [];
    for (const choice of path) {
      const [node, , moves] = data.states[state];
      const move = node < 0 ? null : moves.find(([index]) => index === choice);
      if (!move) break;
      steps.push([data.scenes[node], data.scenes[node].choices[choice]]);
      state = move[1];
    }
    path = path.slice(0, steps.length);
    return { state, steps };
  }

  function go(next) {
    path = next;
    keeper.keep({ path });
    show(true);
  }

  const back = () => path.length && go(path.slice(0, -1));

  function show(moved) {
    const { state, steps } = walked();
    const [node, values] = data.states[state];
    const parts = [progress(steps.length)];
    if (steps.length) parts.push(feedback(steps[steps.length - 1][1]));
    const heading = node < 0 ? ending(parts, data.endings[-1 - node], steps, values) : scene(parts, node, state);
    stage.replaceChildren(...parts);
    if (moved) focusOn(steps.length ? stage.querySelector(".qf-feedback") : heading);
  }

  function progress(count) {
    const total = Math.max(data.reality.length, count);
    const bars = Array.from({ length: total }, (_, i) => h("span", { class: i < count ? "qf-done" : "" }));
    return h("div", { class: "qf-steps", role: "img", "aria-label": say(words, "step", { n: count + 1 }) }, bars);
  }

  function feedback(choice) {
    const good = choice.verdict === "lawful";
    return h(
      "div",
      { class: `qf-feedback ${good ? "qf-lawful" : "qf-wrong"}` },
      h("p", { class: "qf-chosen" }, verdictMark(good), h("strong", {}, say(words, good ? "lawful" : "wrong")), say(words, "you_chose", { label: choice.label })),
      choice.excuse ? h("p", {}, h("span", { class: "qf-tag" }, say(words, "excuse", { code: choice.excuse }))) : null,
      paragraphs(choice.why),
      basisList(words, choice.basis),
    );
  }

  function scene(parts, node, state) {
    const one = data.scenes[node];
    const heading = h("h4", {}, one.title);
    const meta = [one.date, one.point ? say(words, "turning_point", { n: one.point }) : ""].filter(Boolean).join("　");
    const choices = data.states[state][2].map(([index], i) =>
      h(
        "button",
        { type: "button", class: "qf-choice", onclick: () => go([...path, index]) },
        h("span", { class: "qf-number", "aria-hidden": "true" }, String(i + 1)),
        h("span", {}, one.choices[index].label),
      ),
    );
    parts.push(
      heading,
      h("p", { class: "qf-meta" }, meta, " ", originTag(words, one.origin)),
      h("div", { class: "qf-told" }, paragraphs(one.text)),
      h("div", { class: "qf-choices", role: "group", "aria-label": say(words, "what_now") }, choices),
      controls(),
    );
    return heading;
  }

  function controls() {
    if (!path.length) return h("p", { class: "qf-hint" }, say(words, "scenario_keys"));
    return h(
      "div",
      { class: "qf-controls" },
      h("button", { type: "button", class: "qf-quiet", onclick: back }, say(words, "back")),
      h("button", { type: "button", class: "qf-quiet", onclick: () => go([]) }, say(words, "again")),
    );
  }

  function ending(parts, one, steps, values) {
    const heading = h("h4", {}, verdictMark(one.lawful), say(words, one.lawful ? "ending_lawful" : "ending_wrong"), one.title);
    const states = data.variables.map((variable, i) => h("li", {}, `${variable.name}：${variable.labels[values[i]]}`));
    parts.push(
      h(
        "div",
        { class: `qf-ending ${one.lawful ? "qf-lawful" : "qf-wrong"}` },
        heading,
        h("p", { class: "qf-meta" }, originTag(words, one.origin)),
        paragraphs(one.text),
        basisList(words, one.basis),
        h("ul", { class: "qf-values" }, states),
      ),
      compared(steps),
      h("div", { class: "qf-debrief" }, paragraphs(data.debrief)),
      controls(),
    );
    return heading;
  }

  function compared(steps) {
    const own = steps.map(([where, choice], i) =>
      h(
        "li",
        {},
        verdictMark(choice.verdict === "lawful"),
        h("span", { class: "qf-sr" }, say(words, choice.verdict)),
        `${where.title}：${choice.label} `,
        h("button", { type: "button", class: "qf-link", onclick: () => go(path.slice(0, i)), "aria-label": say(words, "back_to", { title: where.title }) }, say(words, "back_here")),
      ),
    );
    const real = data.reality.map((step) => h("li", {}, h("strong", {}, `${step.scene}：`), step.says || step.choice));
    return h(
      "div",
      { class: "qf-two" },
      h("div", {}, h("h5", {}, say(words, "own_path")), h("ol", {}, own)),
      h("div", {}, h("h5", {}, say(words, "real_path")), h("ol", {}, real)),
    );
  }

  keys(root, () => [...stage.querySelectorAll(".qf-choice")], back);
  show(false);
  keeper.load().then(({ value }) => {
    if (!path.length && Array.isArray(value?.path)) {
      path = value.path;
      show(false);
    }
  });
  return () => root.remove();
}

export default { render };
