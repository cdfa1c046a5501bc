/** A reader mutes what moves their list, and it is another list; taken back, it counts again. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, shownIds, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  await rateByApi(token, { Drishyam: 5, Eega: 5, "Pather Panchali": 2, Sholay: 1.5 });
  const page = await (await reader(account)).newPage();
  const listNow = async () => {
    await open(page, "/for-you");
    await page.locator("main [data-item]").first().waitFor();
    return shownIds(page);
  };
  const before = await listNow();
  const weightOf = async () => (await ask("/me/influences", { token })).items.find(({ item }) => item.title === "Drishyam").weight;

  await page.getByRole("link", { name: "What moves your lists" }).click();
  const row = page.locator(".influence", { has: page.getByRole("link", { name: "Drishyam", exact: true }) });
  await row.waitFor();
  const bar = row.locator(".bar");
  assert.ok((await bar.boundingBox()).height >= 3, "what it adds is drawn, also where no other page was open before");
  await row.getByText("Off", { exact: true }).locator("..").click();
  await page.getByText("The next list follows").first().waitFor();
  await until(async () => (await weightOf()) === 0, "the API has it");

  const muted = await listNow();
  assert.notDeepEqual(muted, before);
  assert.equal(await page.getByText(/Drishyam/).count(), 0, "nothing is there because of it");

  await open(page, "/influences");
  await row.getByText("Normal", { exact: true }).locator("..").click();
  await until(async () => (await weightOf()) === 1, "it counts again");
});
