// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-aa24a3e83d6c";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-Lfgw_xqZ.js","assets/AboutPage-_orxA8xX.css","assets/AdminPage-BlZko3eO.js","assets/AdminPage-BqVKbNXo.css","assets/ForgotPasswordPage-CJISsJfO.js","assets/GroupPage-mkKqpe9K.js","assets/GroupsPage-Bn6MXiwJ.js","assets/InfluencesPage-B-Qco-UA.css","assets/InfluencesPage-B8d2-Tbn.js","assets/InsightsPage-sHdkT3fi.js","assets/ItemPage-B2i7xBPI.js","assets/ItemPage-DfWt_mFi.css","assets/JoinPage-CJpMZvMB.js","assets/LibraryPage-BfADmBlp.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-DfWVU7Tk.css","assets/PeoplePage-Esu7wq4r.js","assets/ProfilePage-Dvv4Yw8q.js","assets/RecommendationsPage-BC1I35ms.js","assets/SearchPage-Cuxia51e.js","assets/SearchesPage-8ESWNrWA.js","assets/ShelfPage-CPbrCfgK.js","assets/SignInPage-B-XZtQpW.js","assets/SignUpPage-Bu6ddQyk.js","assets/StartPage-B-XDEUwn.js","assets/StartPage-C4kuc0qG.css","assets/feedback-HodKgHKp.js","assets/first-DD2V3qWW.js","assets/first-okGeFqmb.css","assets/forms-CpKCfZrS.js","assets/groups-B4A8LUVZ.css","assets/groups-CxjyxYKR.js","assets/heart-CwNgDpvX.js","assets/hi-5N2rl4zr.js","assets/hi-B6uptxan.js","assets/hi-BJu29NwD.js","assets/hi-BLxRUdd_.js","assets/hi-BOlpyK8V.js","assets/hi-Chr0fdZk.js","assets/hi-CyoAy4M-.js","assets/hi-D7_DYN0h.js","assets/hi-DIdzLknU.js","assets/hi-DWp_k18b.js","assets/hi-DagLUhKn.js","assets/hi-DhmGEnIg.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-iUUkeIgf.js","assets/hi-opLoLrz3.js","assets/hi-rsQOhLI0.js","assets/insights-Dc1NstS3.css","assets/libraries-By4Ix5i2.js","assets/predictions-BDVr3yNi.js","assets/queries-0R4FEG7r.js","assets/queries-CSRMqZBh.js","assets/queries-Cy1Dwmzj.js","assets/recommendations-D-MydlZc.css","assets/rolldown-runtime-WkwZ5CU-.js","assets/search-DWOKPbUg.css","assets/shelf-DaB-_m2Y.css","assets/sliders-horizontal-9OrEYRSg.js","assets/trash-DTaUtPUj.js","assets/useEnd-CgeXQKdP.js","assets/useInfiniteQuery-DtpGOREJ.js","assets/useMutation-c7X5g7OV.js","assets/users-D3l1no5L.js"];
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
