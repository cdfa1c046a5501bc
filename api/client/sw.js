// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-83db651bc101";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-CyqT8qkO.js","assets/AboutPage-_orxA8xX.css","assets/AdminPage-BIGA04qh.js","assets/AdminPage-BqVKbNXo.css","assets/ForgotPasswordPage-BEeJfsEX.js","assets/GroupPage-C5-hiAhw.js","assets/GroupsPage-Btl-MUHp.js","assets/InfluencesPage-B-Qco-UA.css","assets/InfluencesPage-Drc8hmbv.js","assets/InsightsPage-CVcAGBQS.js","assets/ItemPage-BKtG6S__.js","assets/ItemPage-DfWt_mFi.css","assets/JoinPage-BIsi42t4.js","assets/LibraryPage-Bq5MhP8A.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-DfWVU7Tk.css","assets/PeoplePage-fIoWeQxz.js","assets/ProfilePage-BU29TKaE.js","assets/RecommendationsPage-Dp6JGsHh.js","assets/SearchPage-DxK9npQo.js","assets/SearchesPage-CYCek_8D.js","assets/ShelfPage-CQwanl5J.js","assets/SignInPage-CjvG4Ixm.js","assets/SignUpPage-BocS-vuO.js","assets/StartPage-C4kuc0qG.css","assets/StartPage-pYqZ6-4G.js","assets/feedback-B3zr0Xu6.js","assets/first-DT9U2r-T.js","assets/first-okGeFqmb.css","assets/forms-48g2wiiY.js","assets/groups-B4A8LUVZ.css","assets/groups-CX7xTr0o.js","assets/heart-CwNgDpvX.js","assets/hi-5N2rl4zr.js","assets/hi-B6uptxan.js","assets/hi-BJu29NwD.js","assets/hi-BLxRUdd_.js","assets/hi-BOlpyK8V.js","assets/hi-Chr0fdZk.js","assets/hi-CyoAy4M-.js","assets/hi-D7_DYN0h.js","assets/hi-DIdzLknU.js","assets/hi-DWp_k18b.js","assets/hi-DagLUhKn.js","assets/hi-DhmGEnIg.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-iUUkeIgf.js","assets/hi-opLoLrz3.js","assets/hi-rsQOhLI0.js","assets/insights-Dc1NstS3.css","assets/libraries-By4Ix5i2.js","assets/predictions-DSTlogmE.js","assets/queries-CXE4Ki7Q.js","assets/queries-DK2NxJ4f.js","assets/queries-NqhWWAmm.js","assets/recommendations-D-MydlZc.css","assets/rolldown-runtime-WkwZ5CU-.js","assets/search-CezZBztx.css","assets/shelf-DaB-_m2Y.css","assets/sliders-horizontal-9OrEYRSg.js","assets/trash-DTaUtPUj.js","assets/useEnd-CgeXQKdP.js","assets/useInfiniteQuery-DtpGOREJ.js","assets/useMutation-c7X5g7OV.js","assets/users-D3l1no5L.js"];
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
