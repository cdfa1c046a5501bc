/** Somebody signs up, rates three, and sees rows that name what was rated, when they ask for them. */
import assert from "node:assert/strict";
import { ask, open, rateOnCard, shownIds, story, tokenOf } from "../support/story.mjs";

await story(async (reader) => {
  const page = await (await reader()).newPage();
  await open(page, "/");
  await page.getByRole("link", { name: "Create an account" }).first().click();
  await page.getByLabel("E-mail").fill(`asha-${Date.now()}@example.com`);
  await page.getByLabel("Password").fill("quiet evenings with a good story");
  await page.getByLabel("Name (optional)").fill("Asha");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByRole("heading", { level: 1, name: "For Asha" }).waitFor({ state: "attached" });
  await page.locator("main [data-item]").first().waitFor();

  const before = await shownIds(page);
  const rated = before.slice(0, 3);
  const titles = [];
  for (const [n, id] of rated.entries()) {
    titles.push(await page.locator(`main [data-item="${id}"] h3`).first().innerText());
    await rateOnCard(page, id, 5 - n / 2);
  }
  assert.deepEqual(await shownIds(page), before, "the rows stay as they are under the reader's hand");
  assert.equal(await page.locator(".badge").first().innerText(), "5");

  const token = await tokenOf(page);
  const { ratings } = await ask("/ratings/my", { token });
  assert.deepEqual(Object.fromEntries(ratings.map((one) => [one.item_id, one.rating])), { [rated[0]]: 5, [rated[1]]: 4.5, [rated[2]]: 4 });

  await page.getByRole("button", { name: "There is a new list: show it" }).click();
  await page.getByText(new RegExp(`Because you .*(${titles.join("|")})`)).first().waitFor();
  const { rows } = await ask("/recommendations/carousels", { token });
  const recommended = rows.find((row) => row.key === "for_you").items.map((item) => item.id);
  assert.deepEqual(recommended.filter((id) => rated.includes(id)), []);
  assert.deepEqual((await shownIds(page)).slice(0, recommended.length), recommended);
});
