import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renew } from "../../src/session/renewal";
import { endSession, onAccountChange, readEnd, readSession, startSession } from "../../src/session/session";

const DAY_MS = 24 * 3600_000;
const ADA = { access_token: "first", expires_in: 604_800, user: { id: 7, email: "ada@example.com", name: "Ada" } };
const BOB = { access_token: "other", expires_in: 604_800, user: { id: 8, email: "bob@example.com", name: null } };

/** What another tab does: it changes the storage, and this tab hears of it. */
function otherTab(value: string | null): void {
  if (value === null) localStorage.removeItem("cinelibre.session");
  else localStorage.setItem("cinelibre.session", value);
  window.dispatchEvent(new StorageEvent("storage", { key: "cinelibre.session" }));
}

beforeEach(() => startSession(ADA));
afterEach(() => {
  vi.unstubAllGlobals();
  endSession("signed-out");
});

describe("a session", () => {
  it("is kept for a reload", () => {
    const kept = JSON.parse(localStorage.getItem("cinelibre.session") ?? "") as object;

    expect(kept).toMatchObject({ token: "first", userId: 7, name: "Ada" });
    expect(readSession()).toEqual(kept);
  });

  it("ends in all tabs", () => {
    otherTab(null);

    expect([readSession(), readEnd()]).toEqual([null, "signed-out"]);
  });

  it("follows another tab to another account, and says so once", () => {
    const changes = vi.fn();
    const stop = onAccountChange(changes);
    const bob = { token: "other", userId: 8, name: null, email: "bob@example.com", expiresAt: Date.now() + DAY_MS, startedAt: Date.now() };
    otherTab(JSON.stringify(bob));
    otherTab(JSON.stringify({ ...bob, token: "renewed" }));
    stop();

    expect(readSession()?.token).toBe("renewed");
    expect(changes).toHaveBeenCalledOnce();
  });

  it("that is over, or cannot be read, is none", () => {
    otherTab(JSON.stringify({ ...readSession(), expiresAt: Date.now() }));
    expect(readSession()).toBeNull();
    otherTab("{");
    expect(readSession()).toBeNull();
  });
});

describe("renewal", () => {
  const answers = (body: object) => vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } })));

  it("leaves a token alone that is less than a day old", async () => {
    const fetch = answers({ ...ADA, access_token: "second" });
    vi.stubGlobal("fetch", fetch);
    await renew(readSession()!.startedAt + DAY_MS - 1);

    expect(fetch).not.toHaveBeenCalled();
  });

  it("takes a new token after a day", async () => {
    vi.stubGlobal("fetch", answers({ ...ADA, access_token: "second" }));
    await renew(readSession()!.startedAt + DAY_MS);

    expect(readSession()?.token).toBe("second");
  });

  it("does not bring back a session that ended meanwhile", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(() => {
        startSession(BOB);
        return Promise.resolve(new Response(JSON.stringify({ ...ADA, access_token: "second" }), { headers: { "Content-Type": "application/json" } }));
      }),
    );
    await renew(readSession()!.startedAt + DAY_MS);

    expect(readSession()?.token).toBe("other");
  });
});
