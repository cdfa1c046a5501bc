/** What a reader does elsewhere shows as a notice; the list on the screen stays until they want the new one. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateByApi, shownIds, story, until } from "../support/story.mjs";

const NOTICE = { name: "There is a new list: show it" };

await story(async (reader) => {
  const account = await newAccount();
  const { token } = account;
  await rateByApi(token, { Drishyam: 5, Eega: 4.5, Lagaan: 1 });
  const context = await reader(account);
  for (const path of ["/for-you", "/"]) {
    const page = await context.newPage();
    const listening = page.waitForRequest((request) => request.url().includes("/live?ticket="));
    await open(page, path);
    await page.locator("main [data-item]").first().waitFor();
    assert.ok(!(await listening).url().includes(token), "the token stands in no address");
    const [first] = await shownIds(page);
    assert.equal(await page.getByRole("button", NOTICE).count(), 0);

    const { item_type: type } = await ask(`/items/${first}`);
    // The page listens by now or soon: until it does, what happens is told when it comes.
    await until(async () => {
      await ask(`/hidden/${type}/${first}`, { method: "PUT", token });
      if (await page.getByRole("button", NOTICE).count()) return true;
      await ask(`/hidden/${type}/${first}`, { method: "DELETE", token });
      return false;
    }, "the notice is there");
    await ask(`/hidden/${type}/${first}`, { method: "PUT", token });
    assert.ok((await shownIds(page)).includes(first), "the list stays until the reader wants the new one");

    await page.getByRole("button", NOTICE).click();
    await until(async () => !(await shownIds(page)).includes(first), "the new one is without it");
    await page.close();
  }
});
