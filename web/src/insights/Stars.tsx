/** The reader's stars beside everybody's, and how far they agree about the same titles. */
import { number, percent } from "../messages/t";
import { t } from "../messages/insights/t";
import type { Insights } from "./queries";

export function Stars({ stars, agreement }: Pick<Insights, "stars" | "agreement">) {
  const most = Math.max(...stars.histogram.flatMap((bar) => [bar.my_share, bar.crowd_share]), 1e-9);
  return (
    <section className="insight" aria-labelledby="stars">
      <h2 id="stars">{t("stars_title")}</h2>
      {stars.average !== null && (
        <p>
          {t("stars_average", { n: stars.n_ratings, average: number(stars.average, 2) })}{" "}
          {stars.crowd_average !== null && t("stars_crowd", { average: number(stars.crowd_average, 2) })}
        </p>
      )}
      <div className="histogram" aria-hidden>
        {stars.histogram.map((bar) => (
          <div key={bar.stars}>
            <span className="histogram-bars">
              <span className="of-me" style={{ height: `${(100 * bar.my_share) / most}%` }} />
              <span className="of-crowd" style={{ height: `${(100 * bar.crowd_share) / most}%` }} />
            </span>
            {number(bar.stars)}
          </div>
        ))}
      </div>
      <p className="legend" aria-hidden>
        <span className="of-me" /> {t("you")} <span className="of-crowd" /> {t("others")}
      </p>
      <table className="hidden-text">
        <caption>{t("stars_title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("stars_title")}</th>
            <th scope="col">{t("you")}</th>
            <th scope="col">{t("others")}</th>
          </tr>
        </thead>
        <tbody>
          {stars.histogram.map((bar) => (
            <tr key={bar.stars}>
              <th scope="row">{t("n_stars", { n: bar.stars })}</th>
              <td>{percent(bar.my_share)}</td>
              <td>{percent(bar.crowd_share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t("agreement")}</h3>
      <p>{sayAgreement(agreement)}</p>
    </section>
  );
}

const CLOSE = 0.5;
const SOME = 0.2;

/** In words, with the figure they rest on. */
export function sayAgreement({ correlation, n }: Insights["agreement"]): string {
  if (correlation === null) return t("agreement_none");
  const key = correlation >= CLOSE ? "agreement_close" : correlation >= SOME ? "agreement_some" : correlation > -SOME ? "agreement_little" : "agreement_against";
  return t(key, { n, correlation: number(correlation, 2) });
}
