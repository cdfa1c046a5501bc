/** The service ends and comes back: pages say so, and go on where they were. */
import { director, newAccount, open, story } from "../support/story.mjs";

await story(
  async (reader) => {
    const account = await newAccount();
    const page = await (await reader(account)).newPage();
    await open(page, "/search");
    await page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link", { name: "Home" }).click();
    await page.locator("h1", { hasText: /^For / }).waitFor({ state: "attached" }); // the items before it are of the search
    await page.locator("main [data-item]").first().waitFor();

    await director("stop");
    await page.locator("main [data-item] h3 a").first().waitFor(); // what was seen before is still there
    await page.getByRole("combobox").fill("satyajit ray");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "No connection to the service" }).waitFor();

    await director("start");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("main [data-item]").first().waitFor();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  },
  { expected: [/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|status of 503/] },
);
