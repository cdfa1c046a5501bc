/** The rows of the front page: the reader's own, or everybody's. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";

export const homeQueries = {
  rows: (userId: number | null) =>
    queryOptions({
      queryKey: ["home", "rows", userId],
      queryFn: ({ signal }) => data(api.GET("/recommendations/carousels", { params: { query: {} }, signal })),
      // A change is announced, not made: see StaleNotice.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: false,
    }),
};
