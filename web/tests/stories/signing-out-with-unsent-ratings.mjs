/** Signing out forgets everything on the device: unsent ratings are asked about first, and the next account sees nothing. */
import assert from "node:assert/strict";
import { ask, newAccount, open, rateOnCard, shownIds, story, until } from "../support/story.mjs";

const leave = async (page) => {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
};

await story(
  async (reader) => {
    const [asha, bela] = [await newAccount(), await newAccount()];
    const context = await reader(asha);
    const [page, other] = [await context.newPage(), await context.newPage()];
    for (const tab of [page, other]) await open(tab, "/");
    await page.locator("main [data-item]").first().waitFor();
    const [id] = await shownIds(page);
    await context.setOffline(true);
    await rateOnCard(page, id, 2);
    await page.getByText("1 rating or mark waits to be sent.").waitFor();

    await leave(page);
    await page.getByRole("dialog").getByText("1 rating or mark could not be sent yet").waitFor();
    await page.getByRole("button", { name: "Stay signed in" }).click();
    await page.getByText("1 rating or mark waits to be sent.").waitFor();
    await leave(page);
    await page.getByRole("button", { name: "Sign out and lose it" }).click();
    await page.getByRole("link", { name: "Sign in" }).first().waitFor();
    await other.getByRole("link", { name: "Sign in" }).first().waitFor();
    const left = await page.evaluate(async () => {
      const rowsOf = (name, store) =>
        new Promise((resolve) => {
          const opening = indexedDB.open(name);
          opening.addEventListener("success", () => {
            const asking = opening.result.transaction(store).objectStore(store).getAll();
            asking.addEventListener("success", () => resolve(asking.result));
          });
        });
      return [await rowsOf("cinelibre", "events"), (await rowsOf("cinelibre-seen", "answers")).filter((one) => one.userId !== null), localStorage.getItem("cinelibre.session")];
    });
    assert.deepEqual(left, [[], [], null]);

    await context.setOffline(false);
    await open(page, "/sign-in");
    await page.getByLabel("E-mail").fill(bela.email);
    await page.getByLabel("Password").fill(bela.password);
    await page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Your account" }).waitFor();
    await until(async () => (await other.getByRole("link", { name: "Sign in" }).count()) === 0, "the other tab follows");
    for (const { token } of [asha, bela]) {
      const answer = await ask("/ratings/my", { token }).catch(() => ({ total: 0 })); // Asha's token may have ended
      assert.equal(answer.total, 0);
    }
  },
  { expected: [/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/] },
);
