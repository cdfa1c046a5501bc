/** How much there is, what came by day, and what became of what lists showed. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../messages/admin/t";
import { number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { Fact } from "./Fact";
import { Lists } from "./Lists";
import { adminQueries, type Growth } from "./queries";
import { Wide } from "./Wide";
import { shortDay } from "./words";

const PERIODS = [7, 30, 90] as const;
const MOST_OF_LISTS = 30;
const CHARTS = [
  ["growth_ratings", "n_ratings"],
  ["growth_accounts", "n_accounts"],
  ["growth_items", "n_items"],
] as const;

export function Counts() {
  const [days, setDays] = useState<number>(30);
  const growth = useQuery(adminQueries.growth(days));
  return (
    <>
      <fieldset className="segments">
        <legend className="hidden-text">{t("period")}</legend>
        {PERIODS.map((period) => (
          <label key={period}>
            <input type="radio" name="days" checked={days === period} onChange={() => setDays(period)} />
            <span>{t("last_days", { days: period })}</span>
          </label>
        ))}
      </fieldset>
      {growth.isPending && <LinesSkeleton count={8} />}
      {growth.isError && !growth.data && <Failed error={growth.error} retry={() => void growth.refetch()} />}
      {growth.data && <Grown growth={growth.data} />}
      <Lists days={Math.min(days, MOST_OF_LISTS)} />
    </>
  );
}

function Grown({ growth: { totals, days } }: { growth: Growth }) {
  const inOrder = days.toReversed();
  return (
    <>
      <section className="insight" aria-labelledby="totals">
        <h2 id="totals">{t("totals")}</h2>
        <dl className="facts">
          <Fact name="n_movies" value={totals.n_movies} />
          <Fact name="n_books" value={totals.n_books} />
          <Fact name="n_accounts" value={totals.n_accounts} />
          <Fact name="n_raters" value={totals.n_raters} more={["n_without_account", totals.n_without_account]} />
          <Fact name="n_ratings" value={totals.n_ratings} more={["n_simulated", totals.n_simulated]} />
        </dl>
      </section>
      <section className="insight" aria-labelledby="growth">
        <h2 id="growth">{t("growth")}</h2>
        <div className="insight-columns">
          {CHARTS.map(([name, field]) => (
            <DayBars key={name} title={t(name)} days={inOrder.map((one) => ({ day: one.day, n: one[field] }))} />
          ))}
        </div>
        <details className="admin-more">
          <summary>{t("as_table")}</summary>
          <Wide label={t("growth")}>
            <table className="insight-table">
              <thead>
                <tr>
                  <th scope="col">{t("day")}</th>
                  {CHARTS.map(([name]) => (
                    <th key={name} scope="col">
                      {t(name)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {days.map((one) => (
                  <tr key={one.day}>
                    <th scope="row">{shortDay(one.day)}</th>
                    {CHARTS.map(([name, field]) => (
                      <td key={name}>{number(one[field])}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </details>
      </section>
    </>
  );
}

/** A bar a day, with the sum and the most in words; the table says every day. */
function DayBars({ title, days }: { title: string; days: readonly { day: string; n: number }[] }) {
  const most = Math.max(...days.map(({ n }) => n), 0);
  const sum = days.reduce((all, { n }) => all + n, 0);
  return (
    <div>
      <h3>{title}</h3>
      <p className="hint">{[t("growth_sum", { n: sum, days: days.length }), most > 0 && t("growth_most", { most })].filter(Boolean).join(", ")}</p>
      <div className="day-bars" aria-hidden>
        {days.map(({ day, n }) => (
          <span key={day} title={`${shortDay(day)}: ${number(n)}`} style={{ height: n === 0 ? "1px" : `${Math.max(4, (100 * n) / most)}%` }} />
        ))}
      </div>
      <div className="day-ends hint" aria-hidden>
        <span>{shortDay(days[0]?.day ?? "")}</span> <span>{shortDay(days.at(-1)?.day ?? "")}</span>
      </div>
    </div>
  );
}
