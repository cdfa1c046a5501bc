// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-769557d8c2ff";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-D_e6rSpG.js","assets/AboutPage-_orxA8xX.css","assets/AdminPage-BqVKbNXo.css","assets/AdminPage-DiiONAm2.js","assets/ForgotPasswordPage-DeN-OC9G.js","assets/GroupPage-xY8LKmOV.js","assets/GroupsPage-D9rZJhKk.js","assets/InfluencesPage-B-Qco-UA.css","assets/InfluencesPage-DvGh2f5J.js","assets/InsightsPage-CvlgUWXq.js","assets/ItemPage-D7926wTD.js","assets/ItemPage-DfWt_mFi.css","assets/JoinPage-DGtn71fy.js","assets/LibraryPage-VuQJnOhm.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-DfWVU7Tk.css","assets/PeoplePage-Dm8Jt1Q1.js","assets/ProfilePage-BDjiowUk.js","assets/RecommendationsPage-D9aAK3wc.js","assets/SearchPage-j1QZdbFR.js","assets/SearchesPage-CWjWouE9.js","assets/ShelfPage-CDht0Dy4.js","assets/SignInPage-Dw4bXPZ2.js","assets/SignUpPage-Bbn7VAm6.js","assets/StartPage-C4kuc0qG.css","assets/StartPage-vMoK6vFz.js","assets/feedback-Bx5anyy9.js","assets/first-okGeFqmb.css","assets/first-xJ_bKK71.js","assets/forms-c5K7Y3oY.js","assets/groups-B-u6WCQ4.js","assets/groups-B4A8LUVZ.css","assets/heart-CwNgDpvX.js","assets/hi-5N2rl4zr.js","assets/hi-B6uptxan.js","assets/hi-BJu29NwD.js","assets/hi-BLxRUdd_.js","assets/hi-BOlpyK8V.js","assets/hi-Chr0fdZk.js","assets/hi-CyoAy4M-.js","assets/hi-D7_DYN0h.js","assets/hi-DIdzLknU.js","assets/hi-DWp_k18b.js","assets/hi-DagLUhKn.js","assets/hi-DhmGEnIg.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-iUUkeIgf.js","assets/hi-opLoLrz3.js","assets/hi-rsQOhLI0.js","assets/insights-Dc1NstS3.css","assets/libraries-By4Ix5i2.js","assets/predictions-BYTXeK63.js","assets/queries-BWt04RTC.js","assets/queries-COvyZw02.js","assets/queries-D0lDPVcB.js","assets/recommendations-D-MydlZc.css","assets/rolldown-runtime-WkwZ5CU-.js","assets/search-CezZBztx.css","assets/shelf-DaB-_m2Y.css","assets/sliders-horizontal-9OrEYRSg.js","assets/trash-DTaUtPUj.js","assets/useEnd-CgeXQKdP.js","assets/useInfiniteQuery-DtpGOREJ.js","assets/useMutation-c7X5g7OV.js","assets/users-D3l1no5L.js"];
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
