/** What a newcomer is asked next. Nothing but this page keeps what they do not know. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { ItemType } from "../api/types";

const AT_ONCE = 3;
const MOST_SKIPPED = 200;

/** How many ratings are enough for the models of items to carry a list: from there on nobody is asked. */
export const ENOUGH = 15;

export const onboardingQueries = {
  /** Some questions, without those that were answered already. A round has questions of its own. */
  next: (type: ItemType | undefined, round: number, answered: readonly number[]) =>
    queryOptions({
      queryKey: ["onboarding", type ?? null, round],
      queryFn: ({ signal }) => {
        const ids = answered.slice(-MOST_SKIPPED).join(",");
        return data(api.GET("/onboarding/next", { params: { query: { limit: AT_ONCE, fields: "card", ...(type ? { item_type: type } : {}), ...(ids ? { skip_ids: [ids] } : {}) } }, signal }));
      },
      staleTime: Number.POSITIVE_INFINITY, // a question stays until it is answered
      gcTime: 0,
    }),
};
