// The list of what is kept here: what waits, what was sent, what was refused and why; and one line of news above it.
(function (own) {
  if (!own.page) return;
  const news = document.getElementById("berita"), list = document.getElementById("daftar");
  const now = document.getElementById("kirim-lagi"), section = document.getElementById("simpanan");
  const SENT_SHOWN = 30, opened = new Date().toISOString();

  own.tell = (word, link) => {
    news.textContent = word ? own.say(word) : "";
    news.className = !word ? "" : "notice " + ({ sent: "success", kept: "info" }[word] || "warning");
    if (!link) return;
    const anchor = make("a", own.say(link.word));
    anchor.href = link.address;
    news.append(" ", anchor);
  };

  own.list = async () => {
    const sheets = (await own.store.sheets()).filter((sheet) => sheet.visit === own.visit);
    sheets.sort((one, other) => other.written.localeCompare(one.written));
    const left = sheets.filter((sheet) => sheet.state !== "sent");
    const old = sheets.filter((sheet) => sheet.state === "sent").slice(SENT_SHOWN);
    await Promise.all(old.map((sheet) => own.store.drop(sheet.id)));
    const focused = document.activeElement && document.activeElement.dataset.name;
    const shown = sheets.filter((sheet) => !old.includes(sheet) && (own.writeAgain || isNews(sheet)));
    list.replaceChildren(...shown.map(card));
    section.hidden = !shown.length;
    now.hidden = !left.some((sheet) => sheet.state === "waiting");
    const same = focused && list.querySelector('[data-name="' + focused + '"]');
    if (same) same.focus();
  };

  // Where observations are read, what was sent before stands among the others already.
  const isNews = (sheet) => sheet.state !== "sent" || sheet.sent > opened;

  function card(sheet) {
    const item = make("li", "", "card"), line = make("p", ""), short = sheet.saw.slice(0, 60);
    line.append(make("strong", sheet.stopTitle), " ");
    line.append(make("span", own.say(sheet.state + "_one"), "badge " + BADGES[sheet.state]));
    if (sheet.photo) line.append(" ", make("span", own.say("with_photo"), "small"));
    item.append(line, make("p", sheet.saw.slice(0, 200)));
    item.dataset.sheet = sheet.id;
    if (sheet.why) item.append(make("p", sheet.why, "notice error"));
    const actions = make("p", "", "actions");
    if (sheet.state === "sent") {
      const link = make("a", own.say("open_of", { saw: short }));
      link.href = sheet.page;
      actions.append(link);
    } else {
      if (own.writeAgain) actions.append(button(sheet, "edit", short, () => own.writeAgain(sheet.id)), " ");
      actions.append(button(sheet, "drop", short, sure(sheet)));
    }
    item.append(actions);
    return item;
  }
  const BADGES = { waiting: "draft", sent: "published", refused: "withdrawn" };

  // Deleting asks once more, on the button itself.
  function sure(sheet) {
    return async (event) => {
      if (event.currentTarget.textContent !== own.say("drop_sure")) {
        event.currentTarget.textContent = own.say("drop_sure");
        event.currentTarget.removeAttribute("aria-label");
        return;
      }
      await own.store.drop(sheet.id);
      await own.list();
      news.focus();
    };
  }

  function button(sheet, word, short, act) {
    const made = make("button", own.say(word), word === "drop" ? "danger" : "quiet");
    made.type = "button";
    made.dataset.name = word + sheet.id;
    made.setAttribute("aria-label", own.say(word + "_of", { saw: short }));
    made.addEventListener("click", act);
    return made;
  }

  function make(name, text, kind) {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }
  now.addEventListener("click", () => own.send());
})(window.observe);
