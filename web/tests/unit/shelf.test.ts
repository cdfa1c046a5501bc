import { expect, test } from "vitest";
import { joinDays, shelfQueries, type Day, type HistoryPage } from "../../src/shelf/queries";

function day(name: string, ...ids: number[]): Day {
  return { day: name, entries: ids.map((id) => ({ id })) } as unknown as Day;
}

function page(skip: number, ...days: Day[]): HistoryPage {
  return { days, skip, total: 5, as_of: "a" };
}

test("a day that a page ends in goes on with the next page", () => {
  const days = joinDays([page(0, day("2026-03-02", 9), day("2026-03-01", 8, 7)), page(3, day("2026-03-01", 6), day("2026-02-28", 5))]);

  expect(days).toEqual([day("2026-03-02", 9), day("2026-03-01", 8, 7, 6), day("2026-02-28", 5)]);
});

test("the next page of the history begins after its entries, not after its days", () => {
  const { getNextPageParam } = shelfQueries.history(undefined);

  const first = page(0, day("2026-03-02", 9), day("2026-03-01", 8, 7));
  const last = page(3, day("2026-03-01", 6), day("2026-02-28", 5));

  expect(getNextPageParam(first, [first], { skip: 0 }, [{ skip: 0 }])).toEqual({ skip: 3, as_of: "a" });
  expect(getNextPageParam(last, [first, last], { skip: 3 }, [{ skip: 0 }, { skip: 3 }])).toBeUndefined();
});

test("later pages of a list are as of the first one", () => {
  const { getNextPageParam } = shelfQueries.list("watchlist", { type: "movie", sort: "newest", q: "" });
  const first = { entries: [{}, {}] as never[], skip: 0, total: 3, as_of: "a" };

  expect(getNextPageParam(first, [first], { skip: 0 }, [{ skip: 0 }])).toEqual({ skip: 2, as_of: "a" });
});
