// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-b5de983aea80";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-_orxA8xX.css","assets/AboutPage-r7bqby06.js","assets/Card-BxWaXwzA.js","assets/ForgotPasswordPage-ClV072i3.js","assets/ItemPage-BtR4D3wQ.js","assets/ItemPage-DUJ7Gr7f.css","assets/LibraryPage-Bm2XCzs5.js","assets/LibraryPage-i0oK-y_E.css","assets/ProfilePage-DEmtqnza.js","assets/RecommendationsPage-Bfly_4ym.css","assets/RecommendationsPage-COXlQx6g.js","assets/Row-BjvS-WfK.js","assets/SearchPage-98IBagOl.css","assets/SearchPage-DAPgkmBi.js","assets/ShelfPage-D-VQ5rKf.js","assets/ShelfPage-DaB-_m2Y.css","assets/SignInPage-OTITh7cm.js","assets/SignUpPage-Mu4nk6eK.js","assets/Skeleton-24b5unC1.js","assets/StaleNotice-BXfKweEW.js","assets/States-Nil9O4vc.js","assets/TitleBox-DI4u58YO.js","assets/chunk-Z7SQORRT-CggkMxLE.js","assets/createLucideIcon-C2IkWoqg.js","assets/forms-CAadzbhC.js","assets/heart-BQo-LYdw.js","assets/hi-CEgiNXgg.js","assets/index-BEgBsga-.css","assets/index-BZfabNVb.js","assets/likes-sWJTBYyz.js","assets/paths-CuJlNso3.js","assets/queries-BNYf7ODL.js","assets/queries-D1eQVT8b.js","assets/queryOptions-BJFGOx-G.js","assets/reasons-C4JK3v7Z.js","assets/useEnd-BbjZri7W.js","assets/useInfiniteQuery-AGqJ_XBl.js","assets/useMutation-CwKuUZgS.js","assets/usePage-Ca5zb-85.js"];
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
