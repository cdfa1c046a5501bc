/** Every page of the router, with an address of it on the demo. `own` needs an account, `isForGuests` has no use for one; `forAdmin` needs the operator's; `via` is a link of it that leads on; `until` is what the page shows when it is whole. */
import { ask, newAccount, rateByApi } from "./story.mjs";

const ITEMS = "main [data-item]";

export async function allPages() {
  const idOf = async (type, title) => {
    const { items } = await ask(`/search/suggest?${new URLSearchParams({ q: title })}`);
    return items.find((one) => one.item_type === type).id;
  };
  return [
    { name: "home", route: "index", path: "/", until: ITEMS },
    { name: "home-of-guests", route: "index", path: "/", until: ITEMS, isForGuests: true },
    { name: "search", route: "search", path: "/search?q=tamil thriller after 2015 not horror", until: ITEMS },
    { name: "catalogue", route: "search", path: "/search?type=book&languages=en", until: ITEMS },
    { name: "nothing-found", route: "search", path: "/search?q=telugu westerns before 1930", until: ".state, main [data-item]" },
    { name: "movie", route: "movies/:id", path: `/movies/${await idOf("movie", "Drishyam")}`, until: ITEMS },
    { name: "book", route: "books/:id", path: `/books/${await idOf("book", "The God of Small Things")}`, until: ITEMS },
    { name: "for-you", route: "for-you", path: "/for-you", until: ITEMS, own: true },
    { name: "shelf", route: "shelf/:tab", path: "/shelf/ratings", until: ITEMS, own: true },
    ...["watchlist", "hidden", "favorites", "seen", "history"].map((tab) => ({ name: `shelf-${tab}`, route: "shelf/:tab", path: `/shelf/${tab}`, until: "main h1", own: true })),
    { name: "start", route: "start", path: "/start", until: "main [data-item], main .start-done", own: true },
    { name: "insights", route: "insights", path: "/insights", until: "main h2", own: true },
    { name: "searches", route: "searches", path: "/searches", until: "main .former, main .state", own: true },
    { name: "profile", route: "profile", path: "/profile", until: "form", own: true },
    { name: "influences", route: "influences", path: "/influences", until: ".influence", own: true },
    { name: "library", route: "library", path: "/library", until: "main h1", own: true },
    { name: "matches", route: "matches", path: "/matches", until: "main h2", own: true },
    { name: "groups", route: "groups", path: "/groups", until: "main .group-link", own: true },
    { name: "group", route: "groups/:id", path: "/groups", via: "main .group-link", until: ITEMS, own: true },
    { name: "group-unknown", route: "groups/:id", path: "/groups/00000000-0000-4000-8000-000000000000", until: ".state", isForGuests: true },
    { name: "join", route: "join/:code", path: "/join/7K2M-9XQP", until: "main .button-primary" },
    { name: "sign-in", route: "sign-in", path: "/sign-in", until: "form.form", isForGuests: true },
    { name: "sign-up", route: "sign-up", path: "/sign-up", until: "form.form", isForGuests: true },
    { name: "forgot-password", route: "forgot-password", path: "/forgot-password", until: "form.form", isForGuests: true },
    { name: "about", route: "about", path: "/about", until: "main h2" },
    { name: "admin", route: "admin/:tab?", path: "/admin", until: ".job", forAdmin: true },
    { name: "admin-counts", route: "admin/:tab?", path: "/admin/counts", until: ".day-bars", forAdmin: true },
    { name: "admin-models", route: "admin/:tab?", path: "/admin/models", until: ".model", forAdmin: true },
    { name: "admin-experiments", route: "admin/:tab?", path: "/admin/experiments", until: ".experiments", forAdmin: true },
    { name: "admin-item", route: "admin/:tab?", path: `/admin/item?id=${await idOf("movie", "Drishyam")}`, until: ".column", forAdmin: true },
    { name: "admin-reader", route: "admin/:tab?", path: "/admin/reader", until: ".reader-form", forAdmin: true },
    { name: "not-found", route: "*", path: "/nowhere", until: ".state" },
  ];
}

const RATED = { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4, Lagaan: 4.5, "The Matrix": 3.5, "The Silence of the Lambs": 2, Sholay: 4.5, Interstellar: 4 };

/** Somebody who may be found and rated the same, but for what `differing` says. */
async function findable(name, differing = {}) {
  const { token } = await newAccount();
  const { person_id: personId } = await ask("/auth/me", { method: "PATCH", token, body: { name, discoverable: true, shares_ratings: true } });
  await rateByApi(token, { ...RATED, ...differing });
  return { token, personId };
}

/** A friend, one who asks, and somebody yet unknown; what they wrote of a film. */
async function fillPeople(token) {
  const { person_id: mine } = await ask("/auth/me", { method: "PATCH", token, body: { discoverable: true, shares_ratings: true } });
  const [friend, asking] = [await findable("Meera"), await findable("Ravi", { "The Matrix": 4.5 }), await findable("Tara")];
  const accept = (whom, by) => ask(`/matches/${whom}/accept`, { method: "POST", token: by });
  for (const { token: theirs } of [friend, asking]) await accept(mine, theirs);
  await accept(friend.personId, token);
  const { items } = await ask(`/search/suggest?${new URLSearchParams({ q: "Drishyam" })}`);
  const film = `movie/${items[0].id}`;
  await ask(`/notes/${film}`, { method: "PUT", token, body: { note: "Watch it again, with Meera." } });
  const reviews = [[friend, "He dug where the new station was being built.", true], [asking, "Slow at first; then I could not look away.", false]];
  for (const [{ token: theirs }, text, has_spoilers] of reviews) await ask(`/reviews/${film}`, { method: "PUT", token: theirs, body: { text, has_spoilers } });
  return friend;
}

/** An account whose lists all have something in them. */
export async function fill(token) {
  const idOf = async (title) => (await ask(`/search/suggest?${new URLSearchParams({ q: title })}`)).items[0].id;
  await rateByApi(token, RATED);
  const marks = [["watchlist_add", "Finding Nemo"], ["watchlist_add", "Snow"], ["hide", "Titanic"], ["favorite", "Eega"], ["seen", "3 Idiots"]];
  await ask("/interactions", { method: "POST", token, body: { interaction_type: "search", query: "tamil thriller after 2015" } });
  for (const [interaction_type, title] of marks) {
    await ask("/interactions", { method: "POST", token, body: { interaction_type, item_id: await idOf(title) } });
  }
  const friend = await fillPeople(token);
  const { code } = await ask("/groups", { method: "POST", token, body: { name: "Friday films" } });
  await ask("/groups/join", { method: "POST", token: friend.token, body: { code } });
  await ask("/groups/join/guest", { method: "POST", body: { code, name: "Grace", liked: [{ item_id: await idOf("Finding Nemo") }] } });
}

/** Open a page and wait until it is whole: its items or its words are there, and no skeleton is. */
export async function openWhole(page, site, { path, via, until }) {
  await page.goto(`${site}/app${path}`);
  if (via) await page.goto(new URL(await page.locator(via).first().getAttribute("href"), `${site}/app/`).href);
  await page.locator(until).first().waitFor({ state: "attached" });
  await page.waitForFunction(() => !document.querySelector(".skeleton, [aria-busy=true]"));
  await page.evaluate(() => document.fonts.ready);
}
