/** The tracking queue: nothing is lost, nothing counts twice, nobody's events go with another's token. */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GATHER_MS, LONGEST_WAIT_MS, Queue, type Account, type Notice } from "../../src/tracking/queue";
import { openStore } from "../../src/tracking/store";

const ADA: Account = { owner: "1", token: "token-of-ada" };
const BOB: Account = { owner: "2", token: "token-of-bob" };
const NOW = Date.UTC(2026, 10, 29, 12);
const DAY = 86_400_000;

interface Sent {
  token: string;
  keepalive: boolean;
  events: { interaction_type: string; item_id?: number; idempotency_key: string; occurred_at?: string }[];
}

let sent: Sent[];
let answers: (Response | Error)[];
let account: Account | null;
let name: string;
let open: Queue[];
let n_tests = 0;

function recorded(refused: object[] = []): Response {
  return Response.json({ n_recorded: 1, n_repeated: 0, refused });
}

function newTab(): { queue: Queue; notices: Notice[] } {
  const queue = new Queue({ api: "http://api", account: () => account, name });
  const notices: Notice[] = [];
  queue.listen((notice) => notices.push(notice));
  open.push(queue);
  return { queue, notices };
}

/** A tab whose queue has looked for what waits. */
async function aQueue(): Promise<{ queue: Queue; notices: Notice[] }> {
  const tab = newTab();
  await tab.queue.flush();
  return tab;
}

function view(item_id: number) {
  return { interaction_type: "view", item_id };
}

function items(): (number | undefined)[][] {
  return sent.map(({ events }) => events.map((event) => event.item_id));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: NOW });
  vi.spyOn(Math, "random").mockReturnValue(1);
  localStorage.clear();
  [sent, answers, open, account, name] = [[], [], [], ADA, `queue-${n_tests}`];
  n_tests += 1;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    expect(url).toBe("http://api/interactions/batch");
    const { events } = JSON.parse(String(init.body)) as Sent;
    const token = new Headers(init.headers).get("Authorization")?.replace("Bearer ", "") ?? "";
    sent.push({ token, keepalive: init.keepalive ?? false, events });
    const answer = answers.shift() ?? recorded();
    if (answer instanceof Error) throw answer;
    return answer;
  });
});

afterEach(() => {
  for (const queue of open) queue.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("sending", () => {
  test("an event goes five seconds later, with its time, its key and the owner's token", async () => {
    const { queue, notices } = await aQueue();

    queue.record(view(7));
    await vi.advanceTimersByTimeAsync(GATHER_MS - 1);
    const early = sent.length;
    await vi.advanceTimersByTimeAsync(1);
    await queue.flush();

    expect(GATHER_MS).toBe(5000);
    expect(early).toBe(0);
    expect(sent).toEqual([
      {
        token: ADA.token,
        keepalive: false,
        events: [{ ...view(7), occurred_at: "2026-11-29T12:00:00.000Z", idempotency_key: expect.stringMatching(/^[0-9a-f]{32}$/) }],
      },
    ]);
    expect(notices).toContainEqual({ type: "sent", events: [view(7)], owed: [], isHere: true });
  });

  test("a hundred events are a batch, in order; one more is the next", async () => {
    const { queue } = await aQueue();
    const ids = Array.from({ length: 101 }, (_, id) => id + 1);

    for (const id of ids) queue.record(view(id));
    await queue.flush();

    expect(items()).toEqual([ids.slice(0, 100), [101]]);
  });

  test("what a guest does is nobody's", async () => {
    account = null;
    const { queue } = await aQueue();

    queue.record(view(1));
    account = ADA;
    await queue.flush();

    expect(sent).toEqual([]);
  });

  test("without IndexedDB, locks and BroadcastChannel it works while the page is open", async () => {
    vi.stubGlobal("indexedDB", undefined);
    vi.stubGlobal("BroadcastChannel", undefined);
    vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
    const { queue } = await aQueue();

    queue.record(view(1));
    queue.record(view(2));
    await queue.flush();
    await queue.flush();

    expect(items()).toEqual([[1, 2]]);
  });
});

describe("when the connection is lost", () => {
  test("events outlive a reload and are sent once, with the same keys", async () => {
    answers = [new TypeError("no network")];
    const first = (await aQueue()).queue;
    first.record({ interaction_type: "rate", item_id: 1, rating: 4 }, { isOwed: true });
    first.record({ interaction_type: "unrate", item_id: 1 }, { isOwed: true });
    await first.flush();
    first.close();

    vi.setSystemTime(NOW + DAY);
    const second = await aQueue();
    await second.queue.flush();
    await second.queue.flush();

    expect(sent.length).toBe(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[1]?.events.map((event) => event.interaction_type)).toEqual(["rate", "unrate"]);
    expect(await second.queue.waiting()).toBe(0);
  });

  test("it waits longer each time, a minute at most, and less by chance", async () => {
    const plan = vi.spyOn(globalThis, "setTimeout");
    const { queue } = await aQueue();
    queue.record(view(1));
    const waits: unknown[] = [];
    for (let n_tries = 0; n_tries < 8; n_tries++) {
      answers = [new TypeError("no network")];
      plan.mockClear();
      await queue.flush();
      waits.push(plan.mock.calls.at(-1)?.[1]);
    }
    vi.spyOn(Math, "random").mockReturnValue(0);
    answers = [new TypeError("no network")];
    plan.mockClear();
    await queue.flush();

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000));
    expect(plan.mock.calls.at(-1)?.[1]).toBe(LONGEST_WAIT_MS / 2);
  });

  test("the browser's word that it is online sends at once", async () => {
    answers = [new TypeError("no network")];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();

    window.dispatchEvent(new Event("online"));
    await queue.flush();

    expect(items()).toEqual([[1], [1]]);
  });

  test("a page of a hotel's network is no answer of the API", async () => {
    answers = [new Response("<h1>Welcome</h1>"), Response.json({ welcome: true })];
    const { queue } = await aQueue();
    queue.record(view(1));

    await queue.flush();
    await queue.flush();
    await queue.flush();

    expect(items()).toEqual([[1], [1], [1]]);
  });

  test.each([
    [30 * DAY, 1],
    [30 * DAY + 1, 0],
  ])("what is %d ms old is kept thirty days", async (age, n_sent) => {
    answers = [new TypeError("no network")];
    const first = (await aQueue()).queue;
    first.record(view(1), { at: NOW - age });
    await first.flush();
    first.close();
    sent = [];

    await aQueue();

    expect(sent.length).toBe(n_sent);
  });
});

