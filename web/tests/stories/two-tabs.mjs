/** Two tabs of one reader: a rating is seen by both, and so is signing out. */
import assert from "node:assert/strict";
import { ask, newAccount, open, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  const { items } = await ask("/search/suggest?q=Drishyam");
  const path = `/movies/${items[0].id}`;
  const context = await reader(account);
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const tab of [one, other]) await open(tab, path);

  await one.getByText("4.5 stars", { exact: true }).locator("..").click();
  await until(async () => (await other.getByRole("radio", { name: "4.5 stars" }).isChecked()), "the other tab shows the stars");
  const rated = await ask("/ratings/my", { token: account.token });
  assert.deepEqual(rated.ratings.map(({ item_id, rating }) => [item_id, rating]), [[items[0].id, 4.5]]);

  await one.getByRole("button", { name: "Your account" }).click();
  await one.getByRole("button", { name: "Sign out" }).click();
  await other.getByRole("link", { name: "Sign in to rate and save it" }).waitFor();
  assert.equal(await other.getByRole("radio").count(), 0, "what the account said is gone");
  await until(async () => (await fetch(`${process.env["CINELIBRE_URL"]}/auth/me`, { headers: { Authorization: `Bearer ${account.token}` } })).status === 401, "the token has ended");
});
