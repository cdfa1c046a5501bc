// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-99bbc65345fd";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-BP5RHa7S.js","assets/AboutPage-_orxA8xX.css","assets/Card-C_n1H1uJ.js","assets/ForgotPasswordPage-cgnU2GHZ.js","assets/ItemPage-C3zOULf8.js","assets/ItemPage-DUJ7Gr7f.css","assets/LibraryPage-fnngLhqJ.js","assets/LibraryPage-i0oK-y_E.css","assets/ProfilePage-CUjHUNB6.js","assets/RecommendationsPage-Bfly_4ym.css","assets/RecommendationsPage-DWteytNy.js","assets/Row-yyFry8Y2.js","assets/SearchPage-98IBagOl.css","assets/SearchPage-Ch4_s038.js","assets/ShelfPage-DaB-_m2Y.css","assets/ShelfPage-Dn1n1jXL.js","assets/SignInPage-CgbloGQv.js","assets/SignUpPage-C1sOpov0.js","assets/Skeleton-sddCi7xa.js","assets/StaleNotice-CQVrheSC.js","assets/States-CVuVJ1GS.js","assets/TitleBox-CG7wq8rG.js","assets/chunk-Z7SQORRT-DwIRCdqt.js","assets/createLucideIcon-BBh2WDqZ.js","assets/forms-BGqim4Ga.js","assets/heart-XFgR2foy.js","assets/hi-B__e6j33.js","assets/index-CT7QDMmK.css","assets/index-q4JlTFjK.js","assets/likes-CTwj_QgP.js","assets/paths-Cfyt3K2C.js","assets/queries-CbbvxzB8.js","assets/queries-DYYZWmDE.js","assets/queryOptions-OmVxPxBU.js","assets/reasons-7291tXqA.js","assets/useEnd-DWT0bwS1.js","assets/useInfiniteQuery-Bn_TQpPA.js","assets/useMutation-BZcHPhmu.js","assets/usePage-D9Q3vRpe.js"];
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