describe("when the service is busy", () => {
  test("Retry-After is obeyed, by other tabs and after a reload, even when the browser comes online", async () => {
    answers = [new Response("", { status: 503, headers: { "Retry-After": "120" } })];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();
    const other = (await aQueue()).queue;

    vi.setSystemTime(NOW + 120_999); // and a second by chance
    window.dispatchEvent(new Event("online"));
    await Promise.all([queue.flush(), other.flush()]);
    const before = sent.length;
    vi.setSystemTime(NOW + 121_000);
    await other.flush();

    expect(before).toBe(1);
    expect(sent.length).toBe(2);
  });

  test("an hour is the longest that it waits for", async () => {
    answers = [new Response("", { status: 429, headers: { "Retry-After": "999999" } })];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();

    vi.setSystemTime(NOW + 3_600_999);
    await queue.flush();
    const before = sent.length;
    vi.setSystemTime(NOW + 3_601_000);
    await queue.flush();

    expect([before, sent.length]).toEqual([1, 2]);
  });
});

describe("accounts", () => {
  test("events go with their owner's token alone, and wait for the owner to come back", async () => {
    answers = [new TypeError("no network")];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();
    sent = [];

    account = BOB;
    queue.record(view(2));
    await queue.flush();
    account = null;
    await queue.flush();
    account = { owner: ADA.owner, token: "new-token-of-ada" };
    await queue.flush();

    expect(sent.map(({ token, events }) => [token, events.map((event) => event.item_id)])).toEqual([
      [BOB.token, [2]],
      ["new-token-of-ada", [1]],
    ]);
  });

  test("it stops between batches when another account has signed in", async () => {
    const { queue } = await aQueue();
    for (let id = 0; id < 101; id++) queue.record(view(id));
    answers = [recorded()];
    queue.listen((notice) => {
      if (notice.type === "sent") account = BOB;
    });

    await queue.flush();

    expect(sent.map(({ token, events }) => [token, events.length])).toEqual([[ADA.token, 100]]);
  });

  test("after a 401 events are kept for a new token", async () => {
    answers = [Response.json({ error: "token_expired" }, { status: 401 })];
    const { queue, notices } = await aQueue();
    queue.record(view(1));

    await queue.flush();
    await queue.flush();
    account = { owner: ADA.owner, token: "new-token-of-ada" };
    await queue.flush();

    expect(sent.map(({ token }) => token)).toEqual([ADA.token, "new-token-of-ada"]);
    expect(notices).toContainEqual({ type: "unauthorized", token: ADA.token });
    expect(items()).toEqual([[1], [1]]);
  });

  test("forgetting one account's events leaves another's", async () => {
    answers = [new TypeError("no network"), new TypeError("no network")];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();
    account = BOB;
    queue.record(view(2));
    await queue.flush();
    sent = [];

    await queue.forget(ADA.owner);
    await queue.flush();
    account = ADA;
    await queue.flush();

    expect(items()).toEqual([[2]]);
  });
});

