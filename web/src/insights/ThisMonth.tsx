/** What changed this month. */
import { list, number } from "../messages/t";
import { t } from "../messages/insights/t";
import { monthName, nameOf } from "./names";
import type { Insights } from "./queries";

type Month = Insights["this_month"];

export function ThisMonth({ month }: { month: Month }) {
  const changes = (all: Month["rising"]) => list(all.map((one) => `${nameOf(one.kind, one)} (${one.change > 0 ? "+" : "−"}${number(Math.abs(one.change), 2)})`));
  const hasBefore = month.n_ratings_before > 0; // in a first month all is new, and nothing is less than before
  return (
    <section className="insight" aria-labelledby="month">
      <h2 id="month">{t("this_month", { month: monthName(month.month, "long") })}</h2>
      <ul className="why-reasons">
        <li>{t("month_ratings", { n: month.n_ratings, before: month.n_ratings_before })}</li>
        {month.rising.length > 0 && <li>{t("month_rising", { names: changes(month.rising) })}</li>}
        {hasBefore && month.falling.length > 0 && <li>{t("month_falling", { names: changes(month.falling) })}</li>}
        {hasBefore && month.first_seen.length > 0 && <li>{t("month_first", { names: list(month.first_seen.map((one) => nameOf(one.kind, one))) })}</li>}
      </ul>
    </section>
  );
}
