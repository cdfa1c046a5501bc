/** How many stars the reader would give what a page shows. Personal lists say it themselves; for others we ask once a page. */
import { queryOptions, useQueries } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { Item, Prediction } from "../api/types";
import { useSession } from "../session/session";
import type { PredictedItem } from "./predictedStars";

const MOST = 100;

export type Predictions = ReadonlyMap<number, Prediction>;

function predictionsOf(ids: readonly number[]) {
  return queryOptions({
    queryKey: ["predictions", ids],
    queryFn: ({ signal }) => data(api.GET("/predictions", { params: { query: { ids: [ids.join(",")] } }, signal })),
    staleTime: Number.POSITIVE_INFINITY, // they stay as they are under the reader's hand
    refetchOnMount: false,
  });
}

/** The predictions of each page of items; none for guests, and none yet while they are asked for. */
export function usePredictions(pages: readonly (readonly Pick<Item, "id">[] | undefined)[]): Predictions {
  const session = useSession();
  const asked = session ? pages.flatMap((items) => (items?.length ? [items.slice(0, MOST).map(({ id }) => id)] : [])) : [];
  return useQueries({
    queries: asked.map(predictionsOf),
    combine: (answers) =>
      new Map(answers.flatMap((one) => (one.data?.predictions ?? []).flatMap(({ item_id, prediction }) => (prediction ? [[item_id, prediction] as const] : [])))),
  });
}

/** The items, each with its prediction. */
export function withPredictions<Kind extends Item>(items: readonly Kind[], predictions: Predictions): (Kind & PredictedItem)[] {
  return items.map((item) => ({ ...item, prediction: predictions.get(item.id) ?? null }));
}
