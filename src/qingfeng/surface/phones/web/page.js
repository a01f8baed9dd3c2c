// The vote page: asks every two seconds what is put to the hall, sends one choice, may change it.
(() => {
  const base = `/${document.body.dataset.code}/`;
  const element = (name) => document.getElementById(name);
  const [question, options, told] = ["question", "options", "told"].map(element);
  // What this phone chose, by ballot: sent again where the hall's side was started anew without it.
  const chosen = new Map();
  let known = "";
  let ballot = null;
  let shown = "";
  let over = false;
  // Votes go one after the other; while one is under way, an answer of before it says nothing new.
  let queue = Promise.resolve();
  let waiting = 0;

  const VOTED = "投好了。收票以前可以改。";

  const tell = (words, bad = false) => {
    told.textContent = words;
    told.className = bad ? "bad" : "";
  };

  // A network that has gone quiet is asked again. (Old browsers wait as long as they please.)
  const patience = () => AbortSignal.timeout?.(8000);

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  function show() {
    const id = ballot ? ballot.id : "";
    if (id !== shown) {
      shown = id;
      question.textContent = ballot ? ballot.question : "请看大屏幕，下一题马上来。";
      options.replaceChildren(
        ...(ballot ? ballot.options : []).map((label, i) => {
          const button = document.createElement("button");
          const number = document.createElement("b");
          const words = document.createElement("span");
          button.type = "button";
          number.textContent = i + 1;
          number.setAttribute("aria-hidden", "true");
          words.textContent = label;
          button.append(number, words);
          button.onclick = () => vote(id, i);
          return button;
        }),
      );
      tell("");
      if (ballot) question.focus({ preventScroll: true });
    }
    [...options.children].forEach((button, i) => button.setAttribute("aria-pressed", String(ballot && chosen.get(id) === i)));
  }

  function vote(id, choice) {
    chosen.set(id, choice);
    show();
    tell("正在投……");
    waiting += 1;
    queue = queue.then(() => cast(id, choice)).finally(() => (waiting -= 1));
  }

  async function cast(id, choice) {
    for (let wait = 300; ballot && ballot.id === id && chosen.get(id) === choice; wait = Math.min(wait * 2, 4000)) {
      try {
        const reply = await fetch(base + "vote", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ ballot: id, choice }),
          signal: patience(),
        });
        if (reply.status === 404) return gone();
        const answer = await reply.json();
        if (answer.ok) return tell(VOTED);
        if (answer.reason === "unknown") tell(answer.words, true);
        else if (answer.reason !== "busy") {
          chosen.delete(id);
          show();
          return tell(answer.words, true);
        }
      } catch {
        tell("没有连上会场，正在再试……", true);
      }
      await pause(wait + Math.random() * 300);
    }
  }

  function gone() {
    over = true;
    ballot = null;
    known = "";
    show();
    question.textContent = "这一场已经散了，谢谢。";
    tell("");
  }

  async function ask() {
    const reply = await fetch(`${base}state?known=${encodeURIComponent(known)}`, { signal: patience() });
    if (reply.status === 404 || (over && reply.status === 429)) return gone();
    over = false;
    if (reply.status === 204) return;
    if (!reply.ok) throw new TypeError("away");
    const state = await reply.json();
    known = state.known;
    ballot = state.ballot;
    const settled = ballot && !waiting;
    if (settled && state.mine !== null) chosen.set(ballot.id, state.mine);
    show();
    if (settled && state.mine !== null) tell(VOTED);
    else if (settled && chosen.has(ballot.id)) vote(ballot.id, chosen.get(ballot.id));
  }

  (async () => {
    for (;;) {
      try {
        await ask();
        if (told.textContent.startsWith("没有连上")) tell("");
      } catch {
        // Ask for everything anew, so that what was told before is told again.
        known = "";
        tell("没有连上会场，正在再试……", true);
      }
      await pause((over ? 15000 : 1500) + Math.random() * 1000);
    }
  })();
})();
