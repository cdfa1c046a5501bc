/** The operator sees what the doctor says, starts a chore, and finds out why a reader sees what they see. To readers the pages are not there. */
import assert from "node:assert/strict";
import { ask, newAccount, open, operator, rateByApi, story, until } from "../support/story.mjs";

await story(
  async (reader) => {
    const asha = await newAccount();
    await rateByApi(asha.token, { Drishyam: 5, Eega: 4.5, Lagaan: 4, "The Matrix": 2 });

    const hers = await (await reader(asha)).newPage();
    const loaded = [];
    hers.on("request", (request) => loaded.push(request.url()));
    await open(hers, "/admin");
    await hers.getByRole("heading", { name: "There is no such page" }).first().waitFor();
    await hers.getByRole("button", { name: "Your account" }).click();
    await hers.getByRole("link", { name: "Insights" }).waitFor();
    assert.equal(await hers.getByRole("link", { name: "Operator’s pages" }).count(), 0);
    assert.deepEqual(loaded.filter((url) => url.includes("AdminPage") || url.includes("/admin/")), []);

    const boss = await operator();
    const page = await (await reader(boss)).newPage();
    await open(page, "/");
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("link", { name: "Operator’s pages" }).click();
    await page.locator(".admin-verdict").waitFor();
    await page.getByText(/things are as they should be/).click();
    await page.getByText("The database is this release").waitFor();

    const cleanup = page.locator(".job").filter({ hasText: "cleanup" });
    await cleanup.getByRole("button", { name: /^Run now/ }).click();
    await cleanup.getByText("Done", { exact: true }).waitFor();
    await page.getByText("python -m api.jobs train", { exact: true }).waitFor();

    await page.getByRole("link", { name: "Counts" }).click();
    await page.getByRole("heading", { name: "What there is" }).waitFor();
    await page.getByRole("link", { name: "Models" }).click();
    await page.getByRole("heading", { name: "ease" }).waitFor();

    await page.getByRole("link", { name: "Experiments" }).click();
    const former = page.getByRole("region", { name: "varied", exact: true });
    await former.getByText("Bold wins.").waitFor();
    await former.getByRole("table").first().getByText("Better", { exact: true }).waitFor();
    assert.equal(await former.getByRole("table").count(), 5);
    const variants = [{ name: "control" }, { name: "bold", settings: { diversity: 0.4 } }];
    await ask("/admin/experiments", { token: boss.token, method: "POST", body: { name: "bolder", variants } });
    const before = await ask("/recommendations/personalized", { token: asha.token });
    assert.match(before.variant, /^bolder:(control|bold)$/);
    await page.reload();
    const bolder = page.getByRole("region", { name: "bolder" });
    await bolder.getByText("1 reader").waitFor();
    await bolder.getByText('{"diversity":0.4}').waitFor();
    await bolder.getByText("not counted yet").waitFor();
    const counting = await ask("/admin/jobs/experiment-measure/runs", { token: boss.token, method: "POST" });
    assert.equal(counting.job_name, "experiment-measure");
    await until(async () => (await ask("/admin/experiments/bolder", { token: boss.token })).experiment.measured_at, "the count");
    await page.reload();
    await bolder.getByText(/counted now|counted \d+ seconds? ago/).waitFor();
    await bolder.getByText("Too little is counted yet").waitFor();
    await bolder.getByRole("button", { name: /^End it/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await bolder.getByText("Stopped", { exact: true }).waitFor();
    assert.equal((await ask("/recommendations/personalized", { token: asha.token })).variant, null);

    await page.getByRole("link", { name: "An item" }).click();
    const find = page.getByRole("combobox", { name: "A film or book" });
    await find.fill("Drishyam");
    await page.locator("main").getByRole("option").first().click();
    await page.getByRole("heading", { name: "Drishyam" }).waitFor();
    assert.equal(await page.locator(".column").count(), 5);

    await page.getByRole("link", { name: "A reader" }).click();
    await page.getByLabel("The whole e-mail").fill("nobody@example.com");
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await page.getByText("There is no reader with this id or e-mail.").waitFor();
    await page.getByLabel("The whole e-mail").fill(asha.email);
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await page.getByRole("heading", { name: /^Asha, account/ }).waitFor();
    const titles = await page.locator(".column-first > ol > li > a").allInnerTexts();
    const got = await ask("/recommendations/personalized?limit=40", { token: asha.token });
    assert.deepEqual(titles, got.items.map(({ title }) => title));
    await page.getByRole("heading", { name: "EASE" }).waitFor();

    const kept = await until(() => ask("/library/export", { token: asha.token }), "her export");
    assert.deepEqual(kept.services.map(({ action }) => action), ["POST /admin/readers"]);
  },
  { expected: [/404 \(Not Found\)/] },
);
