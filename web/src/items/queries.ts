/** One item, what is like it, and why it was recommended. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import type { ItemType, Mine } from "../api/types";

type Movie = components["schemas"]["Movie"];
type Book = components["schemas"]["Book"];

/** What an item's page shows: all of the item, with `mine` as lists have it. */
export type WholeItem = (Omit<Movie, "mine"> | Omit<Book, "mine">) & { mine: Mine | null };

function asInLists(item: Movie | Book): WholeItem {
  const mine = item.mine;
  return {
    ...item,
    mine: mine && {
      rating: mine.rating,
      on_watchlist: mine.on_watchlist_at !== null,
      is_hidden: mine.hidden_at !== null,
      is_seen: mine.seen_at !== null,
      is_favorite: mine.favorite_at !== null,
    },
  };
}

export const itemQueries = {
  /** What completes a word that is being typed. */
  suggestions: (q: string) =>
    queryOptions({
      queryKey: ["suggest", q],
      queryFn: ({ signal }) => data(api.GET("/search/suggest", { params: { query: { q, limit: 8 } }, signal })),
      enabled: q.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 5 * 60_000,
    }),

  item: (itemType: ItemType, id: number) =>
    queryOptions({
      queryKey: ["item", itemType, id],
      queryFn: async ({ signal }): Promise<WholeItem> =>
        asInLists(
          itemType === "movie"
            ? await data(api.GET("/movies/{movie_id}", { params: { path: { movie_id: id } }, signal }))
            : await data(api.GET("/books/{book_id}", { params: { path: { book_id: id } }, signal })),
        ),
    }),

  similar: (itemType: ItemType, id: number, across: ItemType) =>
    queryOptions({
      queryKey: ["similar", itemType, id, across],
      queryFn: ({ signal }) =>
        data(
          api.GET("/recommendations/similar/{item_type}/{item_id}", {
            params: { path: { item_type: itemType, item_id: id }, query: across === itemType ? {} : { across, threshold: 0.15 } },
            signal,
          }),
        ),
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: false,
    }),

  receipt: (recommendationId: string, id: number) =>
    queryOptions({
      queryKey: ["receipt", recommendationId, id],
      queryFn: ({ signal }) =>
        data(
          api.GET("/recommendations/{recommendation_id}/why/{item_id}", {
            params: { path: { recommendation_id: recommendationId, item_id: id } },
            signal,
          }),
        ),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};
