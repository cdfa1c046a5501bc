/** One item, what is like it, and why it was recommended. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import type { ItemType } from "../api/types";

type Movie = components["schemas"]["Movie"];
type Book = components["schemas"]["Book"];

/** All of an item, as its page shows it. */
export type WholeItem = Movie | Book;

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
      queryFn: ({ signal }): Promise<WholeItem> =>
        itemType === "movie"
          ? data(api.GET("/movies/{movie_id}", { params: { path: { movie_id: id } }, signal }))
          : data(api.GET("/books/{book_id}", { params: { path: { book_id: id } }, signal })),
    }),

  similar: (itemType: ItemType, id: number, across: ItemType) =>
    queryOptions({
      queryKey: ["similar", itemType, id, across],
      queryFn: ({ signal }) =>
        data(
          api.GET("/recommendations/similar/{item_type}/{item_id}", {
            params: { path: { item_type: itemType, item_id: id }, query: { fields: "card", ...(across === itemType ? {} : { across, threshold: 0.15 }) } },
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
