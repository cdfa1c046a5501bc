import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { giveLikes, keepLikes, readLikes } from "../../src/session/likes";
import { startSession } from "../../src/session/session";

const LIKES = [{ id: 25, title: "Spirited Away" }, { id: 8, title: "Vikram Vedha" }];

function answering(status: number) {
  const fetch = vi.fn((_request: Request) => Promise.resolve(new Response("{}", { status, headers: { "Content-Type": "application/json" } })));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

beforeEach(() => {
  startSession({ access_token: "a", expires_in: 60, user: { id: 7, email: null } });
  keepLikes(LIKES);
});
afterEach(() => vi.unstubAllGlobals());

describe("a guest's likes", () => {
  it("are given to the new account once", async () => {
    const fetch = answering(200);
    await giveLikes();
    await giveLikes();

    expect(fetch).toHaveBeenCalledOnce();
    const sent = (await fetch.mock.calls[0]?.[0].json()) as { events: { item_id: number; interaction_type: string }[] };
    expect(sent.events.map((event) => [event.interaction_type, event.item_id])).toEqual([["favorite", 25], ["favorite", 8]]);
    expect(readLikes()).toEqual([]);
  });

  it("stay if the service does not take them", async () => {
    answering(503);
    await giveLikes();

    expect(readLikes()).toEqual(LIKES);
  });

  it("are none if what is kept cannot be read", () => {
    sessionStorage.setItem("cinelibre.likes", "{");

    expect(readLikes()).toEqual([]);
  });
});
