/** A guest finds a film by describing it, and is told what an account is for. */
import assert from "node:assert/strict";
import { ask, open, story } from "../support/story.mjs";

const ASKED = "a murdered man comes back as a fly";

await story(async (reader) => {
  const page = await (await reader()).newPage();
  await open(page, "/");
  await page.getByRole("combobox", { name: "Search for films and books" }).fill(ASKED);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: ASKED }).waitFor();
  await page.locator("article[data-item] h3 a").first().click();
  await page.getByRole("heading", { level: 1, name: "Eega" }).waitFor();

  const found = await ask(`/search?${new URLSearchParams({ q: ASKED })}`);
  assert.equal(found.items[0].title, "Eega");
  assert.ok(page.url().endsWith(`/app/movies/${found.items[0].id}`), page.url());
  assert.match(await page.title(), /^Eega · /);

  await page.getByRole("link", { name: "Sign in to rate and save it" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});
