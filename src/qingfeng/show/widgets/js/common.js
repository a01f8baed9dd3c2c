// Shared by all widgets: elements, words, the door, keeping what a learner did, keys.

const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "disabled" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

const say = (words, key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const paragraphs = (text) =>
  (text || "")
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean)
    .map((part) => h("p", {}, part.trim()));

// A door to the outside: send a message, wait for its answer; silence means nobody is there.
function openDoor(model, patience = 15000) {
  const waiting = new Map();
  let next = 1;
  model.on("msg:custom", (reply) => {
    const settle = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (settle) settle(reply);
  });
  return (message) =>
    new Promise((resolve) => {
      const id = next++;
      waiting.set(id, resolve);
      setTimeout(() => {
        if (waiting.delete(id)) resolve({ id, ok: false, reason: "away" });
      }, patience);
      model.send({ ...message, id });
    });
}

// Keeps one value under a scope: through the door where there is one, in the browser meanwhile.
class Keeper {
  constructor(ask, data, tell, conflict) {
    Object.assign(this, { ask, scope: data.scope, words: data.words, tell, conflict });
    this.key = `qf:${data.learner || ""}:${data.scope}`;
    this.revision = 0;
    this.pending = null;
    this.saving = null;
  }

  async load() {
    if (!this.scope) return { value: null };
    for (;;) {
      const reply = await this.ask({ verb: "load", scope: this.scope });
      const local = this.local();
      if (reply.ok) return this.merged(reply.result, local);
      if (reply.reason === "none") {
        this.alone = true;
        return { value: local?.value ?? null };
      }
      if (reply.reason === "refused") {
        this.tell(reply.message, "bad");
        return { value: local?.value ?? null };
      }
      this.tell(say(this.words, "away_loading"), "bad");
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }

  async merged(held, local) {
    this.revision = held.revision;
    if (!local) return held;
    const same = local.revision === held.revision;
    const mine = same || !this.conflict || (await this.conflict(held));
    if (!mine) {
      this.forget();
      return held;
    }
    this.pending = local.value;
    this.push();
    return { ...held, value: local.value };
  }

  keep(value) {
    if (!this.scope) {
      this.tell(say(this.words, "not_kept"), "");
      return;
    }
    this.pending = value;
    this.remember(value);
    if (this.alone) {
      this.tell(say(this.words, "kept_here"), "good");
      return;
    }
    this.tell(say(this.words, "saving"), "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.push(), 300);
  }

  push() {
    this.saving ??= this.pushed().finally(() => {
      this.saving = null;
    });
    return this.saving;
  }

  // Saves until nothing is pending; true when all is saved.
  async pushed() {
    clearTimeout(this.timer);
    while (this.pending !== null && !this.alone) {
      const value = this.pending;
      const reply = await this.ask({ verb: "save", scope: this.scope, value, revision: this.revision });
      if (reply.ok) {
        this.revision = reply.result.revision;
        if (this.pending === value) this.done(reply.result.saved_at);
      } else if (reply.reason === "away") {
        this.tell(say(this.words, "away"), "bad");
        await new Promise((resolve) => setTimeout(resolve, 2000));
      } else if (reply.reason === "stale") {
        await this.stale(reply.result);
      } else {
        this.tell(reply.message || say(this.words, "away"), "bad");
        return false;
      }
    }
    return true;
  }

  done(savedAt) {
    this.pending = null;
    this.forget();
    this.tell(say(this.words, "saved", { time: (savedAt || "").slice(11, 16) }), "good");
  }

  async stale(held) {
    this.revision = held.revision;
    const mine = !this.conflict || (await this.conflict(held));
    if (mine) return;
    this.pending = null;
    this.forget();
    this.onnewer?.(held.value);
  }

  local() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  remember(value) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ value, revision: this.revision }));
    } catch {
      // A full or forbidden store: what is typed still stands on the page.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept there.
    }
  }
}

const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

// Digits choose, arrows move among `choices()`, Backspace goes back; not while somebody types.
function keys(root, choices, back) {
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const buttons = choices();
    const here = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const numbered = /^[1-9]$/.test(event.key) && buttons[event.key - 1];
    if (numbered) {
      numbered.focus();
      numbered.click();
    } else if (step && buttons.length) buttons[(here + step + buttons.length) % buttons.length].focus();
    else if (event.key === "Backspace" && back) back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const verdictMark = (good) => h("span", { class: `qf-mark ${good ? "qf-good" : "qf-bad"}`, "aria-hidden": "true" }, good ? "✓" : "✗");

function basisList(words, basis) {
  if (!basis?.length) return null;
  const line = (one) =>
    h("li", {}, h("strong", {}, one.text), " ", one.says, one.mark === "SECONDARY" ? h("span", { class: "qf-tag" }, say(words, "secondary")) : null);
  return h("details", { class: "qf-basis" }, h("summary", {}, say(words, "basis")), h("ul", {}, basis.map(line)));
}

const originTag = (words, origin) => (origin ? h("span", { class: "qf-tag" }, origin) : null);

// Focus without scrolling past what stands above it.
function focusOn(element) {
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

const statusLine = () => h("p", { class: "qf-status", role: "status", "aria-live": "polite" });

const teller = (line) => (text, mood) => {
  line.textContent = text;
  line.className = `qf-status ${mood ? `qf-status-${mood}` : ""}`;
};
