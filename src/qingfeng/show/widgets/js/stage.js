// Shared by the widgets that keep nothing: drawing, the big screen, one sheet to print, links to
// lessons. None of them opens the door or touches the browser's store.

const SVG = "http://www.w3.org/2000/svg";

const draw = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
};

// Every line of a text is a paragraph of its own: between Chinese signs a line break is no space.
const told = (text) =>
  (text || "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => h("p", {}, line));

const pressable = (target) => target.closest("button, a, summary, input, select, textarea") !== null;

// Enter on what was just shown goes on; held down it does not, or it would choose for the next one.
function goesOn(root, next) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat || event.altKey || event.ctrlKey || event.metaKey || pressable(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    next();
  });
}

// A button that gives the widget the whole screen, where the browser can.
function bigScreen(words, root) {
  if (!document.fullscreenEnabled) return null;
  const button = h("button", { type: "button", class: "qf-quiet qf-screen", "aria-pressed": "false" }, say(words, "big_screen"));
  button.addEventListener("click", () => {
    if (document.fullscreenElement === root) document.exitFullscreen();
    else root.requestFullscreen();
  });
  root.addEventListener("fullscreenchange", () => {
    const big = document.fullscreenElement === root;
    button.setAttribute("aria-pressed", String(big));
    button.textContent = say(words, big ? "small_screen" : "big_screen");
  });
  return button;
}

const titled = (words, root, title) => h("div", { class: "qf-top" }, h("h3", {}, title), bigScreen(words, root));

// A button that prints what `sheet()` makes and nothing else of the page; so does the browser's own
// print command while the focus is in the widget.
function printed(words, root, sheet) {
  let paper = null;
  let asked = false;
  const clear = () => {
    paper?.remove();
    paper = null;
    document.body.classList.remove("qf-printing");
  };
  const lay = () => {
    clear();
    paper = h("div", { class: "qf-paper", lang: "zh-CN" }, sheet());
    document.body.append(paper);
    document.body.classList.add("qf-printing");
  };
  const before = () => {
    if (asked) return;
    if (root.contains(document.activeElement)) lay();
    else clear();
  };
  const after = () => {
    asked = false;
    clear();
  };
  const button = h("button", { type: "button" }, say(words, "print"));
  button.addEventListener("click", () => {
    lay();
    asked = true;
    window.print();
  });
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  const stop = () => {
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    clear();
  };
  return { button, stop };
}

// A lesson by its name, with the way there where this page knows one (a notebook knows none).
function lessonLink(words, link) {
  if (!link) return null;
  const name = say(words, "lesson_named", { n: link.number, title: link.title });
  const meta = (one) => document.querySelector(`meta[name="${one}"]`)?.content;
  const ways = { http: `${meta("qf-base")}lesson/${link.unit}`, none: `lesson_${link.unit}.html` };
  const href = link.page ? ways[meta("qf-door")] : null;
  return href ? h("a", { href }, name) : h("span", {}, name);
}

// A lotus as a picture without words: what it says stands beside it.
function lotus(lit) {
  const petal = (turn, length) =>
    draw("path", { d: `M0 0 C-9 ${-length * 0.45} -7 ${-length * 0.8} 0 ${-length} C7 ${-length * 0.8} 9 ${-length * 0.45} 0 0 Z`, transform: `rotate(${turn})` });
  return draw(
    "svg",
    { class: `qf-lotus ${lit ? "qf-lit" : ""}`, viewBox: "-32 -36 64 46", "aria-hidden": "true" },
    draw("g", {}, petal(-76, 25), petal(76, 25), petal(-46, 29), petal(46, 29), petal(-20, 32), petal(20, 32), petal(0, 34)),
    draw("path", { class: "qf-water", d: "M-28 5 C-14 9 14 9 28 5" }),
  );
}
