// The steps of each kind of slide: what PageDown goes through. A step draws itself and may take
// keys; a step with a ballot is open while it is shown.

function* blockSteps(deck, slide, blocks = slide.blocks, title = slide.title, key = "p") {
  const plain = !slide.layout || ["words", "list", "facts"].includes(slide.layout);
  const frame = (list) => deck.frame({ title, origin: slide.origin, layout: slide.layout || "words", picture: slide.picture }, list.map(element));
  if (!plain) {
    yield { key: `${key}0`, draw: () => frame(blocks) };
    return;
  }
  const pages = screens(blocks, frame, deck.fits);
  for (const [i, page] of pages.entries()) yield { key: `${key}${i}`, draw: () => frame(page) };
}

const paragraphsOf = (texts) => texts.map((text) => ({ t: "p", text }));

// The question itself: the last sentence of what is asked.
const lastQuestion = (stem) => sentences(stem[stem.length - 1]).pop().trim();

// What a choice rests on, in one line.
const basisBlocks = (lines) => (lines.length ? [{ t: "basis", lead: say("basis"), text: lines.join("；") }] : []);

const basisLine = (one) => (one.mark === "原文" ? say("reported", { says: one.says.replace(/。$/, "") }) : one.text);

// Vote, bars and, with `twice`, a minute's talk, vote, bars. `pick` is told the way chosen.
function* pollSteps(deck, slide, asked) {
  const { key, question, stem, options, cards = [], twice, title } = asked;
  const labels = options.map((option) => option.label);
  const whole = asked.whole || `${title}：${question}`;
  const first = deck.voting.ballot(`${slide.id}.${key}.1`, question, labels, "", whole);
  yield voteStep(deck, slide, first, null, cards, title, stem);
  yield barsStep(deck, slide, first, null, cards, title, twice ? null : asked);
  if (!twice) return;
  yield { key: `${key}.talk`, talk: true, draw: () => deck.frame({ title, origin: "", layout: "talk" }, [h("p", { class: "big" }, say("talk")), h("p", {}, question), h("p", { class: "hint" }, say("talk_hint"))]) };
  const second = deck.voting.ballot(`${slide.id}.${key}.2`, question, labels, first.key, whole);
  yield voteStep(deck, slide, second, first, cards, title, stem);
  yield barsStep(deck, slide, second, first, cards, title, asked);
}

function voteStep(deck, slide, ballot, first, cards, title, stem) {
  return {
    key: ballot.key.slice(slide.id.length + 1),
    ballot,
    first,
    draw: () => {
      const frame = (link) =>
        deck.frame(
          { title: first ? say("second_vote") : title || slide.title, origin: "", layout: "vote" },
          [(stem || [ballot.question]).map((text) => h("p", { class: "question" }, text)), h("div", { class: "voting" }, votingRows(ballot, cards), link), h("p", { class: "status", role: "status" }, deck.voting.status(ballot))],
        );
      const link = ballot.mode === "phones" && deck.voting.link ? h("div", { class: "scan" }, deck.voting.code(), deck.voting.address()) : null;
      const made = frame(link);
      return link && !deck.fits(made) ? frame(null) : made;
    },
    take: (key) => ballot.mode === "hands" && ballot.key_(key),
  };
}

function barsStep(deck, slide, ballot, first, cards, title, asked) {
  const decides = asked?.decide;
  const way = () => (decides ? decides(winner(ballot.counts())) : null);
  const pick = decides ? (i) => asked.override(i) : null;
  return {
    key: `${ballot.key.slice(slide.id.length + 1)}.bars`,
    bars: ballot,
    draw: () => {
      const level = decides && way() === null;
      const status = [ballot.total() ? say("counted", { n: ballot.total() }) : say("no_votes"), first ? say("legend") : "", first && ballot.mode !== "hands" ? say("moved", { n: ballot.moved }) : "", level ? say("level") : ""];
      const frame = (stacked) =>
        deck.frame({ title: title || slide.title, origin: "", layout: "vote" }, [
          h("p", { class: "question" }, ballot.question),
          barRows(ballot, first, cards, way(), pick, stacked),
          h("p", { class: "status", role: "status" }, status.filter(Boolean).join("　")),
        ]);
      const made = frame(true);
      return deck.fits(made) ? made : frame(false);
    },
    take: (key) => {
      if (!decides || !/^[1-9]$/.test(key) || Number(key) > ballot.options.length) return false;
      pick(Number(key) - 1);
      return true;
    },
    way,
    ready: () => !decides || way() !== null,
  };
}

function* askSteps(deck, slide) {
  const question = lastQuestion(slide.stem);
  // A short question stands whole above its options; a long one is read first.
  const whole = deck.frame({ title: slide.title, origin: "", layout: "vote" }, [
    slide.stem.map((text) => h("p", { class: "question" }, text)),
    slide.options.map((option) => h("p", { class: "option" }, option.label)),
    h("p", { class: "status" }, say("hands_keys")),
    h("p", { class: "status" }, say("hands_keys")),
  ]);
  const stem = deck.fits(whole) ? slide.stem : null;
  if (!stem) yield* blockSteps(deck, slide, paragraphsOf(slide.stem), slide.title, "stem");
  yield* pollSteps(deck, slide, { key: "a", question, stem, whole: slide.stem.join(""), options: slide.options, cards: slide.cards, twice: slide.twice, title: slide.title });
  const reasons = slide.options.map((option) => ({ t: "mark", right: option.right, text: option.label, why: option.why }));
  if (slide.why) reasons.push({ t: "p", text: slide.why });
  reasons.push(...basisBlocks(slide.basis));
  yield* blockSteps(deck, slide, reasons, slide.title, "why");
}

