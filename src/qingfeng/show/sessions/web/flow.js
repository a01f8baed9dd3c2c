// Blocks into screens: as many as the room needs, so that nothing ever runs off the edge.

const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
};

const words = JSON.parse(document.querySelector("script[data-qf-slide-words]").textContent);
const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// A picture of our own, as markup that came with the page.
const drawn = (svg, kind) => {
  const place = h("div", { class: `picture ${kind || ""}` });
  place.innerHTML = svg;
  return place;
};

const SHAPES = { green: "○", red: "△", yellow: "□" };

function element(block) {
  const { t, text } = block;
  if (t === "li") return h("p", { class: "li" }, h("b", { class: "n", "aria-hidden": "true" }, block.n ? String(block.n) : "·"), h("span", {}, text));
  if (t === "fact") return h("p", { class: "fact" }, block.date ? h("b", {}, block.date) : null, h("span", {}, text));
  if (t === "mark") return h("p", { class: `mark ${block.right ? "right" : "wrong"}` }, h("b", {}, block.right ? "✓" : "✗"), h("span", {}, h("strong", {}, text), block.why ? ` ${block.why}` : ""));
  const lead = block.lead ? h("strong", {}, block.lead + (t === "p" ? "——" : " ")) : null;
  return h("p", { class: t }, lead, text);
}

const sentences = (text) => text.match(/[^。！？；]*[。！？；]+[”’）」]*|[^。！？；]+$/g) || [text];

// The screens of a slide: `frame(body)` makes one; `fits(element)` says whether it fits.
function screens(blocks, frame, fits) {
  const pages = [[]];
  const held = (list) => fits(frame(list));
  const waiting = [...blocks];
  while (waiting.length) {
    const block = waiting.shift();
    const page = pages[pages.length - 1];
    if (block.new && page.length) {
      pages.push([]);
      waiting.unshift(block);
    } else if (held([...page, block])) page.push(block);
    else if (page.length) {
      const [first, rest] = split(block, (part) => held([...page, part]));
      if (first && ["p", "quote"].includes(block.t)) page.push(first);
      pages.push([]);
      waiting.unshift(first && ["p", "quote"].includes(block.t) ? rest : block);
    } else {
      const [first, rest] = split(block, (part) => held([part]));
      page.push(first || block);
      if (first && rest) waiting.unshift(rest);
    }
  }
  // A heading is nothing at the foot of a screen.
  pages.forEach((page, i) => {
    while (pages[i + 1] && page.length > 1 && ["head", "reader"].includes(page[page.length - 1].t)) pages[i + 1].unshift(page.pop());
  });
  return pages.filter((page) => page.length);
}

// The most sentences of a block that fit, and the rest.
function split(block, fits) {
  const parts = sentences(block.text || "");
  for (let n = parts.length - 1; n > 0; n--) {
    const first = { ...block, text: parts.slice(0, n).join("") };
    if (fits(first)) return [first, { ...block, lead: undefined, new: false, text: parts.slice(n).join("") }];
  }
  return [null, null];
}
