// The deck: slides and their steps, keys, the presenter's window, phones, what lies over a slide.

class Deck {
  constructor() {
    this.session = JSON.parse(document.querySelector("script[data-qf-session]").textContent);
    this.stage = document.getElementById("stage");
    this.over = document.getElementById("over");
    this.foot = document.getElementById("foot");
    this.board = document.getElementById("board");
    this.family = this.session.audience === "family";
    // Widgets leave the document while another slide is shown.
    this.places = new Map([...document.querySelectorAll("[data-slide-widget]")].map((place) => [place.dataset.slideWidget, place]));
    this.voting = new Voting(this.session, (ballot) => {
      if ([this.step?.ballot, this.step?.bars].includes(ballot)) this.redraw();
    });
    this.ways = new Map();
    this.teams = new Teams();
    this.began = null;
    this.index = 0;
    this.restore();
    const [id, key] = decodeURIComponent(location.hash.slice(1)).split("/");
    this.open(Math.max(0, this.session.slides.findIndex((slide) => slide.id === id)), key);
    document.addEventListener("keydown", (event) => this.pressed(event));
    window.addEventListener("resize", () => this.again());
    window.addEventListener("message", (event) => this.heard(event));
    setInterval(() => this.tick(), 500);
    document.fonts?.ready.then(() => this.again());
  }

  get slide() {
    return this.session.slides[this.index];
  }

  get step() {
    return this.steps[this.at];
  }

  // --- steps

  open(index, key) {
    this.index = index;
    this.generator = STEPS[this.slide.kind](this, this.slide);
    this.steps = [];
    this.at = 0;
    this.reach(0);
    if (key === "last") while (this.reach(this.at + 1)) this.at += 1;
    else if (key) while (this.step.key !== key && this.reach(this.at + 1)) this.at += 1;
    if (key && key !== "last" && this.step.key !== key) this.at = 0;
    this.show();
  }

  // Make the steps up to this one; false where the slide has no more.
  reach(at) {
    while (this.steps.length <= at) {
      const next = this.generator.next();
      if (next.done) return false;
      this.steps.push(next.value);
    }
    return true;
  }

  // The same place with everything drawn anew: the room has another size, or a way was changed.
  again() {
    if (this.ended) return;
    this.open(this.index, this.step?.key);
  }

  next() {
    if (this.ended) return;
    this.began ??= Date.now();
    if (this.step.widget && this.scroll(1)) return;
    if (this.step.ready && !this.step.ready()) return;
    this.decided();
    const left = this.step;
    if (this.reach(this.at + 1)) this.at += 1;
    else if (this.index + 1 < this.session.slides.length) {
      this.leave(left);
      this.open(this.index + 1);
      return;
    } else {
      this.leave(left);
      this.end();
      return;
    }
    this.leave(left);
    this.show();
  }

  // Votes that came after the hall went on before may lead elsewhere now.
  decided() {
    const way = this.step.way?.();
    if (this.step.went !== undefined && this.step.went !== way) this.again();
    this.step.went = way;
  }

  back() {
    if (this.ended) {
      this.ended = false;
      this.show();
      return;
    }
    if (this.step.widget && this.scroll(-1)) return;
    const left = this.step;
    if (this.at > 0) {
      this.at -= 1;
      this.leave(left);
      this.show();
    } else if (this.index > 0) {
      this.leave(left);
      this.open(this.index - 1, "last");
    }
  }

  // The next screen begins with the first piece that does not stand whole on this one: a picture or
  // a table, and of one that is longer than the room its first such line.
  scroll(way) {
    const body = this.stage.querySelector(".body");
    const before = body.scrollTop;
    if (way < 0) body.scrollTop = this.screens.pop() ?? 0;
    else {
      const { top, bottom } = body.getBoundingClientRect();
      const place = (one) => one.getBoundingClientRect();
      const cut = (list) => [...list].filter((one) => one.checkVisibility() && place(one).bottom > bottom + 1).sort((a, b) => place(a).top - place(b).top)[0];
      const start = (one) => (one ? place(one).top - top : 0);
      const piece = cut(body.querySelectorAll(".qf-result > *, .qf-form > *, .qf-card > *:not(.qf-result, .qf-form)"));
      const to = [piece, piece && cut(piece.querySelectorAll("tr, p, li, dt, h4"))].map(start).find((by) => by > 2) ?? body.clientHeight * 0.85;
      body.scrollTop += to;
      if (body.scrollTop > before) this.screens.push(before);
    }
    return Math.abs(body.scrollTop - before) > 2;
  }

