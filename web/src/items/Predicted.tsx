/** "★ 4.1 for you", quietly. The line is there from the start, so that nothing moves when it comes. */
import { Star } from "lucide-react";
import { number, t } from "../messages/t";
import { starsFor, type PredictedItem } from "./predictedStars";

export function Predicted({ item }: { item: Pick<PredictedItem, "mine" | "prediction"> }) {
  const stars = starsFor(item);
  return (
    <p className="card-predicted">
      {stars !== null && (
        <>
          <Star size={13} aria-hidden /> <span className="hidden-text">{t("predicted")}</span> {t("stars_for_you", { stars: number(stars) })}
        </>
      )}
    </p>
  );
}
