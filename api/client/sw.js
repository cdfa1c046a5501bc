// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-c3ab8aeb6f77";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-VnAOZ5k4.js","assets/AboutPage-_orxA8xX.css","assets/AdminPage-5n5otU5k.js","assets/AdminPage-BqVKbNXo.css","assets/ForgotPasswordPage-C02h_8pH.js","assets/GroupPage-C0Uz0xfk.js","assets/GroupsPage-DsYT39bp.js","assets/InfluencesPage-B-Qco-UA.css","assets/InfluencesPage-CmZK2PJX.js","assets/InsightsPage-C5dmmU8P.js","assets/ItemPage-BEmIEihw.js","assets/ItemPage-DfWt_mFi.css","assets/JoinPage-DU7o7c5Y.js","assets/LibraryPage-WM93vY0Q.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-DfWVU7Tk.css","assets/PeoplePage-DlkUiDQ8.js","assets/ProfilePage-D6H0pT5X.js","assets/RecommendationsPage-CA3p7t84.js","assets/SearchPage-DtDAiyh6.js","assets/SearchesPage-BEiXMLIE.js","assets/ShelfPage-BucRvcet.js","assets/SignInPage-BX9xhuSE.js","assets/SignUpPage-Bqd7zsh6.js","assets/StartPage-C4kuc0qG.css","assets/StartPage-DOtmFbFE.js","assets/feedback-Ba1a0q3b.js","assets/first-1mXHBQQY.js","assets/first-okGeFqmb.css","assets/forms-Di6lzkdz.js","assets/groups-B4A8LUVZ.css","assets/groups-CZazP6at.js","assets/heart-CwNgDpvX.js","assets/hi-5N2rl4zr.js","assets/hi-B6uptxan.js","assets/hi-BLxRUdd_.js","assets/hi-BN2sWKKh.js","assets/hi-C-4TO5Vj.js","assets/hi-COOJKgNa.js","assets/hi-Chr0fdZk.js","assets/hi-CyoAy4M-.js","assets/hi-D7_DYN0h.js","assets/hi-DIdzLknU.js","assets/hi-DagLUhKn.js","assets/hi-DhmGEnIg.js","assets/hi-DvPfwS2M.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-opLoLrz3.js","assets/hi-rsQOhLI0.js","assets/insights-Dc1NstS3.css","assets/libraries-By4Ix5i2.js","assets/predictions-poESlOf-.js","assets/queries-B79NK8WZ.js","assets/queries-D34to02-.js","assets/queries-xt6ro1Ur.js","assets/recommendations-D-MydlZc.css","assets/rolldown-runtime-WkwZ5CU-.js","assets/search-DCQrBmjq.css","assets/shelf-DaB-_m2Y.css","assets/sliders-horizontal-9OrEYRSg.js","assets/trash-DTaUtPUj.js","assets/useEnd-CgeXQKdP.js","assets/useInfiniteQuery-DtpGOREJ.js","assets/useMutation-c7X5g7OV.js","assets/users-D3l1no5L.js"];
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