  // To another slide, also after the end; a vote that was open is counted.
  jump(index) {
    if (!this.ended) this.leave(this.step);
    this.ended = false;
    this.open(index);
  }

  leave(step) {
    if (step.ballot) this.voting.close();
    if (step.talk) this.until = null;
  }

  show() {
    const step = this.step;
    const here = `${this.slide.id}/${step.key}`;
    const came = this.shown !== here;
    this.shown = here;
    if (step.ballot && came) this.voting.open(step.ballot, step.first);
    if (step.talk && came) this.until = Date.now() + 60000;
    this.put(step);
    this.screens = [];
    history.replaceState(null, "", `#${here}`);
    this.stage.focus({ preventScroll: true });
    this.keep();
    this.tellNotes();
  }

  redraw() {
    if (this.ended) return;
    this.put(this.step);
    this.tellNotes();
  }

  put(step) {
    this.stage.replaceChildren(this.grown(step));
    step.placed?.();
    this.drawFoot();
  }

  // A screen with room to spare is set larger, for the last row.
  grown(step) {
    const slide = step.draw();
    if (step.widget) return slide;
    for (const size of [1.6, 1.45, 1.3, 1.15]) {
      slide.style.fontSize = `${size}rem`;
      if (this.fits(slide)) return slide;
    }
    slide.style.fontSize = "";
    return slide;
  }

  frame({ title, origin, layout, picture }, parts) {
    const tag = origin ? h("span", { class: "tag" }, origin) : null;
    const head = title || tag ? h("header", {}, title ? h("h1", {}, title) : null, tag) : null;
    const body = h("div", { class: "body" }, picture && layout !== "words" ? drawn(picture, layout) : null, parts);
    return h("article", { class: `slide ${layout}` }, head, body);
  }

  // Whether a slide would fit the room; measured out of sight, in the same place.
  fits = (slide) => {
    const room = h("div", { class: "measure", "aria-hidden": "true" }, slide);
    this.stage.parentElement.append(room);
    const body = slide.querySelector(".body");
    const fit = body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1;
    room.remove();
    return fit;
  };

  drawFoot() {
    const told = { rehearsal: "rehearsal", phones: "by_phone" }[this.voting.mode];
    const tag = told ? h("span", { class: "tag" }, say(told)) : null;
    const place = say("place", { n: this.index + 1, total: this.session.slides.length });
    const button = (key, label, act) => h("button", { type: "button", "aria-label": label, onclick: act }, key);
    const scores = this.teams.draw();
    this.board.replaceChildren(...(scores ? [scores] : []));
    this.foot.replaceChildren(
      button("‹", say("key_back"), () => this.back()),
      h("span", { class: "where" }, place, tag),
      h("span", { class: "name" }, this.session.title),
      h("span", { class: "clock", role: "timer" }, this.clock()),
      button("？", say("key_keys"), () => this.cover("keys")),
      button("›", say("key_next"), () => this.next()),
    );
  }

  end() {
    this.ended = true;
    this.shown = "";
    this.voting.end();
    this.ways.clear();
    this.forget();
    this.stage.replaceChildren(this.frame({ title: say("over"), origin: "", layout: "quote" }, [h("p", {}, say(this.family ? "over_family" : "over_team"))]));
    this.drawFoot();
    this.tellNotes();
  }

  // --- ways of the play

  way(slide, turn) {
    return this.ways.get(`${slide.id}/${turn}`);
  }

  // Another way than the hall's: what followed is no longer so.
  override(slide, turn, way) {
    this.ways.set(`${slide.id}/${turn}`, way);
    for (const key of [...this.ways.keys()]) {
      const [id, later] = key.split("/");
      if (id === slide.id && Number(later) > Number(turn)) this.ways.delete(key);
    }
    this.again();
  }

  // --- votes

  async phones() {
    if (this.voting.mode !== "phones" && (await this.voting.begin())) this.use("phones");
    this.cover("code");
  }

  use(mode) {
    this.voting.use(mode);
    this.redraw();
    this.keep();
  }

  // --- time

  countdown(seconds) {
    this.until = this.until ? null : Date.now() + seconds * 1000;
    this.drawFoot();
  }

  clock() {
    if (!this.until) return "";
    const left = Math.max(0, Math.ceil((this.until - Date.now()) / 1000));
    return left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : say("time_over");
  }

  tick() {
    if (this.until) this.foot.querySelector(".clock")?.replaceChildren(this.clock());
    this.voting.tally();
    this.tellNotes();
  }

