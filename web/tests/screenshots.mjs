/** Pictures of every page, and of a film's reviews, at 375 and 1280 px, light and dark, as a reader sees it who has rated: docs/screenshots/.
 *
 * Names of pages as arguments: these alone. The operator's pages need the account that `operator` in support/story.mjs names.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { allPages, fill, openWhole } from "./support/pages.mjs";
import { newAccount, operator, SITE, story } from "./support/story.mjs";

const FOLDER = new URL("../../docs/screenshots/", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const HEIGHTS = { 375: 812, 1280: 800 };

mkdirSync(FOLDER, { recursive: true });
await story(async (reader) => {
  const account = await newAccount();
  await fill(account.token);
  const operating = await operator();
  const pages = await allPages();
  pages.push({ ...pages.find(({ name }) => name === "movie"), name: "opinions", at: ".opinions" });
  for (const [width, height] of Object.entries(HEIGHTS)) {
    for (const colorScheme of ["light", "dark"]) {
      const options = { viewport: { width: Number(width), height }, colorScheme };
      const [guest, own, admin] = [await reader(null, options), await reader(account, options), operating && (await reader(operating, options))];
      for (const one of pages) {
        if (wanted.length > 0 && !wanted.includes(one.name)) continue;
        const context = one.forAdmin ? admin : one.isForGuests ? guest : own;
        if (!context) continue; // this service has no such operator
        const page = await context.newPage();
        await openWhole(page, SITE, one);
        if (one.at) await page.locator(one.at).evaluate((part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 90)); // below the header
        await page.screenshot({ path: `${FOLDER}${one.name}-${width}-${colorScheme}.jpg`, type: "jpeg", quality: 72, animations: "disabled" });
        await page.close();
      }
      await Promise.all([guest, own, admin].map((context) => context?.close()));
    }
  }
  console.log(execFileSync("du", ["-sh", FOLDER], { encoding: "utf8" }));
});
