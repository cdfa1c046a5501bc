/** A reader takes everything along, then deletes the account: nothing of it answers any more. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { answer, newAccount, open, rateByApi, story } from "../support/story.mjs";

await story(async (reader) => {
  const account = await newAccount();
  await rateByApi(account.token, { Drishyam: 5, Eega: 4.5 });
  const page = await (await reader(account)).newPage();
  await open(page, "/library");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the export" }).click();
  const exported = JSON.parse(readFileSync(await (await download).path(), "utf8"));
  assert.deepEqual(exported.ratings.map((one) => one.rating).sort(), [4.5, 5]);

  await open(page, "/profile");
  await page.getByRole("button", { name: "Delete the account" }).click();
  const question = page.getByRole("dialog", { name: "Delete your account?" });
  await question.getByLabel("Current password").fill(account.password);
  await question.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("The account and everything of it is deleted").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("cinelibre.session")), null);

  assert.equal((await answer("/auth/me", { token: account.token }))[0], 401);
  const login = { method: "POST", body: { email: account.email, password: account.password } };
  assert.equal((await answer("/auth/login", login))[0], 401);
});
