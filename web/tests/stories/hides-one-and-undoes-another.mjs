/** A reader hides one and never meets it again; another was a slip, and is taken back. */
import assert from "node:assert/strict";
import { ask, cardOf, newAccount, open, rateByApi, shownIds, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  await rateByApi(token, { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4 });
  const page = await (await reader(account)).newPage();
  await open(page, "/for-you");
  await page.locator("main [data-item]").first().waitFor();
  const [hidden, slip] = await shownIds(page);

  await cardOf(page, hidden).getByRole("button", { name: /^Not interested/ }).click();
  await cardOf(page, hidden).getByText("Show again").waitFor();
  await cardOf(page, slip).getByRole("button", { name: /^Not interested/ }).click();
  await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
  await cardOf(page, slip).getByRole("button", { name: /^Not interested/ }).waitFor();
  await until(async () => {
    const { items } = await ask("/hidden", { token });
    return items.length === 1 && items[0].id === hidden;
  }, "the API hides the one, and not the other");

  await page.getByRole("button", { name: "There is a new list: show it" }).click();
  await until(async () => !(await shownIds(page)).includes(hidden), "the new list is without it");
  for (const path of ["/", "/for-you?type=movie", "/for-you"]) {
    await open(page, path);
    await page.locator("main [data-item]").first().waitFor();
    assert.ok(!(await shownIds(page)).includes(hidden), path);
  }
  let list = await ask("/recommendations/personalized", { token });
  for (let batch = 2; ; batch++) {
    assert.ok(!list.items.some((item) => item.id === hidden), `batch ${batch - 1}`);
    if (list.exhausted) break;
    list = await ask(`/recommendations/next?recommendation_id=${list.recommendation_id}&batch=${batch}`, { token });
  }
});
