/** A reader takes everything along, and deletes the account: after a wrong password nothing, after the right one all. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { answer, newAccount, open, rateByApi, story, until } from "../support/story.mjs";

await story(
  async (reader) => {
    const account = await newAccount();
    await rateByApi(account.token, { Drishyam: 5, Eega: 4 });
    const page = await (await reader(account)).newPage();

    await open(page, "/library");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the export" }).click()]);
    const library = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.equal(library.format, "cinelibre-library");
    assert.deepEqual(library.ratings.map((one) => one.rating).sort(), [4, 5]);
    assert.deepEqual(library.ratings.map((one) => one.item.title).sort(), ["Drishyam", "Eega"]);

    await open(page, "/profile");
    await page.getByRole("button", { name: "Delete the account" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Current password").fill("not this one at all");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await dialog.getByRole("alert").waitFor();
    assert.equal((await answer("/auth/me", { token: account.token }))[0], 200);

    await dialog.getByLabel("Current password").fill(account.password);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("link", { name: "Sign in" }).first().waitFor();
    await until(async () => (await answer("/auth/me", { token: account.token }))[0] === 401, "the token opens nothing");
    const again = await answer("/auth/login", { method: "POST", body: { email: account.email, password: account.password } });
    assert.deepEqual([again[0], again[1].error], [401, "invalid_credentials"]);
    assert.equal(await page.evaluate(() => localStorage.getItem("cinelibre.session")), null);
  },
  { expected: [/status of 401/] },
);
