// Begins: what waits is sent, also from the page where observations are read; the page for writing is kept for when there
// is no signal, and shows what was being written.
(function (own) {
  if (!own.page) return;
  const state = document.getElementById("keadaan"), EVERY = 60000;

  async function keepPage() {
    if (!navigator.serviceWorker) return false;
    await navigator.serviceWorker.register(own.page.dataset.worker, { scope: "/" });
    const ready = await navigator.serviceWorker.ready;
    const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=manifest], script[src]")];
    const channel = new MessageChannel();
    const done = new Promise((give) => { channel.port1.onmessage = (event) => give(event.data); });
    const asked = { page: location.pathname, files: files.map((each) => each.href || each.src) };
    ready.active.postMessage(asked, [channel.port2]);
    return done;
  }

  async function begin() {
    try {
      if (own.begin) await own.begin();
      await own.list();
    } catch (_) {
      return own.begin && own.tell("unkept"); // the form goes on as an ordinary one
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    window.addEventListener("online", own.send);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) own.send(); });
    setInterval(own.send, EVERY);
    own.send();
    if (!state) return;
    const kept = await keepPage().catch(() => false);
    state.textContent = own.say(kept ? "ready" : "not_ready");
    state.dataset.ready = kept ? "yes" : "no";
  }
  begin();
})(window.observe);