describe("tabs", () => {
  test.each(["with locks", "with a lease"])("two tabs send once, %s", async (how) => {
    if (how === "with a lease") vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
    answers = [new TypeError("no network")];
    const first = (await aQueue()).queue;
    for (const id of [1, 2, 3]) first.record(view(id));
    await first.flush();
    first.close();
    sent = [];

    const [left, right] = [newTab().queue, newTab().queue];
    await Promise.all([left.flush(), right.flush()]);

    expect(items()).toEqual([[1, 2, 3]]);
  });

  test("a tab that died holding the lease is waited for forty seconds", async () => {
    vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
    const { queue } = await aQueue();
    await (await openStore(name)).takeLease("dead", 40_000);
    queue.record(view(1));

    vi.setSystemTime(NOW + 39_999);
    await queue.flush();
    const before = sent.length;
    vi.setSystemTime(NOW + 40_000);
    await queue.flush();

    expect([before, sent.length]).toEqual([0, 1]);
  });

  test("a tab hears what another one sent, and does not send it at its end", async () => {
    const [left, right] = [await aQueue(), await aQueue()];
    answers = [new TypeError("no network")];
    const rating = { interaction_type: "rate", item_id: 1, rating: 5 };
    left.queue.record(rating, { isOwed: true });
    await left.queue.flush();
    const waited = await right.queue.waiting();
    const heard = new Promise<Notice>((resolve) => {
      left.queue.listen((notice) => notice.type === "sent" && resolve(notice));
    });

    await right.queue.flush();
    const notice = await heard;
    window.dispatchEvent(new Event("pagehide"));

    expect(waited).toBe(1);
    expect(notice).toEqual({ type: "sent", events: [rating], owed: [rating], isHere: false });
    expect(sent.length).toBe(2);
    expect(await left.queue.waiting()).toBe(0);
  });
});

describe("events that the API refuses", () => {
  test("they are dropped and reported; the others count", async () => {
    answers = [recorded([{ index: 1, error: "item_not_found", detail: "No such item." }])];
    const { queue, notices } = await aQueue();
    queue.record(view(1));
    queue.record(view(2), { isOwed: true });

    await queue.flush();
    await queue.flush();

    expect(items()).toEqual([[1, 2]]);
    expect(notices).toContainEqual({ type: "sent", events: [view(1)], owed: [], isHere: true });
    expect(notices).toContainEqual({
      type: "refused", event: view(2), isOwed: true, error: "item_not_found", detail: "No such item.", isHere: true,
    });
  });

  test("a batch that is wrong as a whole is halved until the wrong event stands alone", async () => {
    const wrong = () => new Response("", { status: 422 });
    answers = [wrong(), wrong(), wrong(), recorded(), recorded()];
    const { queue, notices } = await aQueue();
    for (const id of [1, 2, 3, 4]) queue.record(view(id));

    await queue.flush();

    expect(items()).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [3, 4]]);
    expect(notices.filter(({ type }) => type === "refused")).toEqual([
      { type: "refused", event: view(1), isOwed: false, error: "422", detail: "", isHere: true },
    ]);
  });

  test("with a clock that is ahead, an event takes the time of its arrival", async () => {
    answers = [recorded([{ index: 0, error: "in_the_future", detail: "Check the clock." }])];
    const { queue, notices } = await aQueue();
    queue.record(view(1));

    await queue.flush();

    expect(sent.map(({ events }) => events[0]?.occurred_at)).toEqual(["2026-11-29T12:00:00.000Z", undefined]);
    expect(sent[1]?.events[0]?.idempotency_key).toBe(sent[0]?.events[0]?.idempotency_key);
    expect(notices.some(({ type }) => type === "refused")).toBe(false);
  });
});

describe("at the end of a page", () => {
  test("sixty events go at once from memory, and stay for the next visit", async () => {
    const { queue } = await aQueue();
    for (let id = 1; id <= 61; id++) queue.record(view(id));
    await queue.waiting();

    window.dispatchEvent(new Event("pagehide"));
    const atEnd = [...sent];
    queue.close();
    await aQueue();

    expect(atEnd.map(({ events, keepalive, token }) => [events.length, keepalive, token])).toEqual([[60, true, ADA.token]]);
    expect(sent[1]?.events.length).toBe(61);
    expect(sent[1]?.events.slice(0, 60)).toEqual(atEnd[0]?.events);
  });

  test.each([
    [0, 2],
    [1, 1],
  ])("a body of 60,000 bytes and %d goes with %d events", async (more, n_events) => {
    (await aQueue()).queue.record({ interaction_type: "search", query: "" });
    window.dispatchEvent(new Event("pagehide"));
    const rest = JSON.stringify({ events: [sent[0]?.events[0], sent[0]?.events[0]] }).length;
    open.pop()?.close();
    const { queue } = await aQueue();
    sent = [];

    queue.record({ interaction_type: "search", query: "க".repeat(10_000) }); // three bytes each
    queue.record({ interaction_type: "search", query: "a".repeat(60_000 - rest - 30_000 + more) });
    window.dispatchEvent(new Event("pagehide"));

    expect(sent[0]?.events.length).toBe(n_events);
  });

  test("nothing goes with a token that has ended, or to a service that asked for time", async () => {
    answers = [new Response("", { status: 503, headers: { "Retry-After": "5" } }), new Response("", { status: 401 })];
    const { queue } = await aQueue();
    queue.record(view(1));
    await queue.flush();
    window.dispatchEvent(new Event("pagehide"));
    const busy = sent.length;
    vi.setSystemTime(NOW + 10_000);
    await queue.flush();
    window.dispatchEvent(new Event("pagehide"));

    expect([busy, sent.length]).toEqual([1, 2]);
  });
});
