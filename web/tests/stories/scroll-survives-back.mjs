/** Back leads to the same place of a long page, on the catalogue as on the front page. */
import { open, story, until } from "../support/story.mjs";

await story(async (reader) => {
  const page = await (await reader(null, { viewport: { width: 375, height: 812 } })).newPage();
  for (const path of ["/search", "/"]) {
    await open(page, path);
    await page.locator("main [data-item]").nth(25).waitFor();
    const link = page.locator("main [data-item] h3 a").nth(24);
    await link.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await link.click();
    await until(async () => /\/(movies|books)\/\d+$/.test(page.url()) && (await page.evaluate(() => scrollY)) === 0, "the item's page begins at its top");
    await page.goBack();
    await until(async () => Math.abs((await page.evaluate(() => scrollY)) - before) <= 2, `Back comes to ${before} px of ${path}`);
  }
});
