/** Without a connection, pages that were never open say so in a sentence, and those that were are still there. */
import { ask, newAccount, open, rateByApi, story } from "../support/story.mjs";

const NO_CONNECTION = [/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/];
const PAGES = ["influences", "insights", "searches", "matches", "groups", "start"];

await story(
  async (reader) => {
    const account = await newAccount();
    const [film] = await rateByApi(account.token, { Drishyam: 5, Eega: 4 });
    const { group_id: groupId } = await ask("/groups", { method: "POST", token: account.token, body: { name: "Friday films" } });
    const context = await reader(account);
    const page = await context.newPage();
    await open(page, `/movies/${film}`);
    await page.getByLabel("What you think of it").waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForTimeout(2500); // what was seen is written after two seconds
    const [other] = await rateByApi(account.token, { Lagaan: 4 });

    await context.setOffline(true);
    for (const name of [...PAGES, `groups/${groupId}`, `movies/${other}`]) {
      await open(page, `/${name}`);
      await page.getByRole("heading", { name: "No connection to the service" }).first().waitFor();
      await page.getByRole("button", { name: "Try again" }).first().waitFor();
    }
    await open(page, `/movies/${film}`);
    await page.getByRole("heading", { level: 1, name: "Drishyam" }).waitFor();
    await page.getByLabel("What you think of it").fill("Every detail counts.");
    await page.getByRole("button", { name: "Publish the review" }).click();
    await page.locator(".toast-error", { hasText: "No connection to the service" }).waitFor();
    await page.getByText("Every detail counts.").first().waitFor(); // what was typed is still there

    await context.setOffline(false);
    await page.getByRole("button", { name: "Publish the review" }).click();
    await page.getByText("Your review is published").waitFor();
    await open(page, "/influences");
    await page.locator(".influence").first().waitFor();
  },
  { expected: NO_CONNECTION },
);
