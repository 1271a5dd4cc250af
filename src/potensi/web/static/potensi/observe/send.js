// Sends what waits, one after the other. Each sheet has a name of its own, so that sent twice it is kept once. Who is
// signed in is asked first: what was written under another account is never sent.
(function (own) {
  if (!own.page) return;
  const TEXTS = ["saw", "works_because", "cost", "not_at_home", "take_home"], PATIENCE = 90000;
  let running = false, again = false;
  // Older telephones wait as long as their network does.
  const patience = () => (AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined);

  own.send = async () => {
    again = running;
    if (running) return;
    running = true;
    try {
      await sendAll();
    } finally {
      running = false;
    }
    if (again) await own.send();
  };

  async function sendAll() {
    const waiting = (await own.store.sheets()).filter((sheet) => sheet.state === "waiting");
    if (!waiting.length) return;
    const who = await asked();
    if (!who) return own.tell("offline");
    if (!who.account) return own.tell("signed_out", { address: signIn(), word: "sign_in" });
    if (who.account !== own.account) return own.tell("other_account", { address: location.href, word: "reload" });
    waiting.sort((one, other) => one.written.localeCompare(other.written));
    for (const sheet of waiting) {
      const met = await sendOne(sheet, who.token);
      await own.list();
      if (met !== "sent" && met !== "refused") {
        return own.tell(met, met === "signed_out" ? { address: signIn(), word: "sign_in" } : undefined);
      }
      own.tell(met === "sent" ? "sent" : null);
    }
  }

  async function asked() {
    try {
      const answer = await fetch(own.page.dataset.key, { cache: "no-store", signal: patience() });
      return answer.ok ? await answer.json() : null;
    } catch (_) {
      return null;
    }
  }

  async function sendOne(sheet, token) {
    const form = new FormData();
    TEXTS.forEach((name) => form.append(name, sheet[name]));
    form.append("stop", sheet.stop);
    form.append("client_id", sheet.id);
    form.append("written", sheet.written);
    form.append("account", own.account);
    if (sheet.photo) form.append("photo", sheet.photo, "foto.jpg");
    const met = await ask(own.page.dataset.send, "POST", form, token);
    if (met.state) return met.state === "refused" ? refused(sheet, met.why) : met.state;
    // An earlier attempt had arrived, and the sheet was changed since: what stands there now is brought up to date.
    if (TEXTS.some((name) => met.found[name] !== sheet[name].replace(/\r\n/g, "\n").trim())) {
      const texts = Object.fromEntries(TEXTS.map((name) => [name, sheet[name]]));
      const body = JSON.stringify({ ...texts, revision: met.found.revision });
      const edit = await ask(own.page.dataset.send + "/" + met.found.id, "PUT", body, token);
      if (edit.state) return edit.state === "refused" ? refused(sheet, edit.why) : edit.state;
    }
    const done = { state: "sent", page: met.found.page, sent: new Date().toISOString() };
    await own.store.keep({ ...sheet, ...done, photo: null });
    return "sent";
  }

  async function ask(address, method, body, token) {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const language = "?lang=" + document.documentElement.lang;
    try {
      const answer = await fetch(address + language, { method, body, headers, signal: patience() });
      const found = await answer.json().catch(() => ({}));
      if (answer.ok) return { found };
      if (answer.status === 401) return { state: "signed_out" };
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { state: "busy" };
      return { state: "refused", why: (found.errors || []).map((each) => each.detail).join(" ") || found.detail || "" };
    } catch (_) {
      return { state: "offline" };
    }
  }

  async function refused(sheet, why) {
    await own.store.keep({ ...sheet, state: "refused", why });
    return "refused";
  }

  function signIn() {
    return own.page.dataset.signIn + "?next=" + encodeURIComponent(location.pathname);
  }
})(window.observe);
