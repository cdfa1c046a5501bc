/** What the reader likes and dislikes of one kind, with what moved in six months. */
import { useState } from "react";
import { number } from "../messages/t";
import { t } from "../messages/insights/t";
import { monthName, nameOf } from "./names";
import type { Insights, Kind, Preference } from "./queries";
import { Trend } from "./Trend";

const KINDS = ["genre", "language", "decade", "person", "type"] as const;
const SHOWN = 8;

export function Preferences({ insights }: { insights: Insights }) {
  const [kind, choose] = useState<Kind>("genre");
  const all = insights[`${kind}_preferences`];
  return (
    <section className="insight" aria-labelledby="tastes">
      <h2 id="tastes">{t("tastes")}</h2>
      <p className="hint">{t("tastes_hint")}</p>
      <fieldset className="segments segments-wrapped">
        <legend className="hidden-text">{t("tastes_of")}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input type="radio" name="kind" checked={kind === one} onChange={() => choose(one)} />
            <span>{t(`kind_${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {all.length === 0 ? <p>{t("tastes_none")}</p> : <Table kind={kind} preferences={strongest(all)} />}
    </section>
  );
}

/** The ones of which most is said, from liked to disliked. */
export function strongest(all: readonly Preference[]): Preference[] {
  return all.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, SHOWN).toSorted((a, b) => b.weight - a.weight);
}

function Table({ kind, preferences }: { kind: Kind; preferences: readonly Preference[] }) {
  const most = Math.max(...preferences.map(({ weight }) => Math.abs(weight)), 1e-9);
  const top = Math.max(...preferences.flatMap(({ trend }) => trend.map(({ weight }) => Math.abs(weight))), most);
  return (
    <table className="insight-table">
      <caption className="hidden-text">{t("tastes")}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`kind_${kind}`)}</th>
          <th scope="col">{t("weight")}</th>
          <th scope="col">{t("trend")}</th>
          <th scope="col">{t("titles")}</th>
        </tr>
      </thead>
      <tbody>
        {preferences.map((one) => (
          <tr key={one.key}>
            <th scope="row">{nameOf(kind, one)}</th>
            <td>
              <span className="weight" aria-hidden>
                <span className={one.weight < 0 ? "weight-against" : "weight-for"} style={{ width: `${(50 * Math.abs(one.weight)) / most}%` }} />
              </span>
              <span className="hidden-text">{number(one.weight, 2)}</span>
            </td>
            <td>
              <Trend weights={one.trend.map(({ weight }) => weight)} most={top} />
              <span className="hidden-text">{one.trend.map(({ month, weight }) => `${monthName(month)} ${number(weight, 2)}`).join(", ")}</span>
            </td>
            <td>{number(one.n_items)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
