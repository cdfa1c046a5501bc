/** The rows of the front page: the reader's own, or everybody's. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";

export const homeQueries = {
  /** Recommendations for a guest's likes, newest first; the service stores nothing. */
  forLikes: (ids: readonly number[]) =>
    queryOptions({
      queryKey: ["home", "likes", ids],
      queryFn: ({ signal }) =>
        data(api.POST("/recommendations/session", { params: { query: { fields: "card" } }, body: { items: ids.toReversed().map((id) => ({ item_id: id, rating: 4.5 })) }, signal })),
    }),


  rows: (userId: number | null) =>
    queryOptions({
      queryKey: ["home", "rows", userId],
      queryFn: ({ signal }) => data(api.GET("/recommendations/carousels", { params: { query: { fields: "card" } }, signal })),
      // A change is announced, not made: see StaleNotice.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: false,
    }),
};
