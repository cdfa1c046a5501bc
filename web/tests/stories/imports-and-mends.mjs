/** A reader imports a zip of Letterboxd, and says which film the row is that was not found. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, newAccount, open, story, until } from "../support/story.mjs";

const RATINGS = `Date,Name,Year,Letterboxd URI,Rating
2024-03-01,Drishyam,2013,https://boxd.it/a,5
2024-03-02,Eega,2012,https://boxd.it/b,4
2024-03-03,Once Upon a Bat and a Ball,2001,https://boxd.it/c,3.5
`;

function letterboxdZip() {
  const folder = mkdtempSync(join(tmpdir(), "letterboxd-"));
  writeFileSync(join(folder, "ratings.csv"), RATINGS);
  execFileSync(process.env["PYTHON"] ?? "python3", ["-m", "zipfile", "-c", "letterboxd-asha-2024.zip", "ratings.csv"], { cwd: folder });
  return join(folder, "letterboxd-asha-2024.zip");
}

await story(async (reader) => {
  const account = await newAccount();
  const page = await (await reader(account)).newPage();
  await open(page, "/library");
  await page.locator("input[type=file]").setInputFiles(letterboxdZip());
  await page.getByText("New (2)").waitFor();
  const rated = async () => Object.fromEntries((await ask("/ratings/my", { token: account.token })).ratings.map(({ item, rating, rated_at }) => [item.title, [rating, rated_at.slice(0, 10)]]));
  assert.deepEqual(await rated(), { Drishyam: [5, "2024-03-01"], Eega: [4, "2024-03-02"] });

  const row = page.getByRole("listitem").filter({ hasText: "Once Upon a Bat and a Ball" }).first();
  await row.getByRole("combobox").fill("Lagaan");
  await row.getByRole("option", { name: /^Lagaan/ }).first().click();
  await page.getByText(/Lagaan \(2001\)/).first().waitFor();
  await until(async () => (await rated())["Lagaan"], "the chosen film has the row's stars");
  assert.deepEqual((await rated())["Lagaan"], [3.5, "2024-03-03"]);
});
