// A ballot of a hall: by hands, by phones or rehearsed; counted the same way, shown the same way.

class Ballot {
  constructor(key, question, options, before) {
    Object.assign(this, { key, question, options, before, phones: null, made: null, moved: 0, here: 0, crowded: 0 });
    // How this question was voted on last: another way chosen later leaves it as it was.
    this.mode = "hands";
    // A row a table, a column an option.
    this.tables = [options.map(() => 0)];
    this.cell = [0, 0];
    // The first digit in a cell replaces what stood there.
    this.fresh = true;
  }

  counts() {
    const none = this.options.map(() => 0);
    if (this.mode === "phones") return this.phones || none;
    if (this.mode === "rehearsal") return this.made || none;
    return none.map((_, i) => this.tables.reduce((sum, row) => sum + row[i], 0));
  }

  total() {
    return this.counts().reduce((sum, one) => sum + one, 0);
  }

  // Keys while hands are counted; true where the key meant something here.
  key_(name) {
    const [row, column] = this.cell;
    const last = this.options.length - 1;
    const at = this.tables[row];
    const came = this.fresh;
    this.fresh = !/^([0-9]|Backspace)$/.test(name);
    if (/^[0-9]$/.test(name)) at[column] = Math.min(999, (came ? 0 : at[column]) * 10 + Number(name));
    else if (name === "Backspace" || name === "Delete") at[column] = name === "Delete" ? 0 : Math.floor(at[column] / 10);
    else if (name === "ArrowDown") this.cell = [row, Math.min(column + 1, last)];
    else if (name === "ArrowUp") this.cell = [row, Math.max(column - 1, 0)];
    else if (name === "Enter" && column < last) this.cell = [row, column + 1];
    else if (name === "Enter" || name === "n" || name === "ArrowRight") this.table(row + 1, name);
    else if (name === "ArrowLeft") this.table(row - 1, name);
    else {
      this.fresh = came;
      return false;
    }
    return true;
  }

  // An empty table is not left behind for another empty one.
  table(row, name) {
    if (row < 0) return;
    if (row >= this.tables.length) {
      if (!this.tables[this.tables.length - 1].some(Boolean) || name === "ArrowRight") return;
      this.tables.push(this.options.map(() => 0));
    }
    this.cell = [row, 0];
  }

  // Votes as a hall might cast them; the second time some change their minds.
  rehearse(first) {
    const people = 60;
    const draw = () => {
      const weights = this.options.map(() => 0.3 + Math.random());
      const sum = weights.reduce((a, b) => a + b, 0);
      return weights.map((weight) => Math.floor((people * weight) / sum));
    };
    if (!first) this.made = draw();
    else {
      const made = [...first];
      const to = Math.floor(Math.random() * made.length);
      this.moved = 0;
      made.forEach((count, i) => {
        const go = i === to ? 0 : Math.floor(count / 3);
        made[i] -= go;
        made[to] += go;
        this.moved += go;
      });
      this.made = made;
    }
  }
}

const optionMark = (cards, i) =>
  h("b", { class: `n ${cards[i] || ""}`, "aria-hidden": "true" }, cards[i] ? SHAPES[cards[i]] : String(i + 1));

// The options while the hall votes, with a cell to count hands in where hands are counted.
function votingRows(ballot, cards) {
  const [row, column] = ballot.cell;
  const hands = ballot.mode === "hands";
  const sums = ballot.counts();
  return h(
    "ol",
    { class: "options" },
    ballot.options.map((label, i) =>
      h(
        "li",
        { class: `option ${hands && i === column ? "here" : ""}` },
        optionMark(cards, i),
        h("span", { class: "label" }, label),
        hands ? h("span", { class: "cell" }, String(ballot.tables[row][i])) : null,
        hands && ballot.tables.length > 1 ? h("span", { class: "sum" }, say("in_all", { n: sums[i] })) : null,
      ),
    ),
  );
}

// The bars: this vote, and where there was one before, that one and the shift.
function barRows(ballot, first, cards, chosen, pick, stacked) {
  const now = ballot.counts();
  const then = first?.counts();
  const [sum, sumThen] = [now, then || []].map((list) => list.reduce((a, b) => a + b, 0));
  const share = (count, all) => (all ? Math.round((100 * count) / all) : 0);
  const bar = (kind, count, all) =>
    h("span", { class: `bar ${kind}` }, h("span", { class: "track" }, h("span", { class: "fill", style: `width:${share(count, all)}%` })), h("span", { class: "count" }, say("votes_share", { n: count, share: share(count, all) })));
  return h(
    "ol",
    { class: `options bars ${stacked ? "stacked" : ""}` },
    ballot.options.map((label, i) =>
      h(
        "li",
        { class: `option ${chosen === i ? "here" : ""}`, onclick: pick ? () => pick(i) : null },
        optionMark(cards, i),
        h("span", { class: "label" }, label, chosen === i ? h("em", {}, say("chosen_way")) : null),
        h("span", { class: "two" }, then ? bar("then", then[i], sumThen) : null, bar("now", now[i], sum), then ? h("span", { class: "shift" }, shiftWords(now[i] - then[i])) : null),
      ),
    ),
  );
}

const shiftWords = (change) => (change > 0 ? `＋${change}` : change < 0 ? `－${-change}` : "±0");

// The option with most votes; null where two are level.
function winner(counts) {
  const most = Math.max(...counts);
  const best = counts.map((count, i) => [count, i]).filter(([count]) => count === most);
  return most > 0 && best.length === 1 ? best[0][1] : null;
}
