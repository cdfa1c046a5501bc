// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-1597d003054d";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-Dp1LMFk5.js","assets/AboutPage-_orxA8xX.css","assets/Card-DRk51D6o.js","assets/ForgotPasswordPage-DZZ1G4FB.js","assets/ItemPage-CHQeXYH2.css","assets/ItemPage-DXlAIkOD.js","assets/LibraryPage-DmI0A909.js","assets/LibraryPage-i0oK-y_E.css","assets/ProfilePage-4hI6fsdv.js","assets/RecommendationsPage-B2v0DFJC.js","assets/RecommendationsPage-Bfly_4ym.css","assets/Row-BYsMhQH5.js","assets/SearchPage-C0f1Rtk2.css","assets/SearchPage-CwaJRxLU.js","assets/ShelfPage-DaB-_m2Y.css","assets/ShelfPage-_r6A5thT.js","assets/SignInPage-BL6NCjs3.js","assets/SignUpPage-CJzMorw8.js","assets/Skeleton-CMR928E4.js","assets/StaleNotice-Hu-lV4L_.js","assets/States-BgsSod4b.js","assets/TitleBox-DXRFaUDM.js","assets/chunk-Z7SQORRT-psN6SLsI.js","assets/createLucideIcon-Dz3t7Jlb.js","assets/forms-Dn1AYn3K.js","assets/heart-CsMBkOXO.js","assets/hi-DHTNkcA3.js","assets/index-bN9uKn7A.js","assets/index-yrHzsEV0.css","assets/likes-CllB7uyL.js","assets/paths-DGf44Q9z.js","assets/queries-BIkWAWtZ.js","assets/queries-BgJipk6w.js","assets/queryOptions-BTZ-wzcY.js","assets/reasons-DkK9sSTl.js","assets/useEnd-DiVXQJtP.js","assets/useInfiniteQuery-DWRHYnTl.js","assets/useMutation-GdR0y8B1.js","assets/usePage-JBG0X6Xx.js"];
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
