/** A search is understood as chips; without one of them it finds more. */
import assert from "node:assert/strict";
import { ask, open, shownIds, story, until } from "../support/story.mjs";

const ASKED = "tamil thriller after 2015 not horror";

await story(async (reader) => {
  const page = await (await reader()).newPage();
  await open(page, `/search?${new URLSearchParams({ q: ASKED })}`);
  const chips = page.getByRole("group", { name: "Understood as" }).getByRole("button");
  await chips.first().waitFor();
  assert.deepEqual(await chips.allInnerTexts(), ["Tamil", "Thriller", "from 2016", "not Horror"]);

  const query = (more = {}) => new URLSearchParams({ q: ASKED, limit: "40", ...more });
  const strict = await ask(`/search?${query()}`);
  assert.deepEqual(await shownIds(page), strict.items.map((item) => item.id));
  assert.ok(strict.items.every((item) => item.language === "ta"));

  await page.getByRole("button", { name: "Tamil: take away" }).click();
  const wider = await ask(`/search?${query({ ignore: "languages:ta" })}`);
  const ids = wider.items.map((item) => item.id);
  assert.ok(wider.items.some((item) => item.language !== "ta"));
  await until(async () => JSON.stringify(await shownIds(page)) === JSON.stringify(ids), "the page has what the API finds without it");
  assert.deepEqual(await chips.allInnerTexts(), ["Thriller", "from 2016", "not Horror"]);

  await page.reload();
  await chips.first().waitFor();
  assert.equal(await chips.count(), 3, "the address keeps it");
  await page.goBack();
  await until(async () => (await chips.count()) === 4, "Back brings the chip back");
});
