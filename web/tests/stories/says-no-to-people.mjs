/** A reader declines one match, reports and blocks another, and takes the block back. A no to the question changes nothing. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, story, until } from "../support/story.mjs";

const STARS = { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4, Lagaan: 1, "The Matrix": 2, Interstellar: 4.5, "Finding Nemo": 1.5, Sholay: 5 };

await story(async (reader) => {
  const [me, declined, blocked] = [await newAccount(), await newAccount(), await newAccount()];
  for (const { token } of [me, declined, blocked]) {
    await ask("/auth/me", { method: "PATCH", token, body: { discoverable: true } });
    await rateByApi(token, STARS);
  }
  const idOf = async ({ token }) => (await ask("/auth/me", { token })).person_id;
  const offered = async () => (await ask("/matches", { token: me.token })).matches.map((one) => one.person_id);
  const page = await (await reader(me)).newPage();
  await open(page, "/matches");
  const card = async (whom) => page.locator(`.match[data-person="${await idOf(whom)}"]`);

  const first = await card(declined);
  await first.getByRole("button", { name: "Not for me" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "No", exact: true }).click();
  assert.ok((await offered()).includes(await idOf(declined)), "a no declines nobody");
  await first.getByRole("button", { name: "Not for me" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Not for me" }).click();
  await page.getByText("You are not offered to each other any more").waitFor();
  await first.waitFor({ state: "detached" });
  assert.ok(!(await offered()).includes(await idOf(declined)));

  const second = await card(blocked);
  await second.getByRole("button", { name: /^More on / }).click();
  await second.getByLabel("Why should the operator look at them?").fill("They sell something.");
  await second.getByRole("button", { name: "Send the report" }).click();
  await page.getByText("The report is with whoever runs this service").first().waitFor();
  await second.getByRole("button", { name: "Block", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await second.waitFor({ state: "detached" });
  const list = async () => (await ask("/matches/blocked", { token: me.token })).blocked.map((one) => one.person_id);
  assert.deepEqual(await list(), [await idOf(blocked)]);
  const mine = await idOf(me);
  assert.ok(!(await ask("/matches", { token: blocked.token })).matches.some((one) => one.person_id === mine), "who blocks is gone for the other, too");
  await page.getByRole("button", { name: "Unblock" }).click();
  await page.getByText("They are not blocked any more").waitFor();
  await until(async () => (await list()).length === 0, "nobody is blocked");
});
