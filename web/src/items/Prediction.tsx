/** How many stars the reader would give an item, between which bounds and from how much; or what is missing to say so. */
import type { Prediction as Predicted } from "../api/types";
import { number } from "../messages/t";
import { t } from "../messages/item/t";
import { starsFor } from "./predictedStars";
import type { WholeItem } from "./queries";

export function Prediction({ item }: { item: Pick<WholeItem, "mine" | "prediction"> }) {
  const { prediction, mine } = item;
  if (!prediction || (mine?.rating ?? null) !== null) return null;
  const stars = starsFor(item);
  return (
    <dl className="item-averages item-prediction">
      <div>
        <dt>{t("prediction_title")}</dt>
        {stars === null ? <dd className="hint">{sayMissing(prediction)}</dd> : <dd><strong>{number(stars)}</strong> {sayBounds(prediction)}</dd>}
      </div>
    </dl>
  );
}

/** "between 3.3 and 4.9, from 12 ratings" */
export function sayBounds({ low, high, support, is_simulated }: Predicted): string {
  return t(is_simulated ? "prediction_bounds_simulated" : "prediction_bounds", { low: number(low ?? 0), high: number(high ?? 0), n: support });
}

export function sayMissing({ missing }: Predicted): string {
  const n = Number(missing?.params["n"] ?? 1);
  return t(missing?.key === "more_raters" ? "prediction_needs_raters" : "prediction_needs_ratings", { n });
}
