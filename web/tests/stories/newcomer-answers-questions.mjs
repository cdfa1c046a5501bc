/** A newcomer answers questions until more would tell little; the list that follows has none of what was rated. */
import assert from "node:assert/strict";
import { ask, newAccount, open, shownIds, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const page = await (await reader(account)).newPage();
  await open(page, "/");
  await page.getByRole("link", { name: "Begin", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "What do you like?" }).waitFor();

  const rated = [];
  let unknown;
  for (let n = 0; n < 40 && !(await page.locator(".start-done").count()); n += 1) {
    const question = page.locator(".start-question");
    await question.or(page.locator(".start-done")).first().waitFor();
    if (!(await question.count())) break;
    const id = Number(await question.getAttribute("data-item"));
    assert.ok(!rated.includes(id) && id !== unknown, "nothing is asked twice");
    if (n === 1) {
      unknown = id;
      await question.getByRole("button", { name: /^I don’t know it/ }).click();
    } else {
      rated.push(id);
      await question.getByText("4.5 stars", { exact: true }).locator("..").click();
    }
    await page.waitForFunction((last) => document.querySelector(".start-question")?.dataset.item !== String(last), id);
  }

  await page.getByText(`You rated ${rated.length} titles. More answers would tell little.`).waitFor();
  assert.equal(rated.length, 15);
  await page.locator(".start-done").getByRole("link", { name: "To my list" }).click();
  await page.getByRole("heading", { level: 1, name: "For you" }).waitFor();
  await page.locator("main [data-item]").first().waitFor();
  const predicted = page.locator(".card-predicted", { hasText: /for you/ });
  await predicted.first().waitFor();
  const list = await ask("/recommendations/personalized?fields=card", { token: account.token });
  const stars = list.items.find((one) => one.prediction?.rating).prediction.rating;
  assert.match(await predicted.first().innerText(), new RegExp(`${Math.round(stars * 10) / 10} for you`));

  const { ratings } = await ask("/ratings/my?limit=50", { token: account.token });
  assert.deepEqual(ratings.map((one) => one.item_id).sort(), rated.toSorted());
  const shown = await until(() => shownIds(page), "the list shows something");
  assert.deepEqual(shown.filter((id) => rated.includes(id)), []);
});
