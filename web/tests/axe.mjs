/** Every page by axe in both themes at 320 and 1280 px, for guests, a reader and the operator; no page is wider than its window.
 *
 * Prints the largest paint and the layout shift of each, which must be at most 0.1. Part n of m pages by PART=n/m.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { allPages, fill, openWhole } from "./support/pages.mjs";
import { newAccount, operator, SITE, story } from "./support/story.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MOST_SHIFT = 0.1;
const WIDTHS = [320, 375, 768, 1280, 1920];

/** Measures paints and shifts from the start of a page. */
function measure() {
  window.measured = { paint: 0, shift: 0 };
  new PerformanceObserver((list) => (window.measured.paint = list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

const [part, parts] = (process.env["PART"] ?? "0/1").split("/").map(Number);

await story(
  async (reader) => {
    const account = await newAccount();
    await fill(account.token);
    const faults = [];
    const pages = (await allPages()).filter((_, n) => n % parts === part);
    const accounts = { guest: null, reader: account, admin: await operator() };
    assert.ok(accounts.admin, "the tests' database has an operator");
    const isFor = {
      guest: ({ own, forAdmin }) => !own && !forAdmin,
      reader: ({ isForGuests, forAdmin }) => !isForGuests && !forAdmin,
      admin: ({ forAdmin }) => forAdmin,
    };
    for (const who of Object.keys(accounts)) {
      for (const width of [320, 1280]) {
        const context = await reader(accounts[who], { viewport: { width, height: 900 } });
        await context.addInitScript(measure);
        const page = await context.newPage();
        for (const one of pages.filter(isFor[who])) {
          const where = `${one.name}, ${who}, ${width} px`;
          await openWhole(page, SITE, one);
          const { paint, shift } = await page.evaluate(() => window.measured);
          console.log(`${where}: largest paint ${Math.round(paint)} ms, layout shift ${shift.toFixed(3)}`);
          if (shift > MOST_SHIFT) faults.push(`${where}: layout shift ${shift.toFixed(3)}`);
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            await page.evaluate(AXE);
            const { violations } = await page.evaluate((values) => axe.run({ runOnly: values, resultTypes: ["violations"] }), RULES);
            for (const { id, nodes } of violations) faults.push(`${where}, ${colorScheme}: ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
          }
          if (width === 1280) {
            for (const other of WIDTHS) {
              await page.setViewportSize({ width: other, height: 900 });
              const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
              if (over > 0) faults.push(`${where}: ${over} px too wide at ${other}`);
            }
            await page.setViewportSize({ width, height: 900 });
          }
        }
        await context.close();
      }
    }
    assert.deepEqual(faults, [], faults.join("\n"));
  },
);
