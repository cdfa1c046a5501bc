/** A former search is offered before titles, deleted where it is offered, and all of them from their list. */
import assert from "node:assert/strict";
import { ask, newAccount, open, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  for (const query of ["drishyam with a twist", "drama of a family", "quiet space film"]) {
    await ask("/interactions", { method: "POST", token, body: { interaction_type: "search", query } });
  }
  const history = async () => (await ask("/search/history", { token })).searches.map((one) => one.query);
  const page = await (await reader(account)).newPage();
  await open(page, "/about");
  const box = page.getByRole("combobox");

  await box.fill("dr");
  const options = page.getByRole("option");
  await options.filter({ hasText: "drama of a family" }).waitFor();
  assert.match(await options.nth(0).innerText(), /drama of a family/);
  assert.match(await options.nth(1).innerText(), /drishyam with a twist/);
  await options.nth(0).locator("[data-forget]").click();
  await until(async () => !(await history()).includes("drama of a family"), "the cross deletes it");
  await options.filter({ hasText: "drama of a family" }).waitFor({ state: "detached" });

  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Delete");
  await until(async () => !(await history()).includes("drishyam with a twist"), "the key deletes it");
  assert.deepEqual(await history(), ["quiet space film"]);

  await box.fill("qui");
  await options.filter({ hasText: "quiet space film" }).first().click();
  await page.waitForURL(/\/search\?q=quiet\+space\+film/);

  await open(page, "/searches");
  await page.getByRole("link", { name: "quiet space film" }).waitFor();
  await page.getByRole("button", { name: "Delete all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete all" }).click();
  await page.getByRole("heading", { name: "There are no searches" }).waitFor();
  assert.deepEqual(await history(), []);
});
