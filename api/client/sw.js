// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-b5ffb306e7cf";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-DVbBcUJa.js","assets/AboutPage-_orxA8xX.css","assets/ForgotPasswordPage-B3X9Ygr9.js","assets/GroupPage-Bk9q-D34.js","assets/GroupsPage-DShe-orh.js","assets/InfluencesPage-3pOfl8aR.js","assets/InfluencesPage-B-Qco-UA.css","assets/InsightsPage-DEMHdSKD.js","assets/InsightsPage-Dc1NstS3.css","assets/ItemPage-BG9J-qkG.js","assets/ItemPage-DfWt_mFi.css","assets/JoinPage-CXhNjZCU.js","assets/LibraryPage-CCtJNU5s.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-DfWVU7Tk.css","assets/PeoplePage-HOQsAzbk.js","assets/ProfilePage-BXRvpKIB.js","assets/RecommendationsPage-tfdVtSd6.js","assets/SearchPage-CkH_qekm.js","assets/SearchesPage-CpYhnCrv.js","assets/ShelfPage-C8tvbDBE.js","assets/ShelfPage-DaB-_m2Y.css","assets/SignInPage-BhO8-IST.js","assets/SignUpPage-BoMnK7AJ.js","assets/StartPage-C4kuc0qG.css","assets/StartPage-CJu0vMI2.js","assets/feedback-DIPSQEJZ.js","assets/first-Cg40Cjgz.js","assets/first-okGeFqmb.css","assets/forms-BKCpBNW3.js","assets/groups-B4A8LUVZ.css","assets/groups-BED4I3b8.js","assets/heart-BPNBbwS5.js","assets/hi-5N2rl4zr.js","assets/hi-B6uptxan.js","assets/hi-BLxRUdd_.js","assets/hi-C-4TO5Vj.js","assets/hi-COOJKgNa.js","assets/hi-Chr0fdZk.js","assets/hi-Ci9x32yj.js","assets/hi-CyoAy4M-.js","assets/hi-D7_DYN0h.js","assets/hi-DIdzLknU.js","assets/hi-DagLUhKn.js","assets/hi-DhmGEnIg.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-opLoLrz3.js","assets/hi-rsQOhLI0.js","assets/libraries-DRJGNVyH.js","assets/predictions-CmLsT0XW.js","assets/queries-DJGudkue.js","assets/queries-DWIjksBP.js","assets/queries-Dq0PKtDC.js","assets/recommendations-D-MydlZc.css","assets/rolldown-runtime-WkwZ5CU-.js","assets/search-DCQrBmjq.css","assets/sliders-horizontal-uiklDuUo.js","assets/trash-brhPeXAB.js","assets/useEnd-BPFHL4TP.js","assets/useInfiniteQuery-Bv35_rCv.js","assets/useMutation-KH267o4_.js","assets/users-jRRhn4m3.js"];
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
