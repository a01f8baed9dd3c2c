// What each key does in a deck, and the card that tells it.

const KEYS = {
  PageDown: (deck) => deck.next(),
  ArrowRight: (deck) => deck.next(),
  ArrowDown: (deck) => deck.next(),
  " ": (deck) => deck.next(),
  Enter: (deck) => deck.next(),
  PageUp: (deck) => deck.back(),
  ArrowLeft: (deck) => deck.back(),
  ArrowUp: (deck) => deck.back(),
  Backspace: (deck) => deck.back(),
  Home: (deck) => deck.jump(0),
  End: (deck) => deck.jump(deck.session.slides.length - 1),
  ".": (deck) => deck.cover("black"),
  b: (deck) => deck.cover("black"),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  s: (deck) => deck.notes(),
  t: (deck) => deck.countdown((deck.slide.minutes || 1) * 60),
  p: (deck) => deck.phones(),
  q: (deck) => deck.cover("code"),
  h: (deck) => deck.use("hands"),
  r: (deck) => deck.use(deck.voting.mode === "rehearsal" ? "hands" : "rehearsal"),
  o: (deck) => deck.voting.ask({ do: "share" }),
  g: (deck) => {
    deck.teams.open = !deck.teams.open;
    deck.drawFoot();
    deck.again();
  },
  // The end deletes the votes, so one key alone does not bring it.
  e: (deck) => (deck.ended ? null : deck.cover("leave")),
  "?": (deck) => deck.cover("keys"),
  "？": (deck) => deck.cover("keys"),
  k: (deck) => deck.cover("keys"),
};

const leaveCard = () => h("div", { class: "card" }, h("p", { class: "big" }, say("leave")), h("p", {}, say("leave_how")));

const keysCard = () =>
  h("div", { class: "card keys-card" }, h("p", { class: "big" }, say("keys")), h("ul", {}, say("keys_list").trim().split("\n").map((line) => h("li", {}, ...keyLine(line)))));

const keyLine = (line) => {
  const [keys, ...rest] = line.split("|");
  return [h("b", {}, keys.trim()), ` ${rest.join("|").trim()}`];
};
