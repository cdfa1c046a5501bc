/** How much the reader does here: the score with its parts, days in a row, and six months. */
import { date, number, percent } from "../messages/t";
import { t } from "../messages/insights/t";
import { monthName } from "./names";
import type { Insights } from "./queries";

const PARTS = ["recency", "frequency", "volume"] as const;

export function Activity({ insights }: { insights: Insights }) {
  const { engagement, streaks, months } = insights;
  const most = Math.max(...months.map(({ n_events }) => n_events), 1);
  return (
    <section className="insight" aria-labelledby="activity">
      <h2 id="activity">{t("activity")}</h2>
      <div className="insight-columns">
        <div>
          <h3>{t("engagement")}</h3>
          <p className="figure">{t("of_hundred", { score: number(insights.engagement_score) })}</p>
          <ul className="shares">
            {PARTS.map((part) => (
              <li key={part}>
                <span>{t(`engagement_${part}`)}</span> <span>{percent(engagement[part])}</span>
                <span className="bar" style={{ width: `${100 * engagement[part]}%` }} aria-hidden />
              </li>
            ))}
          </ul>
          <p className="hint">{t("engagement_days", { n: engagement.n_active_days, days: engagement.n_days })}</p>
        </div>
        <div>
          <h3>{t("streaks")}</h3>
          <p className="figure">{t("n_days", { n: streaks.current })}</p>
          <p className="hint">
            {t("streak_longest", { n: streaks.longest })}
            {streaks.longest_from && streaks.longest_to && ` (${date(streaks.longest_from, "medium", "UTC")} – ${date(streaks.longest_to, "medium", "UTC")})`}
          </p>
        </div>
        <div>
          <h3>{t("months")}</h3>
          <table className="insight-table">
            <thead>
              <tr>
                <th scope="col">{t("month")}</th>
                <th scope="col">{t("events")}</th>
                <th scope="col">{t("ratings")}</th>
              </tr>
            </thead>
            <tbody>
              {months.map((one) => (
                <tr key={one.month}>
                  <th scope="row">{monthName(one.month)}</th>
                  <td>
                    {number(one.n_events)}
                    <span className="bar" style={{ width: `${(100 * one.n_events) / most}%` }} aria-hidden />
                  </td>
                  <td>{number(one.n_ratings)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}
