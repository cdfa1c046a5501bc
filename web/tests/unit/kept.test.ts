/** What was seen is shown without a connection, to its own account, and no more than may be kept. */
import "fake-indexeddb/auto";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, Unreachable } from "../../src/api/errors";
import { askOrFind, findKept, forgetKept, keep, keepAnswers, surplus, WRITE_MS, type KeptAnswer } from "../../src/api/kept";
import { turnIncognito } from "../../src/session/incognito";
import { endSession, startSession } from "../../src/session/session";

const NOW = Date.UTC(2026, 10, 29);
const WEEK = 7 * 86_400_000;

function kept(hash: string, rest: Partial<KeptAnswer> = {}): KeptAnswer {
  return { hash, userId: 1, at: NOW, json: "[]", ...rest };
}

function signIn(id: number): void {
  startSession({ access_token: `token-${id}`, expires_in: 3600, user: { id, email: null } });
}

describe("what is too much", () => {
  test("is all beyond the newest fifty", () => {
    const answers = Array.from({ length: 51 }, (_, n) => kept(`q${n}`, { at: NOW - n }));

    expect(surplus(answers.slice(0, 50), 1, NOW)).toEqual([]);
    expect(surplus(answers, 1, NOW).map(({ hash }) => hash)).toEqual(["q50"]);
  });

  test("is all beyond two million characters, the newest first", () => {
    const half = "x".repeat(1_000_000);
    const answers = [kept("old", { at: NOW - 1, json: half }), kept("new", { json: half })];

    expect(surplus(answers, 1, NOW)).toEqual([]);
    expect(surplus([...answers, kept("newest", { at: NOW + 1, json: "x" })], 1, NOW).map(({ hash }) => hash)).toEqual(["old"]);
  });

  test("is all that is older than seven days, or another account's", () => {
    const answers = [kept("week", { at: NOW - WEEK }), kept("older", { at: NOW - WEEK - 1 }), kept("bob's", { userId: 2 }), kept("guest's", { userId: null })];

    expect(surplus(answers, 1, NOW).map(({ hash }) => hash).sort()).toEqual(["bob's", "guest's", "older"]);
  });
});

describe("without a connection", () => {
  let client: QueryClient;
  let end: () => void;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: NOW });
    localStorage.clear();
    signIn(1);
    await forgetKept();
    client = new QueryClient({ defaultOptions: { queries: { persister: askOrFind, retry: false } } });
    end = keepAnswers(client);
  });
  afterEach(() => {
    end();
    client.clear();
    vi.useRealTimers();
  });

  const hash = '["home"]';
  const ask = (answer: () => Promise<unknown>) => client.fetchQuery({ queryKey: ["home"], queryFn: answer });
  const write = () => vi.advanceTimersByTimeAsync(WRITE_MS);
  const isKept = (data: unknown) => vi.waitFor(async () => expect(await findKept(hash)).toEqual({ data }));

  test("a page gets what was seen, with what the reader did since, marked as old once the service answers", async () => {
    await ask(async () => ["seen"]);
    client.setQueryData(["home"], ["rated"]);
    await write();
    await isKept(["rated"]);
    client.clear();

    const shown = await ask(() => Promise.reject(new Unreachable()));
    const before = client.getQueryState(["home"])?.isInvalidated;
    await client.fetchQuery({ queryKey: ["other"], queryFn: async () => 1 });

    expect(shown).toEqual(["rated"]);
    expect([before, client.getQueryState(["home"])?.isInvalidated]).toEqual([false, true]);
  });

  test("an answer that refuses is passed on and never kept", async () => {
    const refusal = new ApiError(404, "not_found", "Nothing here.");

    await expect(ask(() => Promise.reject(refusal))).rejects.toBe(refusal);
    await write();

    expect(await findKept(hash)).toBeNull();
  });

  test("what was asked for incognito is never kept, not even after it, when a page changes it", async () => {
    turnIncognito(true);
    await ask(async () => ["seen incognito"]);
    await write();
    const during = await findKept(hash);
    turnIncognito(false);
    client.setQueryData(["home"], ["seen incognito, and rated"]);
    await write();
    const after = await findKept(hash);
    await client.invalidateQueries();
    await ask(async () => ["seen by all"]);
    await write();

    expect([during, after]).toEqual([null, null]);
    await isKept(["seen by all"]);
  });

  test("an answer that comes once incognito is off is not kept if it was asked for before", async () => {
    turnIncognito(true);
    let come: (answer: unknown) => void = () => undefined;
    const asked = ask(() => new Promise((resolve) => (come = resolve)));
    await vi.waitFor(() => expect(client.getQueryState(["home"])?.fetchStatus).toBe("fetching"));
    turnIncognito(false);
    come(["seen incognito"]);
    await asked;
    await write();

    expect(await findKept(hash)).toBeNull();
  });

  test("what was never seen cannot be shown", async () => {
    await expect(ask(() => Promise.reject(new Unreachable()))).rejects.toBeInstanceOf(Unreachable);
  });

  test("nothing is left when another account is signed in, or none", async () => {
    await ask(async () => ["ada's"]);
    await write();
    await isKept(["ada's"]);

    endSession("signed-out");
    signIn(2);
    const bobs = await findKept(hash);
    signIn(1);

    await vi.waitFor(async () => expect(await findKept(hash)).toBeNull());
    expect(bobs).toBeNull();
  });

  test("what was kept is shown for seven days", async () => {
    await keep([kept(hash, { json: "1" })]);

    vi.setSystemTime(NOW + WEEK);
    const onTheDay = await findKept(hash);
    vi.setSystemTime(NOW + WEEK + 1);

    expect([onTheDay, await findKept(hash)]).toEqual([{ data: 1 }, null]);
  });
});
