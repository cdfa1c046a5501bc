/** Feedback on a card takes its title off the list at once; it can be taken back; the next list follows it. */
import assert from "node:assert/strict";
import { ask, cardOf, newAccount, open, rateByApi, shownIds, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  await rateByApi(token, { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4, Lagaan: 1 });
  const page = await (await reader(account)).newPage();
  await open(page, "/for-you");
  await page.locator("main [data-item]").first().waitFor();
  const [first, second, third, fourth] = await shownIds(page);
  const say = async (id, kind) => {
    await cardOf(page, id).getByRole("button", { name: /^What do you think of / }).click();
    await cardOf(page, id).getByRole("button", { name: kind, exact: true }).click();
  };
  const kinds = async () => (await ask("/feedback", { token })).feedback.map((one) => [one.item_id, one.kind]).toReversed();

  await say(first, "Not for me");
  await page.getByText(/ is off your list\. Thank you/).waitFor();
  assert.equal(await cardOf(page, first).count(), 0, "it is gone at once");
  await until(() => page.evaluate((id) => document.activeElement?.closest(`[data-item="${id}"]`) !== null, second), "the focus is on the next title");
  assert.deepEqual(await kinds(), [[first, "not_for_me"]]);
  await page.getByRole("button", { name: "Undo" }).click();
  await cardOf(page, first).waitFor();
  await page.getByText(/ is back on your list$/).waitFor();
  assert.deepEqual(await kinds(), []);
  assert.equal((await ask("/hidden", { token })).total, 0, "nothing is hidden any more");

  await say(first, "Not for me");
  await say(second, /^(Seen|Read) already$/);
  await say(third, "Wrong reason");
  await say(fourth, "Helpful");
  await until(async () => (await kinds()).length === 4, "all is kept");
  assert.deepEqual(await kinds(), [[first, "not_for_me"], [second, "already_seen"], [third, "wrong_reason"], [fourth, "helpful"]]);
  assert.deepEqual([await cardOf(page, first).count(), await cardOf(page, second).count()], [0, 0]);
  assert.ok((await cardOf(page, third).count()) && (await cardOf(page, fourth).count()), "what is merely wrongly reasoned, or helpful, stays");

  await page.getByRole("button", { name: "There is a new list: show it" }).click();
  await until(async () => !(await page.getByRole("button", { name: "There is a new list: show it" }).count()), "the new list is there");
  await page.reload();
  await page.locator("main [data-item]").first().waitFor();
  const now = await shownIds(page);
  assert.deepEqual([first, second].filter((id) => now.includes(id)), []);

  // On an item's page the same can be said.
  const link = cardOf(page, now[0]).getByRole("heading").getByRole("link");
  await link.click();
  await page.getByRole("group", { name: "Was this a good suggestion?" }).getByRole("button", { name: "Wrong reason" }).click();
  await until(async () => (await kinds()).at(-1).join() === `${now[0]},wrong_reason`, "it is kept, too");
});
