/** The stars that a card shows as predicted. */
import type { Item, Prediction } from "../api/types";

/** An item as cards take it: with a prediction, where there is one. */
export type PredictedItem = Item & { prediction?: Prediction | null };

/** The stars to show for an item: none if the reader gave some, or if too little is known. */
export function starsFor({ mine, prediction }: Pick<PredictedItem, "mine" | "prediction">): number | null {
  return (mine?.rating ?? null) === null ? (prediction?.rating ?? null) : null;
}