// Where a vote led: where the presenter says, else where most of the last vote went.
const led = (deck, slide, turn, key) => deck.way(slide, turn) ?? winner(deck.voting.ballots.get(`${slide.id}.${key}.${slide.twice ? 2 : 1}`).counts()) ?? 0;

function* roundSteps(deck, slide) {
  yield* blockSteps(deck, slide, paragraphsOf(slide.stem), slide.title, "stem");
  const ways = [];
  for (const [side, name] of slide.sides.entries()) {
    const options = slide.hands[side].map((label) => ({ label }));
    const asked = {
      ...{ key: `side${side}`, options, twice: slide.twice, title: slide.title },
      question: say("side_asked", { side: name }),
      decide: (best) => deck.way(slide, side) ?? best ?? 0,
      override: (i) => deck.override(slide, side, i),
    };
    yield* pollSteps(deck, slide, asked);
    ways.push(led(deck, slide, side, asked.key));
  }
  const shown = ways.map((way, side) => ({ t: "p", lead: slide.sides[side], text: slide.hands[side][way] }));
  yield* blockSteps(deck, slide, [...shown, ...paragraphsOf(slide.said[slide.meets[ways[0]][ways[1]]])], slide.title, "said");
  const talk = [{ t: "head", text: say("talk_on") }, ...slide.talk.map((text) => ({ t: "li", text }))];
  yield* blockSteps(deck, { ...slide, layout: "list" }, talk, slide.title, "talk");
}

// Where the hall decides, the play goes; the presenter's number key overrides.
function* scenarioSteps(deck, slide) {
  let state = slide.start;
  for (let turn = 0; ; turn++) {
    const [node, , moves] = slide.states[state];
    if (node < 0) {
      const ending = slide.endings[-1 - node];
      const blocks = [{ t: "mark", right: ending.lawful, text: ending.title, why: "" }, ...paragraphsOf(ending.text.trim().split(/\n\s*\n/))];
      yield* blockSteps(deck, { ...slide, origin: ending.origin }, blocks, say(ending.lawful ? "ending_lawful" : "ending_wrong"), `end${turn}-`);
      return;
    }
    if (turn >= slide.most) return;
    const scene = slide.scenes[node];
    const title = scene.title;
    const told = [...(scene.date ? [{ t: "small", text: scene.date }] : []), ...paragraphsOf(scene.text.trim().split(/\n\s*\n/))];
    yield* blockSteps(deck, { ...slide, origin: scene.origin }, told, title, `s${turn}-`);
    const options = moves.map(([index]) => scene.choices[index]);
    const asked = {
      ...{ key: `t${turn}`, options, twice: slide.twice, title, question: say("what_now") },
      decide: (best) => deck.way(slide, turn) ?? best,
      override: (i) => deck.override(slide, turn, i),
    };
    yield* pollSteps(deck, slide, asked);
    const way = led(deck, slide, turn, asked.key);
    const choice = options[way];
    const why = [
      { t: "mark", right: choice.verdict === "lawful", text: choice.label, why: "" },
      ...(choice.excuse ? [{ t: "small", text: say("excuse", { code: choice.excuse }) }] : []),
      ...paragraphsOf(choice.why.trim().split(/\n\s*\n/)),
      ...basisBlocks(choice.basis.filter((one) => one.mark !== "UNVERIFIED").map(basisLine)),
    ];
    yield* blockSteps(deck, { ...slide, origin: "" }, why, say(choice.verdict === "lawful" ? "lawful" : "wrong"), `w${turn}-`);
    state = moves[way][1];
  }
}

function* widgetSteps(deck, slide) {
  const place = deck.places.get(slide.widget);
  yield {
    key: "w",
    widget: place,
    draw: () => {
      // A widget is made for a page, where 14 pixels is the least: here that is one rem.
      place.style.zoom = String(parseFloat(getComputedStyle(document.documentElement).fontSize) / 14);
      return deck.frame({ title: slide.title, origin: slide.origin, layout: "live" }, [place]);
    },
    placed: () => place.style.setProperty("--room", `${place.parentElement.clientHeight / Number(place.style.zoom)}px`),
    turn: (key) => turned(switches(place)[Number(key) - 1]),
  };
}

const switches = (place) => place.querySelectorAll(".qf-form > .qf-check > input, .qf-form > .qf-field > .qf-input > select");

// A switch goes on to its next value; false where there is none.
function turned(one) {
  if (!one) return false;
  if (one.type === "checkbox") one.checked = !one.checked;
  else one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
  one.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

const STEPS = {
  blocks: (deck, slide) => blockSteps(deck, slide),
  ask: askSteps,
  round: roundSteps,
  scenario: scenarioSteps,
  widget: widgetSteps,
};
