/** A newcomer's insights say what to do; once something was rated, they show it. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, story } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const page = await (await reader(account)).newPage();
  await open(page, "/insights");
  await page.getByRole("heading", { name: "There is nothing to tell yet" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Begin", exact: true }).getAttribute("href"), "/app/start");

  await rateByApi(account.token, { Drishyam: 5, Eega: 5, Lagaan: 4, "The Matrix": 2 });
  await page.reload();

  await page.getByText("You gave 4 ratings, 4 on average.").waitFor();
  const row = (name) => page.getByRole("table", { name: "Your stars" }).getByRole("row", { name });
  assert.deepEqual(await row(/^5 stars/).getByRole("cell").first().innerText(), "50%");
  await page.getByText("4 ratings this month; 0 in the whole of last month").waitFor();

  const told = await ask("/insights/me", { token: account.token });
  const liked = told.genre_preferences.toSorted((a, b) => b.weight - a.weight)[0];
  await page.getByRole("table", { name: "What you like" }).getByRole("rowheader", { name: liked.label, exact: true }).waitFor();
});
