/** The list of the day, batch by batch. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { ItemType } from "../api/types";

interface Page {
  recommendationId: string;
  batch: number;
}

export const recommendationQueries = {
  list: (type: ItemType | undefined) =>
    infiniteQueryOptions({
      queryKey: ["recommendations", type ?? null],
      queryFn: ({ signal, pageParam }) =>
        data(
          pageParam
            ? api.GET("/recommendations/next", { params: { query: { recommendation_id: pageParam.recommendationId, batch: pageParam.batch, fields: "card" } }, signal })
            : api.GET("/recommendations/personalized", { params: { query: { fields: "card", ...(type ? { item_type: type } : {}) } }, signal }),
        ),
      initialPageParam: null as Page | null,
      getNextPageParam: (last, pages) =>
        last.exhausted || last.recommendation_id === null ? undefined : { recommendationId: last.recommendation_id, batch: pages.length + 1 },
      // A change is announced, not made: the list on the screen can be read to its end.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: false,
    }),
};
