// The home page: fetching a quiz through the door, and progress kept by a browser without one.
(() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
  const tell = (button, words) => {
    button.closest("section").querySelector(".qf-told").textContent = words;
  };

  async function fetchQuiz(button) {
    button.disabled = true;
    tell(button, button.dataset.qfBusy || "正在领取……");
    try {
      const reply = await fetch(meta("qf-base") + "door", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-XSRFToken": meta("xsrf") },
        body: JSON.stringify({ verb: "fetch", assignment: button.dataset.qfFetch }),
      });
      const answer = await reply.json();
      if (!answer.ok) throw new Error(answer.message);
      location.href = meta("qf-base") + "quiz/" + button.dataset.qfFetch;
    } catch (error) {
      const away = error instanceof TypeError || error instanceof SyntaxError;
      tell(button, away ? "课程服务器暂时连不上，请过一会儿再点一次。" : error.message);
      button.disabled = false;
    }
  }

  function ownProgress(line) {
    const prefix = `learn/${line.dataset.qfProgress}/`;
    const kept = Object.keys(localStorage).filter((key) => key.includes(prefix));
    if (!kept.length) return;
    const bar = line.querySelector("progress");
    bar.value = Math.min(kept.length, bar.max);
    line.querySelector("span").textContent = `已做 ${bar.value}／${bar.max} 项（记在这个浏览器里）`;
  }

  for (const button of document.querySelectorAll("[data-qf-fetch]")) {
    button.addEventListener("click", () => fetchQuiz(button));
  }
  if (meta("qf-door") === "none") {
    const look = () => document.querySelectorAll("[data-qf-progress]").forEach(ownProgress);
    look();
    // A lesson in another window, or one just left, may be written down a little later.
    for (const event of ["storage", "pageshow", "focus"]) window.addEventListener(event, look);
  }
  if (document.querySelector("[data-qf-waiting]")) {
    setTimeout(() => location.reload(), 4000);
  }
})();
