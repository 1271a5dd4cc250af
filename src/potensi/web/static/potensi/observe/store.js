// What this browser keeps: the sheet being written and those that wait, in a database for each account, so that nobody
// sees or sends what somebody else wrote on the same telephone.
(function (own) {
  const page = document.getElementById("amati");
  if (!page) return;
  own.page = page;
  own.account = page.dataset.account;
  own.visit = page.dataset.visit;

  const words = {};
  document.getElementById("kata").content.querySelectorAll("[data-word]").forEach((each) => {
    words[each.dataset.word] = each.textContent;
  });
  own.say = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  let opened = null;
  function open() {
    opened = opened || new Promise((give, fail) => {
      const asked = indexedDB.open("potensi-amati-" + own.account, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("drafts", { keyPath: "visit" });
        asked.result.createObjectStore("sheets", { keyPath: "id" });
      };
      asked.onsuccess = () => give(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    return opened;
  }

  async function act(name, mode, work) {
    const database = await open();
    return new Promise((give, fail) => {
      const job = database.transaction(name, mode), asked = work(job.objectStore(name));
      job.oncomplete = () => give(asked.result);
      job.onabort = () => fail(job.error || asked.error);
    });
  }

  own.store = {
    draft: () => act("drafts", "readonly", (room) => room.get(own.visit)),
    keepDraft: (draft) => act("drafts", "readwrite", (room) => room.put({ ...draft, visit: own.visit })),
    dropDraft: () => act("drafts", "readwrite", (room) => room.delete(own.visit)),
    sheets: () => act("sheets", "readonly", (room) => room.getAll()),
    sheet: (id) => act("sheets", "readonly", (room) => room.get(id)),
    keep: (sheet) => act("sheets", "readwrite", (room) => room.put(sheet)),
    drop: (id) => act("sheets", "readwrite", (room) => room.delete(id)),
  };
  // A name that no other sheet has; also where the page came without encryption, on a machine of one's own network.
  own.newName = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each, place) => {
      const value = place === 6 ? (each & 15) | 64 : place === 8 ? (each & 63) | 128 : each;
      return value.toString(16).padStart(2, "0");
    }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
})((window.observe = window.observe || {}));
