// A wall of works: all of them small, one of them large.

function render({ model, el }) {
  const data = model.get("data");
  const { words } = data;
  const stage = h("div", { class: "qf-stage" });
  const root = h("section", { class: "qf-card qf-gallery", "aria-label": data.title });
  const total = data.works.length;
  let large = -1;
  let last = 0;

  // As an image of its own a work shares no id with its neighbours.
  const image = (work) => h("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(work.svg)}`, alt: work.alt, decoding: "async" });
  const frames = () => [...stage.querySelectorAll(".qf-frame-work")];

  function hang(i) {
    large = (i + total) % total;
    last = large;
    const work = data.works[large];
    const heading = h("h4", {}, work.caption);
    stage.replaceChildren(
      h("figure", { class: "qf-figure qf-large" }, image(work), h("figcaption", {}, heading, h("p", { class: "qf-meta" }, say(words, "gallery_at", { n: large + 1, total })))),
      h("div", { class: "qf-controls" }, button("gallery_previous", () => hang(large - 1)), button("gallery_next", () => hang(large + 1)), button("gallery_wall", wall)),
    );
    focusOn(heading);
    stage.scrollIntoView({ block: "nearest" });
  }

  function wall() {
    const back = large >= 0;
    large = -1;
    if (!total) {
      stage.replaceChildren(h("p", {}, say(words, "gallery_empty")));
      return;
    }
    const frame = (work, i) =>
      h("li", {}, h("button", { type: "button", class: "qf-plain qf-frame-work", onclick: () => hang(i), "aria-label": say(words, "gallery_open", { n: i + 1, caption: work.caption }) }, image({ ...work, alt: "" }), h("span", {}, work.caption)));
    stage.replaceChildren(h("p", { class: "qf-hint" }, say(words, "gallery_keys", { total })), h("ul", { class: "qf-wall" }, data.works.map(frame)));
    if (back) frames()[last].focus();
  }

  const button = (word, onclick) => h("button", { type: "button", class: "qf-quiet", onclick }, say(words, word));

  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || large < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    hang(large + step);
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  keys(root, frames, () => large >= 0 && wall());
  goesOn(root, () => large >= 0 && hang(large + 1));
  root.append(titled(words, root, data.title), stage, h("p", { class: "qf-hint" }, say(words, "gallery_jury", { title: data.jury })));
  wall();
  el.append(root);
  return () => root.remove();
}

export default { render };
