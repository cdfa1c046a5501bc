/** The lists of the shelf, page by page. Pages stay stable by `as_of` while rows are added or removed. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import type { Item, ItemType } from "../api/types";

const PAGE = 40;

export const LISTS = ["ratings", "watchlist", "favorites", "seen", "hidden"] as const;
export const TABS = [...LISTS, "history"] as const;
export const SORTS = ["newest", "oldest", "highest", "lowest", "title"] as const;
export type List = (typeof LISTS)[number];
export type Tab = (typeof TABS)[number];
export type Sort = (typeof SORTS)[number];

export interface Entry {
  item: Item;
  /** When it was rated or marked. */
  at: string;
}
interface Bounds {
  total: number;
  skip: number;
  as_of?: string;
}
export interface Page extends Bounds {
  entries: Entry[];
}
export type Day = components["schemas"]["HistoryDay"];
export interface HistoryPage extends Bounds {
  days: Day[];
}

interface Start {
  skip: number;
  as_of?: string;
}

function next(page: Bounds, count: number): Start | undefined {
  const skip = page.skip + count;
  if (count === 0 || skip >= page.total) return undefined;
  return page.as_of === undefined ? { skip } : { skip, as_of: page.as_of };
}

async function pageOf(list: List, sort: Sort, asked: { limit: number; type?: ItemType } & Start, signal: AbortSignal): Promise<Page> {
  if (list === "ratings") {
    const { ratings, ...bounds } = await data(api.GET("/ratings/my", { params: { query: { ...asked, sort } }, signal }));
    return { ...bounds, entries: ratings.map(({ item, rated_at }) => ({ item, at: rated_at })) };
  }
  const { items, ...bounds } = await data(api.GET(`/${list}`, { params: { query: asked }, signal }));
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
  list: (list: List, type: ItemType | undefined, sort: Sort) =>
    infiniteQueryOptions({
      queryKey: ["shelf", list, type ?? null, sort],
      queryFn: ({ signal, pageParam }) => pageOf(list, sort, { limit: PAGE, ...(type ? { type } : {}), ...pageParam }, signal),
      initialPageParam: { skip: 0 } as Start,
      getNextPageParam: (last) => next(last, last.entries.length),
    }),

  history: (type: ItemType | undefined) =>
    infiniteQueryOptions({
      queryKey: ["shelf", "history", type ?? null],
      queryFn: ({ signal, pageParam }): Promise<HistoryPage> =>
        data(api.GET("/history", { params: { query: { limit: PAGE, ...(type ? { type } : {}), ...pageParam } }, signal })),
      initialPageParam: { skip: 0 } as Start,
      getNextPageParam: (last) => next(last, last.days.reduce((sum, day) => sum + day.entries.length, 0)),
    }),
};
