/** A session that ends elsewhere asks to sign in, and leads back to where the reader was. */
import assert from "node:assert/strict";
import { answer, ask, newAccount, open, rateByApi, shownIds, story, tokenOf, cardOf } from "../support/story.mjs";

await story(
  async (reader) => {
    const account = await newAccount();
    await rateByApi(account.token, { Drishyam: 5, Eega: 4.5, "Pather Panchali": 4 });
    const page = await (await reader(account)).newPage();
    await open(page, "/for-you?type=movie");
    await page.locator("main [data-item]").first().waitFor();
    await ask("/auth/logout?all=true", { method: "POST", token: account.token });

    const [id] = await shownIds(page);
    await cardOf(page, id).getByRole("button", { name: /^Save / }).click();
    await page.getByText("Your session has ended").waitFor();
    assert.equal(await tokenOf(page), undefined, "the dead token is forgotten");
    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/app/for-you?type=movie");
    await page.locator("main [data-item]").first().waitFor();

    const token = await tokenOf(page);
    assert.notEqual(token, account.token);
    assert.equal((await ask("/auth/me", { token })).email, account.email);
    assert.equal((await answer("/auth/me", { token: account.token }))[0], 401);
  },
  { expected: [/status of 401/] },
);
