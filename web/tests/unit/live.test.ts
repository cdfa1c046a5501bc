import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followChanges, waitBefore } from "../../src/app/live";
import { queryClient } from "../../src/api/queryClient";
import { endSession, startSession } from "../../src/session/session";

class Source extends EventTarget {
  static opened: Source[] = [];
  isClosed = false;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
    Source.opened.push(this);
  }
  close() {
    this.isClosed = true;
  }
  say(kind: string, lastEventId = "", data = "{}") {
    this.dispatchEvent(new MessageEvent(kind, { lastEventId, data }));
  }
}

const account = { access_token: "a token", expires_in: 3600, user: { id: 7, email: "a@example.com" } };
let nTickets = 0;
let visibility = "visible";
const newest = () => Source.opened.at(-1) as Source;

/** Let what waits so long happen. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function show(state: "visible" | "hidden") {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange"));
}

vi.stubGlobal("EventSource", Source);
Object.defineProperty(document, "visibilityState", { get: () => visibility });
followChanges();

beforeEach(() => {
  vi.useFakeTimers();
  nTickets = 0;
  Source.opened = [];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ ticket: `ticket-${++nTickets}`, expires_in: 30 })));
  startSession(account);
});

afterEach(() => {
  endSession("signed-out");
  show("visible");
  vi.useRealTimers();
});

describe("listening to changes", () => {
  it("opens one connection with a ticket, after what the page needs first", async () => {
    await pass(1000);
    expect(nTickets).toBe(0);
    await pass(1000);
    expect(Source.opened.map(({ address }) => address)).toEqual(["/live?ticket=ticket-1"]);
  });

  it("marks what changed as old, and goes on from the last id with another ticket", async () => {
    queryClient.setQueryData(["recommendations", null], { pages: [], pageParams: [] });
    queryClient.setQueryData(["home", "rows", 7], { rows: [] });
    await pass(2000);
    newest().say("hello", "1.1.0.0");
    newest().say("list", "3.3.0.0");
    expect(queryClient.getQueryState(["recommendations", null])?.isInvalidated).toBe(true);
    expect(queryClient.getQueryState(["home", "rows", 7])?.isInvalidated).toBe(false);

    newest().dispatchEvent(new Event("error"));
    expect(newest().isClosed).toBe(true);
    await pass(5000);
    expect(newest().address).toBe("/live?ticket=ticket-2&last_event_id=3.3.0.0");
  });

  it("stops while the tab is hidden or nobody is signed in", async () => {
    await pass(2000);
    show("hidden");
    expect(newest().isClosed).toBe(true);
    await pass(600_000);
    expect(Source.opened).toHaveLength(1);
    show("visible");
    await pass(2000);
    expect(Source.opened).toHaveLength(2);
    endSession("signed-out");
    expect(newest().isClosed).toBe(true);
    await pass(600_000);
    expect(Source.opened).toHaveLength(2);
  });

  it("comes back after a restart, and not if another tab took its place", async () => {
    await pass(2000);
    newest().say("hello", "1.1.0.0");
    newest().say("end", "", '{"reason":"stopping"}');
    await pass(5000);
    expect(Source.opened).toHaveLength(2);
    newest().say("end", "", '{"reason":"replaced"}');
    await pass(600_000);
    expect(Source.opened).toHaveLength(2);
    show("visible");
    await pass(2000);
    expect(Source.opened).toHaveLength(3);
  });

  it("says nothing if the service has none of it", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ error: "not_found", detail: "" }, { status: 404 })));
    await pass(60_000);
    expect(Source.opened).toEqual([]);
  });
});

it("waits longer each time, and not longer than four minutes", () => {
  expect([0, 1, 2, 10].map((n) => waitBefore(n, 0))).toEqual([2000, 4000, 8000, 120_000]);
  expect(waitBefore(10, 1)).toBe(240_000);
});
