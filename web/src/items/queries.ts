/** One item, and what is like it. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { ItemType } from "../api/types";

export const itemQueries = {
  similar: (itemType: ItemType, itemId: number, across: ItemType | undefined) =>
    queryOptions({
      queryKey: ["similar", itemType, itemId, across ?? null],
      queryFn: ({ signal }) =>
        data(
          api.GET("/recommendations/similar/{item_type}/{item_id}", {
            params: { path: { item_type: itemType, item_id: itemId }, query: { ...(across ? { across } : {}) } },
            signal,
          }),
        ),
    }),
};
