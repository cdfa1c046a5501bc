// A reader loses the connection, rates, closes the tab, and comes back: the API holds the rating once.
import assert from "node:assert/strict";
import { APP, ask, launch, openContext, register, signIn, until } from "./support.mjs";

const browser = await launch();
try {
  const reader = await register();
  const { token } = reader;
  const { context, wrong } = await openContext(browser);
  const first = await context.newPage();
  await signIn(first, reader);
  await first.locator(".card").first().waitFor();
  await first.evaluate(() => navigator.serviceWorker.ready);
  const item = Number(await first.locator(".card").first().getAttribute("data-item"));
  const card = (page) => page.locator(`.card[data-item="${item}"]`).first();
  // What was seen is written a moment later; the page is reloaded once so that the worker serves it.
  await first.reload();
  await card(first).waitFor();
  await until("the list is kept", () =>
    first.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open("cinelibre-seen");
          opening.addEventListener("success", () => {
            const count = opening.result.transaction("answers").objectStore("answers").count();
            count.addEventListener("success", () => resolve(count.result > 0));
          });
        }),
    ),
  );

  await context.setOffline(true);
  const popover = card(first).getByRole("button", { name: /^Rate / });
  await popover.click();
  await card(first).locator('input[value="4.5"]').check({ force: true });
  await first.getByText("1 rating or mark waits to be sent.").waitFor();
  await first.keyboard.press("Escape");
  await card(first).getByRole("button", { name: /^Save / }).click();
  await first.getByText("2 ratings and marks wait to be sent.").waitFor();
  assert.equal((await ask("/ratings/my", { token })).total, 0);
  await first.waitForTimeout(2500); // the page writes what it shows every two seconds
  await first.close();

  // Still without a connection, the app opens and shows what was seen and done.
  const second = await context.newPage();
  await second.goto(APP);
  await card(second).waitFor();
  await second.getByText("2 ratings and marks wait to be sent.").waitFor();
  assert.equal(await card(second).locator(".badge").innerText(), "4.5");
  await second.close();

  await context.setOffline(false);
  const [third, fourth] = [await context.newPage(), await context.newPage()];
  await Promise.all([third.goto(APP), fourth.goto(APP)]);
  await until("the API has the rating", async () => (await ask("/ratings/my", { token })).total === 1);
  await until("nothing waits", async () => (await third.getByText("to be sent").count()) === 0 && (await fourth.getByText("to be sent").count()) === 0);
  assert.equal(await card(third).locator(".badge").innerText(), "4.5");

  const ratings = await ask("/ratings/my", { token });
  const exported = await ask("/library/export", { token });
  const events = (type) => exported.interactions.filter((event) => event.interaction_type === type && event.item.id === item);
  assert.deepEqual(ratings.items.map((one) => [one.id ?? one.item?.id, one.rating ?? one.my_rating]), [[item, 4.5]]);
  assert.equal(events("rate").length, 1);
  assert.equal(events("watchlist_add").length, 1);
  assert.deepEqual(wrong, []);
  console.log("offline: kept over a closed tab, sent once by one of two tabs");
} finally {
  await browser.close();
}
