/** Lists made, and click-through by source, place and day. */
import { useQuery } from "@tanstack/react-query";
import { t } from "../messages/admin/t";
import { number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { adminQueries, type ListCounts } from "./queries";
import { Wide } from "./Wide";
import { rate, shortDay, sourceName } from "./words";

type SourceDay = ListCounts["sources"][number];

export function Lists({ days }: { days: number }) {
  const lists = useQuery(adminQueries.lists(days));
  return (
    <section className="insight" aria-labelledby="lists">
      <h2 id="lists">{t("lists")}</h2>
      <p className="hint">{t("lists_hint")}</p>
      {lists.isPending && <LinesSkeleton />}
      {lists.isError && !lists.data && <Failed error={lists.error} retry={() => void lists.refetch()} />}
      {lists.data && (lists.data.sources.length === 0 && lists.data.days.length === 0 ? <p>{t("no_lists")}</p> : <Told counts={lists.data} />)}
    </section>
  );
}

/** The sums of each source over all days, the most shown first. */
export function sumBySource(days: readonly SourceDay[]): Omit<SourceDay, "day">[] {
  const sums = new Map<string, Omit<SourceDay, "day">>();
  for (const { source, n_shown, n_clicked, n_helpful, n_not_for_me } of days) {
    const sum = sums.get(source) ?? { source, n_shown: 0, n_clicked: 0, n_helpful: 0, n_not_for_me: 0 };
    sums.set(source, {
      source,
      n_shown: sum.n_shown + n_shown,
      n_clicked: sum.n_clicked + n_clicked,
      n_helpful: sum.n_helpful + n_helpful,
      n_not_for_me: sum.n_not_for_me + n_not_for_me,
    });
  }
  return [...sums.values()].toSorted((a, b) => b.n_shown - a.n_shown || a.source.localeCompare(b.source));
}

function Told({ counts }: { counts: ListCounts }) {
  const sums = sumBySource(counts.sources);
  return (
    <div className="admin-tables">
      <Wide label={t("by_source")}>
        <h3>{t("by_source")}</h3>
        <table className="insight-table">
          <thead>
            <tr>
              {(["source_name", "shown", "clicked", "click_rate", "found_helpful", "refused"] as const).map((name) => (
                <th key={name} scope="col">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sums.map((one) => (
              <tr key={one.source}>
                <th scope="row">{sourceName(one.source)}</th>
                <td>{number(one.n_shown)}</td>
                <td>{number(one.n_clicked)}</td>
                <td>{rate(one.n_clicked, one.n_shown)}</td>
                <td>{number(one.n_helpful)}</td>
                <td>{number(one.n_not_for_me)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <Places places={counts.places} />
      <Days counts={counts} sources={sums.map(({ source }) => source)} />
    </div>
  );
}

function Places({ places }: { places: ListCounts["places"] }) {
  return (
    <div>
      <h3>{t("by_place")}</h3>
      <table className="insight-table">
        <thead>
          <tr>
            {(["place", "shown", "clicked", "click_rate"] as const).map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((one, n) => (
            <tr key={one.place}>
              <th scope="row">{bandOf(one.place, places[n + 1]?.place)}</th>
              <td>{number(one.n_shown)}</td>
              <td>{number(one.n_clicked)}</td>
              <td>{rate(one.n_clicked, one.n_shown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "4 to 6", "1", "from 21". */
function bandOf(first: number, next: number | undefined): string {
  if (next === undefined) return t("places_beyond", { first });
  return next === first + 1 ? number(first) : t("places_from", { first, last: next - 1 });
}

function Days({ counts, sources }: { counts: ListCounts; sources: readonly string[] }) {
  const days = [...new Set([...counts.sources, ...counts.days].map(({ day }) => day))].toSorted().toReversed();
  const made = new Map(counts.days.map((one) => [one.day, one]));
  const shown = new Map(counts.sources.map((one) => [`${one.day} ${one.source}`, one]));
  return (
    <Wide label={t("by_day")} className="admin-whole">
      <h3>{t("by_day")}</h3>
      <table className="insight-table">
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            <th scope="col">{t("lists_made")}</th>
            <th scope="col">{t("lists_front")}</th>
            <th scope="col">{t("lists_readers")}</th>
            {sources.map((source) => (
              <th key={source} scope="col">
                {sourceName(source)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{shortDay(day)}</th>
              {(["n_lists", "n_front_pages", "n_readers"] as const).map((field) => (
                <td key={field}>{made.has(day) ? number(made.get(day)?.[field] ?? 0) : "–"}</td>
              ))}
              {sources.map((source) => {
                const one = shown.get(`${day} ${source}`);
                return <td key={source}>{one ? t("rate_of", { rate: rate(one.n_clicked, one.n_shown), n: one.n_shown }) : "–"}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
