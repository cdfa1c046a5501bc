/** Incognito, nothing that a reader looks at or searches for is kept, on the service or on the device; a rating is. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, SITE, story, until } from "../support/story.mjs";

/** All that this device keeps of answers, as one text. */
const keptHere = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open("cinelibre-seen");
        opening.addEventListener("success", () => {
          const asking = opening.result.transaction("answers").objectStore("answers").getAll();
          asking.addEventListener("success", () => resolve(asking.result.map((one) => one.hash + one.json).join("\n")));
          opening.result.close();
        });
      }),
  );

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  const [known] = await rateByApi(token, { Drishyam: 5 });
  const { items } = await ask(`/search/suggest?${new URLSearchParams({ q: "Interstellar" })}`);
  const page = await (await reader(account)).newPage();
  await open(page, `/movies/${known}`);
  await until(async () => (await keptHere(page)).includes("Drishyam"), "what is seen is kept");
  const told = async () => (await ask("/library/export", { token })).interactions.map((one) => one.interaction_type);
  await until(async () => (await told()).includes("view"), "a view is recorded");
  const before = await told();

  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("checkbox", { name: /^Incognito/ }).check();
  await page.getByText("Incognito: what you look at is not kept.").waitFor();
  await page.keyboard.press("Escape");
  await open(page, `/movies/${items[0].id}`);
  await page.getByRole("heading", { level: 1, name: "Interstellar" }).waitFor();
  await page.getByRole("combobox").first().fill("ghosts in a lighthouse");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search/);
  await page.locator("main h1").waitFor();
  await open(page, "/for-you");
  await page.locator("main [data-item]").first().waitFor();
  assert.equal(await page.locator("main [data-list]").count(), 0, "no list is kept, so there is none to name");
  await open(page, `/movies/${items[0].id}`);
  const stars = page.locator("main .item-actions .stars").getByText("4 stars", { exact: true });
  await stars.locator("..").click();
  await page.getByText("You gave Interstellar 4 stars").waitFor();
  await page.waitForTimeout(2500); // what would be kept is written after two seconds

  assert.ok(!(await keptHere(page)).includes("Interstellar"), "nothing of it is on the device");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("checkbox", { name: /^Incognito/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.locator("main").getByRole("button", { name: "Save for later" }).click();
  await page.getByText("Saved Interstellar for later").waitFor();
  await page.waitForTimeout(2500);
  assert.ok(!(await keptHere(page)).includes("lighthouse"), "nor after it");
  assert.deepEqual((await told()).filter((type) => !["rate", "watchlist_add"].includes(type)).sort(), before.filter((type) => type !== "rate").sort());
  assert.equal((await told()).filter((type) => type === "rate").length, 2, "a rating is meant to last");
  assert.equal((await ask("/search/history", { token })).total, 0);

  // A site of one's own has the same by the tracking module.
  const site = await (await reader()).newPage();
  await site.goto(`${SITE}/app/tracking-example.html`);
  await site.getByLabel("Incognito").check();
  await site.getByLabel("E-mail").fill(account.email);
  await site.getByLabel("Password").fill(account.password);
  await site.getByRole("button", { name: "Sign in" }).click();
  const entry = site.locator("[data-cinelibre-item]").first();
  await site.getByLabel("Words").fill("ghosts in a lighthouse");
  await entry.waitFor();
  await site.waitForTimeout(2000); // an impression takes a second, a search a second and a half
  await entry.getByRole("button", { name: "4 stars" }).click();
  await site.getByText(/Sent: .*"rate"/).waitFor();
  await site.getByRole("button", { name: "Ask for them" }).click();
  await site.getByText("engagement_score").waitFor();
  assert.equal(await site.getByText(/Sent: .*"(search|impression)"/).count(), 0);
});
