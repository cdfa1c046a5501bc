/** What a reader writes of an item: a note for themselves, a review for all; and what others wrote. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { FIRST, nextStart } from "../api/pages";
import type { components } from "../api/schema";
import type { ItemType } from "../api/types";

export type Review = components["schemas"]["Review"];
export type FeedbackKind = components["schemas"]["NewFeedback"]["kind"];

const PAGE = 50; // reviews at once

export interface Place {
  itemType: ItemType;
  id: number;
}

export function pathTo({ itemType, id }: Place) {
  return { params: { path: { item_type: itemType, item_id: id } } };
}

export const opinionQueries = {
  note: ({ itemType, id }: Place) =>
    queryOptions({
      queryKey: ["note", itemType, id],
      queryFn: ({ signal }) => data(api.GET("/notes/{item_type}/{item_id}", { ...pathTo({ itemType, id }), signal })),
    }),

  myReview: ({ itemType, id }: Place) =>
    queryOptions({
      queryKey: ["reviews", itemType, id, "mine"],
      queryFn: ({ signal }) => data(api.GET("/reviews/{item_type}/{item_id}", { ...pathTo({ itemType, id }), signal })),
    }),

  reviews: ({ itemType, id }: Place) =>
    infiniteQueryOptions({
      queryKey: ["reviews", itemType, id],
      queryFn: ({ signal, pageParam }) => {
        const query = { limit: PAGE, ...pageParam };
        return itemType === "movie"
          ? data(api.GET("/movies/{movie_id}/reviews", { params: { path: { movie_id: id }, query }, signal }))
          : data(api.GET("/books/{book_id}/reviews", { params: { path: { book_id: id }, query }, signal }));
      },
      initialPageParam: FIRST,
      getNextPageParam: (last) => nextStart(last, last.reviews.length),
    }),
};
