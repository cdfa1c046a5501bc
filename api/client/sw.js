// Keeps the shell of the client, so that it opens without a connection. It never keeps an answer of the API.
// The build writes in the list of all files, pages that load on demand included, and a version made of their contents.
const CACHE = "cinelibre-587e2bd6ce48";
const FILES = ["favicon.svg","manifest.webmanifest","assets/AboutPage-BCc23aE_.js","assets/AboutPage-_orxA8xX.css","assets/Card--B1sr0-u.js","assets/ForgotPasswordPage-GQ5Psqcx.js","assets/GroupPage-BSygoM0p.js","assets/GroupsPage-osYXACGe.js","assets/HalfStars-CYaPvjRf.js","assets/InfluencesPage-BsI_XYxG.js","assets/InfluencesPage-d-uUsrUY.css","assets/InsightsPage-CKEIfC7j.css","assets/InsightsPage-D0oz0VoU.js","assets/ItemPage-9I4BMWQC.js","assets/ItemPage-CZJOdwjM.css","assets/JoinPage-DdONln4-.js","assets/LibraryPage-BAFHd76o.js","assets/LibraryPage-i0oK-y_E.css","assets/PeoplePage-Bea1RnOQ.css","assets/PeoplePage-BnJCRyXO.js","assets/Popover-CVOnjdbq.js","assets/Poster-DAmJ_Sc5.js","assets/ProfilePage-Dj69P2ZS.js","assets/Question-DZusdHgS.js","assets/RecommendationsPage-BNM82T6a.js","assets/Row-CmVxFaeV.js","assets/SearchPage-DN-jMBco.js","assets/SearchesPage-D4lAIVeN.js","assets/ShelfPage-CAewwWov.js","assets/ShelfPage-DaB-_m2Y.css","assets/SignInPage-CrQ48mT0.js","assets/SignUpPage-DH0SNyaq.js","assets/Skeleton-Yl_4YTTG.js","assets/StaleNotice-BlxVbwSs.js","assets/StartPage-BVljnOTA.js","assets/StartPage-DvffZthf.css","assets/States-BrerM0HA.js","assets/TitleBox-ppvnhCGO.js","assets/Toasts-7CU4GUoi.js","assets/chunk-Z7SQORRT-C5HRMZmW.js","assets/createLucideIcon-CP7wkCne.js","assets/former-Bd7ISWnD.js","assets/forms-D4B_K2k3.js","assets/groups-BNNjK-CF.js","assets/groups-LSBCE8op.css","assets/heart-DMxdx-RZ.js","assets/hi-B-dMWhwY.js","assets/hi-B6uptxan.js","assets/hi-B8RKQfdD.js","assets/hi-C8ayjzpM.js","assets/hi-CMZwxz-W.js","assets/hi-Chr0fdZk.js","assets/hi-CqHH2AN3.js","assets/hi-D7_DYN0h.js","assets/hi-LQqtrEgI.js","assets/hi-gLr-AhdD.js","assets/hi-owoSImQv.js","assets/index-9yegtvBS.css","assets/index-rd9BbYfA.js","assets/infiniteQueryOptions-Dfvzj6n2.js","assets/likes-daEYiJ2O.js","assets/mine-C9NKZ2cU.js","assets/mutation-vG0GAJLH.js","assets/paths-B92v51y0.js","assets/predictions-IhNOIU6T.js","assets/queries-BU3yCNXk.js","assets/queries-DgA8yPfK.js","assets/queries-USFIe162.js","assets/queries-vg-eeknJ.js","assets/queryClient-Dxbqoy3b.js","assets/queryOptions-hOjUGNQB.js","assets/reasons-P4LTyVGW.js","assets/recommendations-KEBNAOSU.css","assets/search-DCQrBmjq.css","assets/sliders-horizontal-DYJ-F0Fm.js","assets/trash-DslckDud.js","assets/useEnd-CrAUktOE.js","assets/useInfiniteQuery-D18Qs4bN.js","assets/useMutation-TYb-X1u_.js","assets/usePage-DYEZ9kVP.js","assets/users-B3vQpa_Z.js","assets/x-hrh8awOx.js"];
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
