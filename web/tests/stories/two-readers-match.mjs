/** Two readers let themselves be found, match without names, accept each other, and then see names and ratings. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, story, until } from "../support/story.mjs";

const STARS = { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4, Lagaan: 1, "The Matrix": 2, Interstellar: 4.5, "Finding Nemo": 1.5, Sholay: 5 };

await story(async (reader) => {
  const [one, other] = [await newAccount(), await newAccount()];
  await ask("/auth/me", { method: "PATCH", token: other.token, body: { name: "Meera", discoverable: true, shares_ratings: true } });
  for (const { token } of [one, other]) await rateByApi(token, STARS);

  const page = await (await reader(one)).newPage();
  await open(page, "/matches");
  await page.getByText("never your name, your e-mail, or the whole of your ratings").waitFor();
  await page.getByRole("button", { name: "Let me be found" }).click();
  const match = page.locator(`.match[data-person="${(await ask("/auth/me", { token: other.token })).person_id}"]`);
  await match.getByRole("heading", { name: "Somebody with your taste" }).waitFor();
  assert.equal(await page.getByText("Meera").count(), 0, "no name before both accept");
  await match.getByRole("button", { name: "Get to know each other" }).click();
  await page.getByText("You asked. When they accept, you see each other's names.").waitFor();

  const theirs = await (await reader(other)).newPage();
  await open(theirs, "/matches");
  await theirs.getByText("Wants to know you").waitFor();
  await theirs.locator(".match", { hasText: "Wants to know you" }).getByRole("button", { name: "Accept", exact: true }).click();
  await theirs.locator(".friend-list").getByText("Asha", { exact: true }).waitFor();
  await until(async () => (await ask("/friends", { token: one.token })).friends.map(({ name }) => name).join() === "Meera", "they are friends");

  await page.reload();
  await page.locator(".friend-list").getByText("Meera", { exact: true }).waitFor();
  await page.getByText("Share your ratings to read those of Meera.").waitFor();
  await page.getByRole("checkbox", { name: /^Share my ratings/ }).click();
  await page.getByRole("button", { name: "Show the ratings of Meera" }).click();
  await page.locator(".friend-ratings").getByText("Drishyam").waitFor();
  assert.equal(await page.locator(".friend-ratings li").count(), Object.keys(STARS).length);

  await theirs.getByRole("button", { name: /^End the friendship/ }).click();
  await theirs.getByRole("dialog").getByRole("button", { name: "No" }).click();
  assert.equal((await ask("/friends", { token: one.token })).friends.length, 1, "a no ends nothing");
  await theirs.getByRole("button", { name: /^End the friendship/ }).click();
  await theirs.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await theirs.getByText("You and Asha are not friends any more").waitFor();
  assert.deepEqual((await ask("/friends", { token: one.token })).friends, []);
});
