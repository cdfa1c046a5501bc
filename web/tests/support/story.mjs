/** Plays a story in Chromium against the service at CINELIBRE_URL, and asks the API what became of it.
 *
 * A story fails by what it asserts, by an error that a page throws or logs, and by a breach of the content policy.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const SITE = process.env["CINELIBRE_URL"];
const PATIENCE_MS = 60_000;
const PASSWORD = "quiet evenings with a good story";

export const launch = () => chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium" });

/** An answer of the API, as [status, body]. */
export async function answer(path, { method = "GET", token, body, form } = {}) {
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { "Content-Type": "application/json" }) };
  const response = await fetch(`${SITE}${path}`, { method, headers, body: form ?? (body ? JSON.stringify(body) : undefined) });
  return [response.status, response.status === 204 ? null : await response.json()];
}

/** The body of an answer that must not refuse. */
export async function ask(path, options) {
  const [status, body] = await answer(path, options);
  assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

let nAccounts = 0;

/** A new account, made by the API. */
export async function newAccount() {
  nAccounts += 1;
  const email = `reader-${process.pid}-${nAccounts}-${Date.now()}@example.com`;
  const made = await ask("/auth/register", { method: "POST", body: { email, password: PASSWORD, name: "Asha" } });
  return { email, password: PASSWORD, token: made.access_token, made };
}

/** The operator, whom the tests' database has: an admin, with a new token. Null at a service that has no such account. */
export async function operator() {
  const email = "operator@example.com";
  const [status, made] = await answer("/auth/login", { method: "POST", body: { email, password: PASSWORD } });
  return status === 200 ? { email, password: PASSWORD, token: made.access_token, made } : null;
}

/** Ratings by the API: `{title: stars}`. Answers the ids. */
export async function rateByApi(token, stars) {
  const ids = [];
  for (const [title, rating] of Object.entries(stars)) {
    const { items } = await ask(`/search/suggest?${new URLSearchParams({ q: title })}`);
    const item = items.find((one) => one.title === title);
    assert.ok(item, `the demo has no ${title}`);
    await ask("/ratings", { method: "POST", token, body: { item_id: item.id, rating } });
    ids.push(item.id);
  }
  return ids;
}

/** Wait until `isSo` answers something true, and answer it. */
export async function until(isSo, what) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await isSo();
    if (found) return found;
    assert.ok(Date.now() < deadline, `it never came to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What signing in by the form would keep. */
function storageOf({ made }) {
  const { user, access_token: token, expires_in: seconds } = made;
  const session = { token, userId: user.id, name: user.name, email: user.email, isAdmin: user.role === "admin", startedAt: Date.now(), expiresAt: Date.now() + seconds * 1000 };
  return { cookies: [], origins: [{ origin: new URL(SITE).origin, localStorage: [{ name: "cinelibre.session", value: JSON.stringify(session) }] }] };
}

/** Somebody at a browser of their own, signed in if there is an account. Its tabs report their errors to `faults`. */
export async function newReader(browser, faults, account, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Asia/Kolkata",
    ...(account && { storageState: storageOf(account) }),
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  return context;
}

/** Open a page of the client. */
export async function open(page, path) {
  await page.goto(`${SITE}/app${path}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
}

/** The token that the page sends. */
export const tokenOf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("cinelibre.session") ?? "{}").token);

/** The first card of an item. */
export const cardOf = (page, id) => page.locator(`main [data-item="${id}"]`).first();

/** Rate an item by the stars of its card. */
export async function rateOnCard(page, id, stars) {
  const card = cardOf(page, id);
  await card.getByRole("button", { name: /^Rate / }).click();
  await card.getByText(`${stars} stars`, { exact: true }).locator("..").click();
  await page.getByText(new RegExp(`^You gave .* ${stars} stars$`)).last().waitFor();
  await page.keyboard.press("Escape");
}

/** The ids of the items that a page shows, each once, in their order. */
export const shownIds = async (page) => [...new Set(await page.locator("main [data-item]").evaluateAll((all) => all.map((one) => Number(one.dataset.item))))];

/** Ask whoever plays this story to do something with the service: one line out, one line back. */
export async function director(order) {
  const lines = createInterface({ input: process.stdin });
  console.log(`DO ${order}`);
  await once(lines, "line");
  lines.close();
}

/** Play it. `expected` are the errors that belong to it: a browser logs every answer that refuses. */
export async function story(tell, { expected = [] } = {}) {
  const faults = [];
  const browser = await launch();
  try {
    await tell((account, options) => newReader(browser, faults, account, options));
    assert.deepEqual(faults.filter((fault) => !expected.some((pattern) => pattern.test(fault))), []);
  } catch (error) {
    process.exitCode = 1;
    console.log(error);
    console.log("errors of pages:", faults);
    for (const page of browser.contexts().flatMap((context) => context.pages())) {
      console.log(page.url(), "\n", await page.locator("body").innerText().catch(String));
      if (process.env["CINELIBRE_SHOTS"]) await page.screenshot({ path: `${process.env["CINELIBRE_SHOTS"]}/${page.url().replaceAll(/\W+/g, "-")}.png` });
    }
  } finally {
    await browser.close();
  }
}
