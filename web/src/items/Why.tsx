/** Why an item is on a list: its reasons as sentences, and the arithmetic of its score to the last digit. */
import { useQuery } from "@tanstack/react-query";
import type { components } from "../api/schema";
import type { Item } from "../api/types";
import { t } from "../messages/item/t";
import { number, percent } from "../messages/t";
import { Feedback } from "./Feedback";
import { itemQueries } from "./queries";
import { featureName, seasonName, sentence } from "./reasons";

type Whole = components["schemas"]["Receipt"];
type Contribution = Omit<Whole["contributions"][number], "feature"> & { feature: readonly string[] | null };
type Receipt = Pick<Whole, "score" | "place" | "variety"> & Partial<Pick<Whole, "exploring">> & { contributions: readonly Contribution[] };

interface WhyProps {
  recommendationId: string;
  item: Pick<Item, "id" | "item_type" | "title" | "mine">;
}

export function Why({ recommendationId, item }: WhyProps) {
  const receipt = useQuery(itemQueries.receipt(recommendationId, item.id));
  // A receipt ends after a week: then there is nothing to show, and the page is whole without it.
  if (!receipt.data) return null;
  return (
    <section className="block why" aria-labelledby="why">
      <h2 id="why">{t("why")}</h2>
      <ul className="why-reasons">
        {receipt.data.reasons.map((reason) => (
          <li key={reason.key}>{sentence(reason)}</li>
        ))}
      </ul>
      <Feedback recommendationId={recommendationId} item={item} />
      <details>
        <summary className="button button-small">
          <span className="when-closed">{t("show_arithmetic")}</span>
          <span className="when-open">{t("hide_arithmetic")}</span>
        </summary>
        <Arithmetic receipt={receipt.data} />
      </details>
    </section>
  );
}

function Arithmetic({ receipt }: { receipt: Receipt }) {
  const parts = [...receipt.contributions].sort((a, b) => b.contribution - a.contribution);
  const widest = Math.max(...parts.map((part) => Math.abs(part.contribution)), 1e-9);
  return (
    <>
      <table className="arithmetic">
        <thead>
          <tr>
            <th scope="col">{t("source")}</th>
            <th scope="col">{t("weight")}</th>
            <th scope="col">{t("value_of_maximum")}</th>
            <th scope="col">{t("adds")}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={`${part.source} ${part.feature?.join(" ") ?? ""}`}>
              <th scope="row">
                {nameOf(part)}
                <span
                  className={part.contribution < 0 ? "bar bar-against" : "bar"}
                  style={{ width: `${(100 * Math.abs(part.contribution)) / widest}%` }}
                  aria-hidden
                />
              </th>
              <td>{number(part.weight, 3)}</td>
              <td>
                {number(part.value, 3)} / {number(part.maximum, 3)}
              </td>
              <td>{number(part.contribution, 4)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {t("score")}
            </th>
            <td>{number(receipt.score, 4)}</td>
          </tr>
        </tfoot>
      </table>
      {receipt.variety && receipt.variety.rank !== receipt.place && (
        <p className="hint">{t("moved_by_variety", { place: receipt.place, rank: receipt.variety.rank })}</p>
      )}
      {receipt.exploring && (
        <p className="hint">
          {t("chosen_by_chance", {
            chance: percent(receipt.exploring.propensity),
            choices: receipt.exploring.n_choices,
          })}
        </p>
      )}
    </>
  );
}

const SOURCES = {
  neighbors: "source_neighbors",
  ease: "source_ease",
  cosine: "source_cosine",
  factors: "source_factors",
  content: "source_content",
  popular: "source_popular",
  friends: "source_friends",
  taste: "source_taste",
  type: "source_type",
  variety: "source_variety",
  shown: "source_shown",
  season: "source_season",
  recommender: "source_recommender",
  exploring: "source_exploring",
} as const;

function nameOf({ source, feature }: Contribution): string {
  const [kind = "", name = ""] = feature ?? [];
  if (source === "season" && feature) return `${t(SOURCES[source])}: ${seasonName(kind)}, ${name}`;
  return feature ? `${t(SOURCES[source])}: ${featureName({ kind, name })}` : t(SOURCES[source]);
}
