// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
const CACHE = "cinelibre-23368ec5ae13";
const FILES = ["assets/SignInPage-BeNTl2Dl.js","assets/SignUpPage-BSPXAum-.js","assets/en-BzgOsz0s.js","assets/forms-Cd1tQsnD.js","assets/hi-CD0Xxdgv.js","assets/index-CE1dvPLM.js","assets/index-DqznJnF6.css","assets/usePage-DLzUmw4E.js"];

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
