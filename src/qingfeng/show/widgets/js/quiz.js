// Quiz items, one at a time: practice explains at once, a graded quiz saves every answer.

const folded = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

const answered = (value) =>
  value !== undefined && value !== null && (typeof value === "string" ? value.trim() !== "" : Object.keys(value).length > 0);

// Practice only: whether an answer is the one the page explains. Graded answers are marked elsewhere.
function isRight(item, value) {
  const { right, accept } = item.explain;
  if (item.type === "short") return accept.map(folded).includes(folded(value));
  if (item.type === "multiple") return [...value].sort().join() === [...right].sort().join();
  if (item.type === "ordering") return value.join() === right.join();
  if (item.type === "matching") return Object.keys(right).every((left) => value[left] === right[left]);
  return value === right;
}

function render({ model, el }) {
  const data = model.get("data");
  const { words, items } = data;
  const graded = data.mode === "graded";
  const ask = openDoor(model, graded ? 120000 : 15000);
  const status = statusLine();
  const tell = teller(status);
  const stage = h("div", { class: "qf-stage" });
  const grid = h("div", { class: "qf-grid", role: "group", "aria-label": say(words, "items") });
  let answers = {};
  let shown = [];
  let at = 0;
  let receipt = null;

  const keeper = new Keeper(ask, data, tell, graded ? conflict : null);
  keeper.onnewer = (value) => {
    answers = value || {};
    show(false);
  };

  const root = h(
    "section",
    { class: "qf-card qf-quiz", "aria-label": data.title },
    h("h3", {}, graded ? say(words, "paper", { n: items.length }) : data.title),
    data.intro ? paragraphs(data.intro) : null,
    graded ? h("p", { class: "qf-meta" }, say(words, "due", { due: data.due_text })) : h("p", { class: "qf-hint" }, say(words, "practice_hint")),
    grid,
    stage,
    status,
  );
  el.append(root);

  const keep = () => keeper.keep(graded ? answers : { answers, shown, at });

  function answer(item, value, quiet) {
    answers = { ...answers, [item.id]: value };
    keep();
    if (!quiet) show(false, true);
    else number();
  }

  // --- moving about

  function number() {
    grid.replaceChildren(
      ...items.map((item, i) => {
        const done = answered(answers[item.id]);
        const label = say(words, done ? "item_done" : "item_open", { n: i + 1 });
        const button = h("button", { type: "button", class: `qf-dot ${done ? "qf-done" : ""}`, "aria-label": label, onclick: () => turn(i) }, String(i + 1));
        if (i === at) button.setAttribute("aria-current", "true");
        return button;
      }),
    );
  }

  function turn(to) {
    at = Math.max(0, Math.min(items.length, to));
    if (!graded) keep();
    show(true);
  }

  function show(moved, again) {
    number();
    const here = document.activeElement?.dataset?.qfKey;
    if (at >= items.length) stage.replaceChildren(...(graded ? handIn() : summary()));
    else stage.replaceChildren(...page(items[at]));
    if (moved) focusOn(stage.querySelector("h4"));
    else if (again && here) stage.querySelector(`[data-qf-key="${here}"]`)?.focus({ preventScroll: true });
  }

  function page(item) {
    const section = data.sections.find((one) => one.id === item.section);
    const meta = [section?.title, graded ? say(words, "points", { n: item.points }) : "", item.date ? say(words, "act_date", { date: item.date }) : ""];
    const closed = !graded && shown.includes(item.id);
    const heading = h("h4", {}, say(words, "item", { n: at + 1, total: items.length, type: say(words, `type_${item.type}`) }));
    const parts = [
      heading,
      h("p", { class: "qf-meta" }, meta.filter(Boolean).join("　")),
      h("div", { class: "qf-stem" }, paragraphs(item.stem)),
      body(item, closed),
    ];
    if (!graded) parts.push(closed ? explanation(item) : check(item));
    parts.push(
      h(
        "div",
        { class: "qf-controls" },
        h("button", { type: "button", class: "qf-quiet", disabled: at === 0, onclick: () => turn(at - 1) }, say(words, "previous")),
        h("button", { type: "button", class: "qf-next-item", onclick: () => turn(at + 1) }, say(words, at === items.length - 1 ? (graded ? "to_hand_in" : "finish") : "next")),
      ),
    );
    return parts;
  }

  // --- one body a type

  function body(item, closed) {
    if (item.type === "ordering") return ordering(item, closed);
    if (item.type === "matching") return matching(item, closed);
    if (item.type === "short") return text(item, closed, false);
    if (item.type === "case_analysis") return text(item, closed, true);
    return options(item, closed);
  }

  function options(item, closed) {
    const many = item.type === "multiple";
    const value = answers[item.id];
    const chosen = (id) => (many ? (value || []).includes(id) : value === id);
    const choose = (id) => {
      if (closed) return;
      if (!many) {
        if (!graded) shown = [...shown, item.id];
        answer(item, id);
        if (!graded) focusOn(stage.querySelector(".qf-feedback"));
        return;
      }
      const now = new Set(value || []);
      if (!now.delete(id)) now.add(id);
      answer(item, item.options.map((o) => o.id).filter((o) => now.has(o)).sort());
    };
    const some = item.options.some((o) => chosen(o.id));
    const buttons = item.options.map((option, i) =>
      h(
        "button",
        {
          type: "button",
          role: many ? "checkbox" : "radio",
          class: "qf-choice",
          "aria-checked": String(chosen(option.id)),
          "aria-disabled": closed ? "true" : null,
          tabindex: many || chosen(option.id) || (!some && i === 0) ? "0" : "-1",
          "data-qf-key": option.id,
          onclick: () => choose(option.id),
        },
        h("span", { class: "qf-number", "aria-hidden": "true" }, many && chosen(option.id) ? "✓" : String(i + 1)),
        h("span", {}, option.text),
      ),
    );
    return h("div", { class: "qf-choices", role: many ? "group" : "radiogroup", "aria-label": say(words, many ? "choose_many" : "choose_one") }, many ? h("p", { class: "qf-hint" }, say(words, "choose_many")) : null, buttons);
  }

  function ordering(item, closed) {
    const now = answers[item.id] || item.options.map((o) => o.id);
    const move = (i, by) => {
      const next = [...now];
      [next[i], next[i + by]] = [next[i + by], next[i]];
      answer(item, next);
      stage.querySelector(`[data-qf-key="${now[i]}${by < 0 ? "up" : "down"}"]:not(:disabled)`)?.focus() ?? stage.querySelector(`[data-qf-key="${now[i]}${by < 0 ? "down" : "up"}"]`)?.focus();
    };
    const row = (id, i) => {
      const { text: label } = item.options.find((o) => o.id === id);
      const button = (by, key) =>
        h("button", { type: "button", class: "qf-quiet qf-move", disabled: closed || now[i + by] === undefined, "data-qf-key": id + key, "aria-label": say(words, key, { text: label }), onclick: () => move(i, by) }, by < 0 ? "↑" : "↓");
      return h(
        "li",
        {
          onkeydown: (e) => {
            const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
            if (!e.altKey || !by || closed || now[i + by] === undefined) return;
            e.preventDefault();
            move(i, by);
          },
        },
        h("span", { class: "qf-number", "aria-hidden": "true" }, String(i + 1)),
        h("span", { class: "qf-grow" }, label),
        button(-1, "up"),
        button(1, "down"),
      );
    };
    const accept = answers[item.id] || closed ? null : h("button", { type: "button", class: "qf-quiet", onclick: () => answer(item, now) }, say(words, "order_is_right"));
    return h("div", {}, h("p", { class: "qf-hint" }, say(words, "ordering_hint")), h("ol", { class: "qf-order" }, now.map(row)), accept);
  }

  function matching(item, closed) {
    const now = answers[item.id] || {};
    const row = (left) => {
      const id = `m-${item.id}-${left.id}`;
      const change = (e) => {
        const next = { ...now, [left.id]: e.target.value };
        if (!e.target.value) delete next[left.id];
        answer(item, next);
      };
      const choices = item.right.map((right) => h("option", { value: right.id, selected: now[left.id] === right.id }, right.text));
      return h(
        "div",
        { class: "qf-pair" },
        h("label", { for: id }, left.text),
        h("select", { id, disabled: closed, "data-qf-key": left.id, onchange: change }, h("option", { value: "" }, say(words, "pick")), choices),
      );
    };
    return h("div", { class: "qf-pairs" }, item.left.map(row));
  }

  function text(item, closed, long) {
    const id = `t-${item.id}`;
    const count = h("small", { id: `${id}-count` });
    const counted = (value) => {
      const n = [...value.replace(/\s/g, "")].length;
      count.textContent = long ? say(words, "count", { n, min: item.min_chars || 0, max: item.max_chars || "" }) : "";
    };
    const given = answers[item.id] || "";
    counted(given);
    const box = h(long ? "textarea" : "input", {
      id,
      rows: long ? 14 : null,
      maxlength: long ? 8000 : 200,
      value: given,
      disabled: closed,
      "aria-label": say(words, long ? "write_here" : "fill_here"),
      "aria-describedby": `${id}-count`,
      oninput: (e) => {
        counted(e.target.value);
        answer(item, e.target.value, true);
      },
    });
    const rubric = item.rubric?.length ? h("ul", { class: "qf-rubric" }, item.rubric.map((c) => h("li", {}, say(words, "criterion", { name: c.name, points: c.points })))) : null;
    return h("div", { class: "qf-write" }, rubric ? h("p", {}, say(words, "rubric")) : null, rubric, box, count);
  }

  // --- practice

  function check(item) {
    if (item.type === "single" || item.type === "truefalse") return h("p", { class: "qf-hint" }, say(words, "quiz_keys"));
    const reveal = () => {
      if (!answered(answers[item.id])) {
        tell(say(words, "answer_first"), "bad");
        return;
      }
      shown = [...shown, item.id];
      keep();
      show(false);
      focusOn(stage.querySelector(".qf-feedback"));
    };
    return h("button", { type: "button", class: "qf-check-answer", onclick: reveal }, say(words, "see_why"));
  }

  function explanation(item) {
    const right = isRight(item, answers[item.id]);
    const { explain } = item;
    const given = answers[item.id];
    const lines = item.options.filter((o) => explain.options[o.id]?.why).map((option) => {
      const good = explain.options[option.id].right || item.type === "ordering";
      const own = option.id === given || (item.type === "multiple" && given.includes(option.id));
      return h("li", {}, verdictMark(good), h("span", { class: "qf-sr" }, say(words, good ? "option_right" : "option_wrong")), h("strong", {}, option.text), own && item.type !== "ordering" ? h("span", { class: "qf-tag" }, say(words, "your_choice")) : null, h("br"), explain.options[option.id].why);
    });
    const pairs = item.left.map((left) => h("li", {}, h("strong", {}, `${left.text} — ${item.right.find((r) => r.id === explain.pairs[left.id].right).text}`), h("br"), explain.pairs[left.id].why));
    const ordered = item.type === "ordering" ? explain.right.map((id) => h("li", {}, h("strong", {}, item.options.find((o) => o.id === id).text), h("br"), explain.options[id].why)) : lines;
    return h(
      "div",
      { class: `qf-feedback ${right ? "qf-lawful" : "qf-wrong"}` },
      h("p", {}, verdictMark(right), h("strong", {}, say(words, right ? "right" : "not_right"))),
      item.type === "short" ? h("p", {}, say(words, "accepted", { text: explain.accept.join("、") })) : null,
      explain.why ? paragraphs(explain.why) : null,
      h(item.type === "ordering" ? "ol" : "ul", { class: "qf-why" }, item.type === "matching" ? pairs : ordered),
      basisList(words, explain.basis),
      h("button", { type: "button", class: "qf-link", onclick: () => retry(item) }, say(words, "retry")),
    );
  }

  function retry(item) {
    shown = shown.filter((id) => id !== item.id);
    answers = { ...answers };
    delete answers[item.id];
    keep();
    show(true);
  }

  function summary() {
    const done = items.filter((item) => shown.includes(item.id));
    const right = done.filter((item) => isRight(item, answers[item.id]));
    const judged = done.filter((item) => ["single", "multiple", "truefalse"].includes(item.type));
    const rate = (some) => ({ n: some.filter((item) => right.includes(item)).length, total: some.length });
    const allowed = judged.filter((item) => item.explain.permitted);
    const forbidden = judged.filter((item) => !item.explain.permitted);
    return [
      h("h4", {}, say(words, "practice_done")),
      h("p", {}, say(words, "practice_sum", { n: right.length, done: done.length, total: items.length })),
      h("p", {}, say(words, "hits", rate(forbidden))),
      h("p", {}, say(words, "permitted", rate(allowed))),
      h("p", { class: "qf-hint" }, say(words, "permitted_hint")),
      h("div", { class: "qf-controls" }, h("button", { type: "button", class: "qf-quiet", onclick: () => turn(0) }, say(words, "look_back"))),
    ];
  }

  // --- handing in

  function handIn() {
    const open = items.map((item, i) => [item, i]).filter(([item]) => !answered(answers[item.id]));
    const jump = ([, i]) => h("button", { type: "button", class: "qf-dot", "aria-label": say(words, "item_open", { n: i + 1 }), onclick: () => turn(i) }, String(i + 1));
    const button = h("button", { type: "button", class: "qf-submit", onclick: () => submit(button) }, say(words, open.length ? "submit_anyway" : "submit"));
    return [
      h("h4", {}, say(words, "hand_in")),
      open.length ? h("p", {}, say(words, "unanswered", { n: open.length })) : h("p", {}, say(words, "all_answered")),
      open.length ? h("div", { class: "qf-grid" }, open.map(jump)) : null,
      h("p", { class: "qf-hint" }, say(words, "submit_hint")),
      h("div", { class: "qf-controls" }, h("button", { type: "button", class: "qf-quiet", onclick: () => turn(at - 1) }, say(words, "previous")), button),
      receipt ? slip() : null,
    ].filter(Boolean);
  }

  async function submit(button) {
    button.disabled = true;
    keeper.keep(answers);
    if (!(await keeper.push())) {
      button.disabled = false;
      return;
    }
    tell(say(words, "submitting"), "");
    const reply = await ask({ verb: "submit", assignment: data.assignment, revision: keeper.revision });
    button.disabled = false;
    if (!reply.ok) {
      tell(reply.message || say(words, "submit_away"), "bad");
      return;
    }
    receipt = reply.result;
    tell(say(words, "submitted"), "good");
    show(false);
    focusOn(stage.querySelector(".qf-receipt"));
  }

  function slip() {
    const lines = [
      ["receipt_number", receipt.number],
      ["receipt_time", receipt.time.replace("T", " ").slice(0, 19)],
      ["receipt_hash", receipt.hash],
    ];
    return h("div", { class: "qf-receipt" }, h("h5", {}, say(words, "receipt")), h("dl", {}, lines.map(([key, value]) => [h("dt", {}, say(words, key)), h("dd", {}, value)]).flat()), h("p", { class: "qf-hint" }, say(words, "receipt_hint")));
  }

  function conflict(held) {
    return new Promise((resolve) => {
      const settle = (mine) => () => {
        box.remove();
        resolve(mine);
      };
      const box = h(
        "div",
        { class: "qf-conflict", role: "alertdialog", "aria-label": say(words, "conflict") },
        h("p", {}, say(words, "conflict")),
        h("button", { type: "button", onclick: settle(true) }, say(words, "keep_mine")),
        h("button", { type: "button", class: "qf-quiet", onclick: settle(false) }, say(words, "take_newer", { n: Object.keys(held.value || {}).length })),
      );
      root.insertBefore(box, stage);
      box.querySelector("button").focus();
    });
  }

  keys(root, () => (at < items.length ? [...stage.querySelectorAll(".qf-choice")] : []), () => turn(at - 1));
  root.addEventListener("keydown", (event) => {
    const plain = event.key === "Enter" && (event.target.tagName === "H4" || event.target.getAttribute("role") === "radio" || event.target.classList.contains("qf-feedback"));
    const chosen = event.target.getAttribute("aria-checked") === "true" || event.target.getAttribute("role") !== "radio";
    if (!plain || !chosen) return;
    event.preventDefault();
    turn(at + 1);
  });
  show(false);
  keeper.load().then((held) => {
    if (graded) answers = { ...held.value, ...answers };
    else if (held.value && !Object.keys(answers).length) ({ answers = {}, shown = [], at = 0 } = held.value);
    receipt = held.receipt ?? null;
    if (held.saved_at && keeper.pending === null) tell(say(words, "saved", { time: held.saved_at.slice(11, 16) }), "good");
    show(false);
  });
  return () => root.remove();
}

export default { render };
