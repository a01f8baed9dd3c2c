// Scores of teams, by keys: off until the presenter opens it; never of persons.

class Teams {
  constructor() {
    this.names = [1, 2, 3, 4].map((n) => say("team", { n }));
    this.past = [];
    this.scores = this.names.map(() => 0);
    this.at = 0;
    this.kind = 0;
    this.open = false;
    this.tied = null;
  }

  static kinds = [["must", 10], ["buzzer", 10], ["risk", 10], ["risk", 20], ["risk", 30]];

  // A wrong answer costs points where one chose to answer, never in a question for all.
  take(key) {
    const [kind, points] = Teams.kinds[this.kind];
    if (/^[1-6]$/.test(key) && Number(key) <= this.names.length) this.at = Number(key) - 1;
    else if (key === "+" || key === "=") this.give(points);
    else if (key === "-" || key === "_") this.give(kind === "must" ? 0 : -points);
    else if (key === "m") this.kind = (this.kind + 1) % Teams.kinds.length;
    else if (key === "n" && this.names.length < 6) this.change(() => this.add());
    else if (key === "u") this.undo();
    else if (key === "x") this.tie();
    else return false;
    return true;
  }

  change(what) {
    this.past.push([[...this.names], [...this.scores], this.tied]);
    what();
  }

  give(points) {
    if (this.tied && !this.tied.includes(this.at)) return;
    this.change(() => (this.scores[this.at] += points));
    const top = Math.max(...this.scores);
    if (this.tied && this.scores.filter((one) => one === top).length === 1) this.tied = null;
  }

  add() {
    this.names.push(say("team", { n: this.names.length + 1 }));
    this.scores.push(0);
  }

  undo() {
    const last = this.past.pop();
    if (last) [this.names, this.scores, this.tied] = last;
    this.at = Math.min(this.at, this.names.length - 1);
  }

  tie() {
    const top = Math.max(...this.scores);
    const level = this.scores.map((one, i) => [one, i]).filter(([one]) => one === top);
    if (level.length > 1) this.change(() => (this.tied = level.map(([, i]) => i)));
  }

  draw() {
    if (!this.open) return null;
    const [kind, points] = Teams.kinds[this.kind];
    const mode = this.tied ? say("tie_break") : say(`kind_${kind}`, { points });
    return h(
      "section",
      { class: "teams", "aria-label": say("teams") },
      this.names.map((name, i) => h("span", { class: `team ${i === this.at ? "here" : ""} ${this.tied && !this.tied.includes(i) ? "out" : ""}` }, `${name} `, h("b", {}, String(this.scores[i])))),
      h("span", { class: "mode" }, mode),
    );
  }
}
