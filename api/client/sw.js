// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
const CACHE = "cinelibre-617b4b29ff40";
const FILES = ["assets/SearchPage-BHtBy2Wc.js","assets/SearchPage-DX4aLoUB.css","assets/SignInPage-CDmAjO_G.js","assets/SignUpPage-CJT5pBiH.js","assets/en-CBkBZc0C.js","assets/forms-C2Efdw3h.js","assets/hi-ChmfE87f.js","assets/index-C9s7jJ63.css","assets/index-DkAlvJG9.js","assets/queries-bRql8WHX.js","assets/usePage-C37vb1oI.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(["./", ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("cinelibre-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const scope = new URL(self.registration.scope);
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  if (request.mode === "navigate") {
    // The newest page if there is a connection; else the kept one.
    event.respondWith(fetch(request).catch(() => caches.match(scope.href)));
  } else {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
