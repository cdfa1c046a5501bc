/** A reader loses the connection, rates, closes the tab, opens it again, and comes back: the API has it all, once. */
import assert from "node:assert/strict";
import { ask, cardOf, newAccount, open, rateOnCard, shownIds, story, until } from "../support/story.mjs";

const NO_CONNECTION = [/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/];

/** Whether an answer that a page keeps for later has this text. */
const keeps = (page, text) =>
  page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        const opening = indexedDB.open("cinelibre-seen");
        opening.addEventListener("success", () => {
          const reading = opening.result.transaction("answers").objectStore("answers").getAll();
          reading.addEventListener("success", () => resolve(reading.result.some((one) => one.json.includes(wanted))));
          opening.result.close();
        });
      }),
    text,
  );

await story(
  async (reader) => {
    const account = await newAccount();
    const context = await reader(account);
    const first = await context.newPage();
    await open(first, "/");
    await first.locator("main [data-item]").first().waitFor();
    await first.evaluate(() => navigator.serviceWorker.ready);
    const [id] = await shownIds(first);
    await until(() => keeps(first, `"id":${id},`), "what is seen is kept");

    await context.setOffline(true);
    await rateOnCard(first, id, 4.5);
    await cardOf(first, id).getByRole("button", { name: /^Save / }).click();
    await first.getByText("2 ratings and marks wait to be sent.").waitFor();
    assert.equal((await ask("/ratings/my", { token: account.token })).total, 0);
    await until(() => keeps(first, '"rating":4.5'), "what was done is kept");
    await first.close();

    // Still without a connection, in a new tab: what was seen and done is shown.
    const second = await context.newPage();
    await open(second, "/");
    await second.getByText("2 ratings and marks wait to be sent.").waitFor();
    await cardOf(second, id).locator(".badge", { hasText: "4.5" }).waitFor();
    await second.close();

    await context.setOffline(false);
    const tabs = [await context.newPage(), await context.newPage()];
    await Promise.all(tabs.map((tab) => open(tab, "/")));
    await until(async () => (await ask("/ratings/my", { token: account.token })).total === 1, "the rating arrives");
    for (const tab of tabs) await until(async () => (await tab.getByText("to be sent.").count()) === 0, "nothing waits");

    // What a reader looks at goes the same way, and the time they took.
    await open(tabs[0], `/movies/${id}`);
    await tabs[0].locator(`main h1`).waitFor();
    await tabs[0].waitForTimeout(1100); // less than a second is not told
    await tabs[0].close({ runBeforeUnload: true }); // as a reader does; else the page may be killed before it can tell
    const told = async (type) => (await ask("/library/export", { token: account.token })).interactions.filter((one) => one.interaction_type === type);
    for (const type of ["view", "dwell"]) await until(async () => (await told(type)).length === 1, `a ${type} arrives`);
    assert.deepEqual([(await told("rate")).length, (await told("watchlist_add")).length], [1, 1]);
    assert.ok((await told("impression")).length > 0, "what was seen is known");

    const { ratings } = await ask("/library/export", { token: account.token });
    assert.deepEqual(ratings.map((one) => one.rating), [4.5]);
    assert.equal((await ask("/watchlist", { token: account.token })).items[0].id, id);
  },
  { expected: NO_CONNECTION },
);
