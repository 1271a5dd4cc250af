// The sheet being written: kept while typing, back after a reload, counted, finished by sending it to those that wait.
(function (own) {
  if (!own.page) return;
  const form = document.getElementById("lembar"), field = (name) => form.elements.namedItem(name);
  const questions = document.getElementById("pertanyaan");
  const TEXTS = ["saw", "works_because", "cost", "not_at_home", "take_home"];
  let name = own.newName(), photo = null, timer = 0, keeping = Promise.resolve();

  const written = () => ({
    id: name, photo, stop: field("stop").value, ...Object.fromEntries(TEXTS.map((each) => [each, field(each).value])),
  });
  const empty = (sheet) => !sheet.photo && TEXTS.every((each) => !sheet[each].trim());

  function keep() {
    clearTimeout(timer);
    const sheet = written();
    keeping = keeping.then(() => (empty(sheet) ? own.store.dropDraft() : own.store.keepDraft(sheet))).catch(unkept);
    return keeping;
  }

  function unkept(error) {
    own.tell(error && error.name === "QuotaExceededError" ? "full" : "unkept");
    throw error;
  }

  function show(sheet) {
    name = sheet.id;
    photo = sheet.photo || null;
    TEXTS.forEach((each) => { field(each).value = sheet[each] || ""; });
    if (sheet.stop && [...field("stop").options].some((option) => option.value === sheet.stop)) {
      field("stop").value = sheet.stop;
    }
    field("photo").value = "";
    own.showPhoto(photo);
    form.dispatchEvent(new Event("input"));
    chosen();
  }

  function chosen() {
    questions.querySelectorAll("[data-stop]").forEach((each) => {
      each.hidden = each.dataset.stop !== field("stop").value;
    });
  }

  function counted() {
    TEXTS.forEach((each) => {
      const area = field(each), left = area.parentElement.querySelector("[data-left]");
      left.textContent = own.say("left", { count: area.maxLength - area.value.length });
    });
  }

  own.writeAgain = async (id) => {
    const sheet = await own.store.sheet(id);
    if (!sheet || sheet.state === "sent") return;
    await own.store.keepDraft(sheet);
    await own.store.drop(id);
    show(sheet);
    await own.list();
    field("saw").focus();
  };

  async function finish(event) {
    event.preventDefault();
    clearTimeout(timer);
    own.tell(null);
    const title = field("stop").selectedOptions[0].textContent.trim();
    const sheet = { ...written(), visit: own.visit, stopTitle: title, written: new Date().toISOString() };
    try {
      await keeping.catch(() => {});
      await own.store.keep({ ...sheet, state: "waiting" });
    } catch (error) {
      return navigator.onLine ? plainly() : own.tell(error.name === "QuotaExceededError" ? "full" : "unkept");
    }
    await own.store.dropDraft();
    show({ id: own.newName(), stop: sheet.stop });
    own.tell("kept");
    await own.list();
    document.getElementById("berita").focus();
    own.send();
  }

  // Where nothing can be kept, the form is sent as any other form.
  function plainly() {
    field("client_id").value = name;
    field("written").value = new Date().toISOString();
    form.submit();
  }

  own.begin = async () => {
    field("stop").closest(".field").append(questions); // the one question of the stop stands below its choice
    TEXTS.forEach((each) => {
      const note = document.createElement("p");
      note.className = "small";
      note.dataset.left = "";
      field(each).after(note);
    });
    form.addEventListener("input", counted);
    form.addEventListener("input", (event) => {
      if (event.target === form || event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(() => keep().catch(() => {}), 300);
    });
    field("stop").addEventListener("change", chosen);
    field("photo").addEventListener("change", async () => {
      const file = field("photo").files[0];
      if (!file) return;
      photo = await own.shrink(file);
      await own.showPhoto(photo);
      keep().catch(() => {});
    });
    own.photoOut.addEventListener("click", () => {
      photo = null;
      field("photo").value = "";
      own.showPhoto(null);
      keep().catch(() => {});
      field("photo").focus();
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep().catch(() => {}); });
    const bound = form.querySelector(".mistake, [role=alert]");
    const draft = bound ? null : await own.store.draft();
    if (draft) {
      show(draft);
      own.tell("draft");
    }
    const at = new URLSearchParams(location.search).get("titik");
    if (at && !draft && [...field("stop").options].some((option) => option.value === at)) field("stop").value = at;
    counted();
    chosen();
    form.addEventListener("submit", finish);
  };
})(window.observe);
