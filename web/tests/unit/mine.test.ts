import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, Unreachable } from "../../src/api/errors";
import { queryClient } from "../../src/api/queryClient";
import type { Mine } from "../../src/api/types";
import { act, NOTHING, patched, type Action } from "../../src/items/mine";
import * as track from "../../src/tracking/track";

const ITEM = { id: 25, item_type: "movie", title: "Spirited Away" } as const;
const OTHER = { id: 26, item_type: "movie", title: "Interstellar", mine: NOTHING };

/** A promise and what ends it. */
function later() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}

function rating(stars: number, send: () => Promise<unknown>): Action {
  return { change: { rating: stars }, send, event: { interaction_type: "rate", rating: stars } };
}

/** What a list that shows the item has of it. */
function shown(): Mine {
  const rows = queryClient.getQueryData<{ items: { id: number; mine: Mine }[] }[]>(["home"]) ?? [];
  return rows[0]?.items[0]?.mine as Mine;
}

beforeEach(() => {
  queryClient.clear();
  queryClient.setQueryData(["home"], [{ items: [{ ...ITEM, mine: NOTHING }, OTHER] }]);
});

describe("an action on an item", () => {
  it("shows at once in every list that has the item, and nowhere else", async () => {
    queryClient.setQueryData(["shelf"], { pages: [{ entries: [{ item: { ...ITEM, mine: NOTHING } }] }] });
    const sent = later();
    const done = act(ITEM, NOTHING, rating(4, () => sent.promise));

    expect(shown().rating).toBe(4);
    expect(JSON.stringify(queryClient.getQueryData(["shelf"]))).toContain('"rating":4');
    expect(queryClient.getQueryData<{ items: unknown[] }[]>(["home"])?.[0]?.items[1]).toBe(OTHER);
    sent.resolve();
    await done;
    expect(shown().rating).toBe(4);
  });

  it("waits for the one before it on the same item", async () => {
    const first = later();
    const send = vi.fn(() => Promise.resolve());
    const one = act(ITEM, NOTHING, rating(4, () => first.promise));
    const two = act(ITEM, { ...NOTHING, rating: 4 }, rating(2, send));
    await Promise.resolve();
    expect(send).not.toHaveBeenCalled();
    expect(shown().rating).toBe(2);

    first.resolve();
    await Promise.all([one, two]);
    expect(send).toHaveBeenCalledOnce();
    expect(shown().rating).toBe(2);
  });

  it("goes back to what the API confirmed last, not to what was never true", async () => {
    const refused = () => Promise.reject(new ApiError(422, "invalid_input", "No."));
    const one = act(ITEM, NOTHING, rating(4, () => Promise.resolve()));
    const two = act(ITEM, { ...NOTHING, rating: 4 }, rating(2, refused));
    const three = act(ITEM, { ...NOTHING, rating: 2 }, rating(1, refused));
    await Promise.all([one, two, three]);

    expect(shown().rating).toBe(4);
  });

  it("keeps what a later action confirmed although an earlier one was refused", async () => {
    const one = act(ITEM, NOTHING, rating(4, () => Promise.reject(new ApiError(409, "conflict", "No."))));
    const two = act(ITEM, { ...NOTHING, rating: 4 }, rating(2, () => Promise.resolve()));
    await Promise.all([one, two]);

    expect(shown().rating).toBe(2);
  });

  it("is kept for later without a connection, and stays shown", async () => {
    const record = vi.spyOn(track, "recordForLater");
    await act(ITEM, NOTHING, rating(4.5, () => Promise.reject(new Unreachable())));

    expect(record.mock.calls[0]?.[0]).toMatchObject({ interaction_type: "rate", rating: 4.5, item_id: 25 });
    expect(shown().rating).toBe(4.5);
  });

  it("marks lists as old and loads none anew", async () => {
    queryClient.setQueryData(["recommendations", null], { pages: [] });
    await act(ITEM, NOTHING, rating(4, () => Promise.resolve()));

    expect(queryClient.getQueryState(["recommendations", null])).toMatchObject({ isInvalidated: true, fetchStatus: "idle" });
  });
});

describe("patching", () => {
  it("leaves parts without the item as the same objects", () => {
    const data = { a: [OTHER], b: { c: 1 } };

    expect(patched(data, 25, NOTHING)).toBe(data);
  });

  it("does not touch what only has the same id", () => {
    const data = { id: 25, name: "a list" };

    expect(patched(data, 25, { ...NOTHING, rating: 1 })).toBe(data);
  });
});
