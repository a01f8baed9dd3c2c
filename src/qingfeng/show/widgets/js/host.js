// The host of widgets on a page: gives each module a model (AFM) whose messages go through the door.
(() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const modules = new Map();

  function moduleOf(name) {
    if (!modules.has(name)) {
      const text = document.querySelector(`script[data-qf-module="${name}"]`).textContent;
      modules.set(name, import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))));
    }
    return modules.get(name);
  }

  async function overHttp(message) {
    try {
      const reply = await fetch(meta("qf-base") + "door", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-XSRFToken": meta("xsrf") },
        body: JSON.stringify(message),
      });
      if (reply.status >= 500) throw new TypeError("away");
      return { ...(await reply.json()), id: message.id };
    } catch {
      return { id: message.id, ok: false, reason: "away" };
    }
  }

  function modelOf(data) {
    const heard = new Set();
    return {
      get: (name) => (name === "data" ? data : undefined),
      set() {},
      save_changes() {},
      on: (event, f) => event === "msg:custom" && heard.add(f),
      off: (event, f) => heard.delete(f),
      async send(message) {
        const none = { id: message.id, ok: false, reason: "none" };
        const reply = meta("qf-door") === "http" ? await overHttp(message) : await none;
        heard.forEach((f) => f(reply));
      },
    };
  }

  async function fill(mark) {
    const held = document.querySelector(`script[data-qf-data="${mark.dataset.qf}"]`);
    if (!held) return;
    const { default: widget } = await moduleOf(held.dataset.qfUse);
    const place = document.createElement("div");
    const words = JSON.parse(document.querySelector("script[data-qf-words]").textContent);
    await widget.render({ model: modelOf({ ...JSON.parse(held.textContent), words }), el: place });
    mark.replaceChildren(place);
  }

  // Slides speak through the same door.
  if (meta("qf-door") === "http") globalThis.qfDoor = overHttp;
  document.querySelectorAll(".qf-widget").forEach(fill);
})();