  // --- what lies over a slide

  cover(what) {
    if (this.covered === what) return this.uncover();
    this.covered = what;
    const made = { black: () => null, keys: () => keysCard(), code: () => this.voting.card(), leave: () => leaveCard() }[what]();
    this.over.className = `over ${what}`;
    this.over.hidden = false;
    this.over.replaceChildren(...(made ? [made] : []));
  }

  uncover() {
    this.covered = "";
    this.over.hidden = true;
    this.over.replaceChildren();
  }

  // --- keys

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && this.stage.contains(event.target);
    if (typing && !["PageDown", "PageUp", "Escape"].includes(event.key)) return;
    const onButton = event.target.closest?.("button, a, summary") && ["Enter", " "].includes(event.key);
    if (onButton) return;
    if (this.take(event.key)) event.preventDefault();
  }

  // What a key does, wherever it was pressed; true where it did something.
  take(name) {
    const key = name.length === 1 ? name.toLowerCase() : name;
    if (this.covered) {
      const same = { black: [".", "b"], keys: ["?", "？", "k"], code: ["q"], leave: [] }[this.covered];
      if (this.covered === "leave") {
        this.uncover();
        if (key === "e") this.end();
        return true;
      }
      if (key === "a" && this.covered === "code" && this.voting.links.length > 1) {
        this.voting.otherAddress();
        this.over.replaceChildren(this.voting.card());
        this.redraw();
        return true;
      }
      this.uncover();
      if (same.includes(key) || key === "Escape" || this.covered !== "black") return this.plain(key, same);
      return true;
    }
    if (!this.ended && this.step.turn?.(key)) return true;
    if (!this.ended && this.step.take?.(key)) {
      this.redraw();
      this.keep();
      return true;
    }
    if (this.teams.open && this.teams.take(key)) {
      this.drawFoot();
      this.keep();
      return true;
    }
    return this.plain(key, []);
  }

  plain(key, spent) {
    if (spent.includes(key) || key === "Escape") return true;
    const act = KEYS[key];
    if (!act) return false;
    act(this);
    return true;
  }

  // --- the presenter's window

  notes() {
    this.window = window.open(`${location.href.split("#")[0]}#notes`, "qf-notes", "width=1000,height=720");
  }

  heard(event) {
    if (!this.window || event.source !== this.window) return;
    if (event.data?.qf === "key") this.take(String(event.data.key));
    if (event.data?.qf === "hello") this.tellNotes();
  }

  tellNotes() {
    if (!this.window || this.window.closed) return;
    const ballot = this.ended ? null : this.step?.ballot || this.step?.bars;
    const vote = ballot ? { options: ballot.options, counts: ballot.counts(), status: this.step.ballot ? this.voting.status(ballot) : "" } : null;
    const now = { index: this.index, at: this.at, ended: Boolean(this.ended), began: this.began, clock: this.clock(), vote };
    this.window.postMessage({ qf: "now", now }, origin_());
  }

  // --- over a reload: a team's session only; a family's is kept nowhere

  keep() {
    if (this.family || this.ended) return;
    const ballots = [...this.voting.ballots.values()].map(({ key, question, options, before, tables, mode, phones, made, moved }) => ({ key, question, options, before, tables, mode, phones, made, moved }));
    const { names, scores, open } = this.teams;
    try {
      sessionStorage.setItem(this.store, JSON.stringify({ mode: this.voting.mode, began: this.began, ballots, ways: [...this.ways], teams: { names, scores, open } }));
    } catch {
      // No store: a reload begins with empty counts.
    }
  }

  get store() {
    return `qf:session:${this.session.id}`;
  }

  restore() {
    if (this.family) return;
    let held = null;
    try {
      held = JSON.parse(sessionStorage.getItem(this.store));
    } catch {
      // Nothing that can be read.
    }
    if (!held) return;
    this.began = held.began;
    for (const one of held.ballots) this.voting.ballots.set(one.key, Object.assign(new Ballot(one.key, one.question, one.options, one.before), one));
    this.ways = new Map(held.ways);
    Object.assign(this.teams, held.teams);
    if (held.mode === "phones") this.phones().then(() => this.uncover());
    else this.voting.mode = held.mode;
  }

  forget() {
    try {
      sessionStorage.removeItem(this.store);
    } catch {
      // Nothing was kept.
    }
  }
}

const origin_ = () => (location.protocol === "file:" ? "*" : location.origin);
