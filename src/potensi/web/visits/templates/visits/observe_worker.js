// Keeps the one page on which observations are written, with its style and scripts, so that it opens without a signal.
// Nothing else is kept: no list, no photo, nobody's words. Whoever signs in or out on this telephone empties it.
const PAGE = /^(\/en)?\/belajar\/kunjungan\/\d+\/amati\/$/;
const ACCOUNT = /^(\/en)?\/akun\//;
const BY_LINK = /^(\/en)?\/(orang\/tautan\/masuk\/|akun\/.*\/callback\/)/;
const ROOM = "potensi-amati", MARK = "X-Potensi-Observe", PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if ((ACCOUNT.test(url.pathname) && request.method !== "GET") || BY_LINK.test(url.pathname)) {
    event.waitUntil(caches.delete(ROOM));
  } else if (request.method === "GET" && request.mode === "navigate" && PAGE.test(url.pathname)) {
    event.respondWith(page(request));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(kept(request).then((found) => found || fetch(request)));
  }
});

self.addEventListener("message", (event) => {
  if (!event.data || !PAGE.test(event.data.page)) return;
  event.waitUntil(keep(event.data).then((done) => event.ports[0].postMessage(done)));
});

async function kept(request) {
  return (await caches.has(ROOM))
    ? (await caches.open(ROOM)).match(request, { ignoreSearch: true, ignoreVary: true })
    : undefined;
}

// The page as the site has it now; the kept one where there is no signal, hardly any, or the site is down.
async function page(request) {
  const found = await kept(request);
  if (!found) return fetch(request);
  const late = new Promise((give) => setTimeout(give, PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), late]);
    return answer && answer.status < 500 ? answer : found;
  } catch (_) {
    return found;
  }
}

// Keeps a page and its files; what belonged to an earlier edition of the program goes.
async function keep({ page, files }) {
  try {
    const answer = await fetch(page, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected || !answer.headers.has(MARK)) return Boolean(await kept(page));
    let room = await caches.open(ROOM);
    const there = await Promise.all(files.map((file) => room.match(file, { ignoreVary: true })));
    if (there.some((found) => !found)) {
      await caches.delete(ROOM);
      room = await caches.open(ROOM);
      await room.addAll(files);
    }
    await room.put(page, answer);
    return true;
  } catch (_) {
    return Boolean(await kept(page));
  }
}
