// The steps of a trade with an integrity point beside each: look, take another trade, write one's
// own, print. What is written stays in the page.

const WIDE = 3;

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const blank = () => ({ name: "", what: "", point: "", why: "", origin: "", own: true });
  const trades = [...data.trades, { name: say(words, "mould_blank_name"), who: "", steps: [blank()] }];
  const fresh = (trade) => trade.steps.map((one) => ({ ...one }));
  const drafts = trades.map((trade) => ({ title: trade.name, steps: fresh(trade) }));
  let trade = 0;
  let at = 0;

  const draft = () => drafts[trade];
  const steps = () => draft().steps;
  const chain = h("ol", { class: "qf-chain", "aria-label": say(words, "mould_chain") });
  const editor = h("div", { class: "qf-editor" });
  const result = h("div", { class: "qf-preview qf-scroll", role: "region", tabindex: "0", "aria-label": say(words, "mould_sheet") });
  const status = statusLine();
  const tell = teller(status);
  const root = h("section", { class: "qf-card qf-mould", "aria-label": data.title });
  const { button: print, stop } = printed(words, root, () => sheet(WIDE));

  const named = (one) => one.name.trim() || say(words, "mould_unnamed");

  // --- the chain

  function link(one, i) {
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "qf-plain qf-link-step", "aria-current": i === at ? "step" : null, tabindex: i === at ? "0" : "-1", onclick: () => openStep(i) },
        h("span", { class: "qf-number", "aria-hidden": "true" }, String(i + 1)),
        h("span", {}, h("strong", {}, named(one)), h("span", { class: "qf-point" }, one.point.trim() || say(words, "mould_no_point"))),
      ),
    );
  }

  function openStep(i) {
    choose(i);
    focusOn(editor.querySelector("h4"));
    editor.scrollIntoView({ block: "nearest" });
  }

  const drawChain = () => chain.replaceChildren(...steps().map(link));
  const links = () => [...chain.querySelectorAll("button")];

  function choose(i) {
    at = i;
    drawAll();
    links()[at].focus();
  }

  function drawAll() {
    at = Math.max(0, Math.min(steps().length - 1, at));
    drawChain();
    editor.replaceChildren(...editing());
    drawResult();
  }

  // --- one step

  function editing() {
    const one = steps()[at];
    const id = (name) => `${data.id}-${name}`.replace(":", "-");
    const field = (name, tag, most) => {
      const control = h(tag, { id: id(name), value: one[name], maxlength: most, autocomplete: "off", rows: tag === "textarea" ? 2 : null, oninput: (e) => write(name, e.target.value) });
      return h("div", { class: "qf-field" }, h("label", { for: id(name) }, say(words, `mould_${name}`)), control);
    };
    const full = steps().length >= data.most;
    return [
      h("h4", {}, say(words, "mould_step", { n: at + 1, total: steps().length }), " ", originTag(words, source(one))),
      h("div", { class: "qf-form" }, field("name", "input", 12), field("point", "input", 30), field("what", "textarea", 80), field("why", "textarea", 120)),
      h(
        "div",
        { class: "qf-controls" },
        act("mould_earlier", () => move(-1), at === 0),
        act("mould_later", () => move(1), at === steps().length - 1),
        act("mould_add", add, full),
        act("mould_remove", remove, steps().length === 1),
      ),
    ];
  }

  const act = (word, onclick, disabled) => h("button", { type: "button", class: "qf-quiet", disabled, onclick, "data-qf-act": word }, say(words, word));
  const source = (one) => (one.own ? say(words, "mould_own") : one.origin);

  function write(name, value) {
    const one = steps()[at];
    one[name] = value;
    one.own = true;
    drawChain();
    editor.querySelector("h4 .qf-tag").textContent = source(one);
    drawResult();
  }

  function move(by) {
    const to = at + by;
    if (to < 0 || to >= steps().length) return;
    const [one] = steps().splice(at, 1);
    steps().splice(to, 0, one);
    at = to;
    drawAll();
    tell(say(words, "mould_moved", { name: named(one), n: at + 1 }), "");
    links()[at].focus();
  }

  function add() {
    steps().splice(at + 1, 0, blank());
    at += 1;
    drawAll();
    tell(say(words, "mould_added", { n: at + 1 }), "");
    editor.querySelector("input").focus();
  }

  function remove() {
    const [one] = steps().splice(at, 1);
    drawAll();
    tell(say(words, "mould_removed", { name: named(one) }), "");
    links()[at].focus();
  }

  // --- what is printed

  function sheet(columns) {
    const rows = steps().map((one, i) => [String(i + 1), named(one), one.what.trim() || "—", one.point.trim() || say(words, "mould_no_point"), source(one)]);
    const heads = ["mould_n", "mould_name", "mould_what", "mould_point", "mould_origin"].map((word) => say(words, word));
    const line = (row) => h("tr", {}, row.map((cell, i) => h(i === 1 ? "th" : "td", i === 1 ? { scope: "row" } : { "data-head": heads[i] }, cell)));
    const title = say(words, "mould_title", { brand: data.title, name: draft().title.trim() || say(words, "mould_unnamed") });
    return h(
      "div",
      { class: "qf-sheet" },
      h("h4", {}, title),
      picture(title, columns),
      h("div", { class: "qf-output" }, h("table", { class: "qf-table" }, h("caption", {}, title), h("thead", {}, h("tr", {}, heads.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, rows.map(line)))),
      h("p", { class: "qf-meta" }, say(words, "mould_foot")),
    );
  }

  // Signs that may not begin a line stay on the line before.
  function wrapped(text, width) {
    const lines = [];
    for (let rest = text; rest; ) {
      let end = width;
      while (/^[，。、；：！？”》）]/.test(rest.slice(end))) end += 1;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    return lines;
  }

  function picture(title, columns) {
    const rows = Math.max(1, ...steps().map((one) => wrapped(one.point.trim(), 12).length));
    const [wide, high, gapX, gapY] = [220, 50 + 22 * rows, 30, 34];
    const place = (i) => [(i % columns) * (wide + gapX) + 2, Math.floor(i / columns) * (high + gapY) + 2];
    const box = (one, i) => {
      const [x, y] = place(i);
      const point = wrapped(one.point.trim(), 12);
      return draw(
        "g",
        { transform: `translate(${x} ${y})` },
        draw("rect", { class: "qf-box", width: wide, height: high, rx: 10 }),
        draw("text", { class: "qf-box-name", x: 14, y: 30 }, `${i + 1}. ${named(one)}`),
        point.map((line, k) => draw("text", { class: "qf-box-point", x: 14, y: 56 + 22 * k }, line)),
      );
    };
    const arrow = (i) => {
      const [x, y] = place(i);
      const [toX, toY] = place(i + 1);
      const same = y === toY;
      const way = same ? `M${x + wide} ${y + high / 2} H${toX - 4}` : `M${x + wide / 2} ${y + high} V${y + high + gapY / 2} H${toX + wide / 2} V${toY - 4}`;
      const tip = same ? `M${toX - 10} ${y + high / 2 - 6} l10 6 l-10 6 Z` : `M${toX + wide / 2 - 6} ${toY - 10} l6 10 l6 -10 Z`;
      return draw("g", {}, draw("path", { class: "qf-arrow", d: way }), draw("path", { class: "qf-tip", d: tip }));
    };
    const used = Math.min(columns, steps().length);
    const size = [used * (wide + gapX) - gapX + 4, Math.ceil(steps().length / columns) * (high + gapY) - gapY + 4];
    const spoken = steps().map((one, i) => `${i + 1}，${named(one)}：${one.point.trim() || say(words, "mould_no_point")}`).join("；");
    return draw("svg", { class: "qf-chain-picture", viewBox: `0 0 ${size[0]} ${size[1]}`, style: `max-width:${size[0]}px`, role: "img", "aria-label": `${title}。${spoken}` }, steps().slice(1).map((_, i) => arrow(i)), steps().map(box));
  }

  const folded = h("details", { class: "qf-more", ontoggle: () => drawResult() }, h("summary", {}, say(words, "mould_sheet")), result);
  function drawResult() {
    if (folded.open) result.replaceChildren(sheet(matchMedia("(max-width: 640px)").matches ? 1 : WIDE));
  }

  // --- the whole

  const title = h("input", { type: "text", id: `${data.id}-title`.replace(":", "-"), maxlength: 20, autocomplete: "off", oninput: (e) => { draft().title = e.target.value; drawResult(); } });
  const kinds = trades.map((one, i) => h("button", { type: "button", class: "qf-level", onclick: () => take(i) }, one.name));

  function take(i) {
    trade = i;
    at = 0;
    shown();
  }

  function shown() {
    kinds.forEach((one, i) => one.setAttribute("aria-pressed", String(i === trade)));
    title.value = draft().title;
    tell("", "");
    drawAll();
  }

  function restore() {
    drafts[trade] = { title: trades[trade].name, steps: fresh(trades[trade]) };
    at = 0;
    shown();
    links()[0].focus();
  }

  root.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!by || !event.altKey || !links().includes(event.target)) return;
    move(by);
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // The chain is one stop for Tab; in it arrows walk along and digits go to a step.
  keys(chain, links, null);
  keys(editor, () => [], () => links()[at].focus());
  chain.addEventListener("focusin", (event) => {
    const i = links().indexOf(event.target);
    if (i >= 0 && i !== at && event.target.matches(":focus-visible")) choose(i);
  });

  const brand = say(words, "mould_brand", data.brand);
  root.append(
    titled(words, root, data.title),
    h("p", {}, brand, " ", originTag(words, data.brand.origin)),
    basisList(words, data.brand.basis) ?? "",
    ...told(data.notice),
    h("div", { class: "qf-levels", role: "group", "aria-label": say(words, "mould_trades") }, kinds),
    h("div", { class: "qf-field qf-mould-title" }, h("label", { for: title.id }, say(words, "mould_called")), title),
    h("p", { class: "qf-hint" }, say(words, "mould_keys")),
    chain,
    editor,
    status,
    folded,
    h("div", { class: "qf-controls" }, print, h("button", { type: "button", class: "qf-quiet", onclick: restore }, say(words, "mould_restore"))),
  );
  shown();
  el.append(root);
  return () => {
    stop();
    root.remove();
  };
}

export default { render };
