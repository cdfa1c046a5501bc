// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-4a23661addc0";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-CE5qw_5P.js","assets/AboutPage-_orxA8xX.css","assets/Card-D0gAIgxy.js","assets/ForgotPasswordPage-ByRyFc0y.js","assets/ItemPage-C8aM-1KJ.js","assets/ItemPage-CHQeXYH2.css","assets/LibraryPage-BwVDUrJX.js","assets/LibraryPage-i0oK-y_E.css","assets/ProfilePage-DDhTw6ye.js","assets/RecommendationsPage-Bfly_4ym.css","assets/RecommendationsPage-Dr2JfE6_.js","assets/Row-D6FO_HSd.js","assets/SearchPage-C0f1Rtk2.css","assets/SearchPage-y89ZQ-6B.js","assets/ShelfPage-CpQFsg4A.js","assets/ShelfPage-DaB-_m2Y.css","assets/SignInPage-BQr8Umh9.js","assets/SignUpPage-CbToxn9I.js","assets/Skeleton-CW6Ky0QI.js","assets/StaleNotice-CbMadr63.js","assets/States-DqE5yyMN.js","assets/TitleBox-DVLZfGtM.js","assets/chunk-Z7SQORRT-Cw-xBquy.js","assets/createLucideIcon-DkfsfYPS.js","assets/forms-B5HnB3fo.js","assets/heart-C7EkSnb2.js","assets/hi-OROf33dr.js","assets/index-BaI2S8nl.js","assets/index-CZloaoo4.css","assets/likes-faNI5W9V.js","assets/paths-DIkbduLT.js","assets/queries-DigsBvsR.js","assets/queries-ZLPqWvWo.js","assets/queryOptions-BC-pYHsM.js","assets/reasons-CxYjdQJ8.js","assets/useEnd-ehLGN5JC.js","assets/useInfiniteQuery-DKEAUoyo.js","assets/useMutation-BaEntBn2.js","assets/usePage-DmMpX36A.js"];
const PAGE = "./"; // relative to this file, so that it works under any prefix

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...FILES]))
      .then(() => self.skipWaiting()),
  );
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
  const { href, origin, pathname } = new URL(self.registration.scope);
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || !url.pathname.startsWith(pathname)) return;
  if (request.mode === "navigate") event.respondWith(pageOf(request, href));
  else if (FILES.some((name) => new URL(name, href).href === url.href)) event.respondWith(fileOf(request));
});

// Answers differ by compression and origin alone, so Vary has nothing to say of what is kept.
const keptFor = async (request) => (await caches.open(CACHE)).match(request, { ignoreVary: true });

// The newest page; the kept one if there is no connection, or a server in between says that the service is away.
async function pageOf(request, href) {
  const answer = await fetch(request).catch(() => null);
  if (answer && answer.status < 500) return answer;
  return (await keptFor(href)) ?? answer ?? Response.error();
}

async function fileOf(request) {
  return (await keptFor(request)) ?? fetch(request);
}
