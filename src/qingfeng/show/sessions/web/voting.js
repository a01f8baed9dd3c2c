// How the hall votes just now: by hands, by phones or rehearsed; and the way to the phones' side.

class Voting {
  // `changed(ballot)` is called when another count of it has come.
  constructor(session, changed) {
    this.session = session;
    this.changed = changed;
    this.mode = "hands";
    this.ballots = new Map();
    // The ballot that is open, and the one before the talk.
    this.now = null;
    this.links = [];
    this.link = null;
    this.why = "";
  }

  // `asked` is the question as a phone shows it: whole, since it stands alone there.
  ballot(key, question, options, before, asked) {
    const held = this.ballots.get(key);
    const same = held && JSON.stringify(held.options) === JSON.stringify(options);
    if (!same) this.ballots.set(key, new Ballot(key, question, options, before));
    return Object.assign(this.ballots.get(key), { asked });
  }

  async open(ballot, first) {
    this.now = { ballot, first };
    ballot.mode = this.mode;
    if (this.mode === "rehearsal" && !ballot.made) ballot.rehearse(first?.counts());
    if (this.mode === "phones") await this.ask({ do: "open", ballot: ballot.key, question: ballot.asked, options: ballot.options });
  }

  async close() {
    const ballot = this.now?.ballot;
    this.now = null;
    if (ballot?.mode === "phones") this.counted(ballot, await this.ask({ do: "close", ballot: ballot.key, before: ballot.before }));
  }

  counted(ballot, reply) {
    if (!reply.ok) return;
    const { counts, moved, here, crowded } = reply.result;
    const changed = JSON.stringify([ballot.phones, ballot.moved, ballot.here, ballot.crowded]) !== JSON.stringify([counts, moved, here, crowded]);
    Object.assign(ballot, { phones: counts, moved, here, crowded });
    if (changed) this.changed(ballot);
  }

  async tally() {
    const ballot = this.now?.ballot;
    if (ballot?.mode !== "phones" || this.asking) return;
    this.asking = true;
    const reply = await this.ask({ do: "tally", ballot: ballot.key, before: ballot.before });
    this.asking = false;
    if (this.now?.ballot !== ballot) return;
    if (reply.ok) this.counted(ballot, reply);
    // The phones' side was started anew without this question.
    else if (reply.reason === "lost") {
      await this.begin();
      await this.open(ballot, this.now?.first);
    }
  }

  status(ballot) {
    if (ballot.mode === "rehearsal") return say("rehearsed", { n: ballot.total() });
    if (ballot.mode === "hands") return say("hands_keys", { table: ballot.cell[0] + 1, tables: ballot.tables.length, n: ballot.total() });
    const parts = [say("cast", { n: ballot.total(), here: ballot.here })];
    if (!ballot.here) parts.push(say("nobody"));
    if (ballot.crowded) parts.push(say("crowded", { n: ballot.crowded }));
    return parts.join("　");
  }

  // Whether phones can come; `why` says why not.
  async begin() {
    const reply = await this.ask({ do: "begin", session: this.session.id });
    this.links = reply.ok ? reply.result.links : [];
    this.link = this.links.find((one) => one.url === this.link?.url) || this.links[0] || null;
    this.why = reply.ok ? (this.link ? "" : say("no_network")) : reply.message || say(reply.reason === "none" ? "no_server" : "no_phones");
    return Boolean(this.link);
  }

  use(mode) {
    const open = this.now;
    this.close();
    this.mode = mode;
    if (open) this.open(open.ballot, open.first);
  }

  // Also where hands are counted by now: phones may have voted before.
  end() {
    this.ask({ do: "end" });
    this.now = this.link = null;
    this.links = [];
    if (this.mode === "phones") this.mode = "hands";
    this.ballots.clear();
  }

  async ask(message) {
    if (!globalThis.qfDoor) return { ok: false, reason: "none" };
    return globalThis.qfDoor({ verb: "hall", ...message });
  }

  // --- what is shown of it

  code() {
    return drawn(this.link.svg, "code");
  }

  // The address to type, which breaks only where it may.
  address() {
    const parts = this.link.url.replace("http://", "").split(/(?<=[:/])/);
    return h("p", { class: "address" }, parts.map((part) => [part, h("wbr")]));
  }

  otherAddress() {
    this.link = this.links[(this.links.indexOf(this.link) + 1) % this.links.length];
  }

  card() {
    if (!this.link) return h("div", { class: "card" }, h("p", { class: "big" }, this.why || say("phones_off")), h("p", {}, say("next_way")));
    const others = this.links.length > 1 ? h("p", { class: "hint" }, say("other_address", { n: this.links.length })) : null;
    return h("div", { class: "card scan-card" }, this.code(), h("div", {}, h("p", { class: "big" }, say("scan")), this.address(), h("p", {}, say("scan_how")), others));
  }
}
