/** The lists of the shelf, page by page. Pages stay stable by `as_of` while rows are added or removed. */
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { FIRST, nextStart, type Bounds, type Start } from "../api/pages";
import type { components } from "../api/schema";
import type { Item, ItemType } from "../api/types";

const PAGE = 40;

export const LISTS = ["ratings", "watchlist", "favorites", "seen", "hidden"] as const;
export const TABS = [...LISTS, "history"] as const;
const MARK_SORTS = ["newest", "oldest", "title", "year"] as const;
const RATING_SORTS = ["newest", "oldest", "highest", "lowest", "title", "year"] as const;
export type List = (typeof LISTS)[number];
export type Tab = (typeof TABS)[number];
export type Sort = (typeof RATING_SORTS)[number];

/** The orders that a list can have. */
export function sortsOf(list: List): readonly Sort[] {
  return list === "ratings" ? RATING_SORTS : MARK_SORTS;
}

export interface Entry {
  item: Item;
  /** When it was rated or marked. */
  at: string;
}
export interface Page extends Bounds {
  entries: Entry[];
}
export type Day = components["schemas"]["HistoryDay"];
export interface HistoryPage extends Bounds {
  days: Day[];
}

/** Which rows of a list, and in which order. */
export interface Asked {
  type: ItemType | undefined;
  sort: Sort;
  /** A part of a title or name; only ratings are looked through. */
  q: string;
}

async function pageOf(list: List, { type, sort, q }: Asked, start: Start, signal: AbortSignal): Promise<Page> {
  const asked = { limit: PAGE, fields: "card", ...(type ? { type } : {}), ...start } as const;
  if (list === "ratings") {
    const query = { ...asked, sort, ...(q ? { q } : {}) };
    const { ratings, ...bounds } = await data(api.GET("/ratings/my", { params: { query }, signal }));
    return { ...bounds, entries: ratings.map(({ item, rated_at }) => ({ item, at: rated_at })) };
  }
  const order = MARK_SORTS.find((one) => one === sort) ?? "newest";
  const { items, ...bounds } = await data(api.GET(`/${list}`, { params: { query: { ...asked, sort: order } }, signal }));
  return { ...bounds, entries: items.map((item) => ({ item, at: item.marked_at })) };
}

/** The days of all pages; one that a page ends in goes on with the next page. */
export function joinDays(pages: readonly HistoryPage[]): Day[] {
  const days: Day[] = [];
  for (const { day, entries } of pages.flatMap((page) => page.days)) {
    const last = days.at(-1);
    if (last?.day === day) days[days.length - 1] = { day, entries: [...last.entries, ...entries] };
    else days.push({ day, entries });
  }
  return days;
}

export const shelfQueries = {
  list: (list: List, asked: Asked) =>
    infiniteQueryOptions({
      queryKey: ["shelf", list, asked],
      queryFn: ({ signal, pageParam }) => pageOf(list, asked, pageParam, signal),
      initialPageParam: FIRST,
      getNextPageParam: (last) => nextStart(last, last.entries.length),
      placeholderData: keepPreviousData,
    }),

  history: (type: ItemType | undefined) =>
    infiniteQueryOptions({
      queryKey: ["shelf", "history", type ?? null],
      queryFn: ({ signal, pageParam }): Promise<HistoryPage> =>
        data(api.GET("/history", { params: { query: { limit: PAGE, fields: "card", ...(type ? { type } : {}), ...pageParam } }, signal })),
      initialPageParam: FIRST,
      getNextPageParam: (last) => nextStart(last, last.days.reduce((sum, day) => sum + day.entries.length, 0)),
    }),
};
