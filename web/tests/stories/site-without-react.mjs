/** The tracking module on a page of plain HTML: what is seen, followed, searched and rated arrives; it says what changed. */
import assert from "node:assert/strict";
import { ask, newAccount, SITE, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const page = await (await reader()).newPage();
  await page.goto(`${SITE}/app/tracking-example.html`);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const entry = page.locator("[data-cinelibre-item]").first();
  const id = Number(await entry.getAttribute("data-cinelibre-item"));

  await entry.getByRole("button", { name: "4 stars" }).dblclick(); // counts once
  await page.getByLabel("Words").fill("ghosts in a lighthouse");
  await page.getByRole("button", { name: "load the list again" }).waitFor();
  assert.equal((await ask("/ratings/my", { token: account.token })).ratings[0].rating, 4);
  await page.getByText(/Sent: .*"search"/).waitFor();
  await page.getByText(/Sent: .*"impression"/).waitFor();
  await entry.getByRole("link").click();
  await page.waitForURL(/\/(movies|books)\//);

  const told = async () => (await ask("/library/export", { token: account.token })).interactions;
  await until(async () => (await told()).some((one) => one.interaction_type === "recommendation_click"), "the click arrives, though the page went away");
  const types = (await told()).map((one) => one.interaction_type);
  assert.deepEqual([types.filter((type) => type === "rate").length, types.filter((type) => type === "search").length], [1, 1]);
  const click = (await told()).find((one) => one.interaction_type === "recommendation_click");
  assert.deepEqual([click.item.id ?? click.item_id, click.context.place], [id, 1]);
  assert.equal((await ask(`/recommendations/personalized`, { token: account.token })).items.some((one) => one.id === id), false);
});
