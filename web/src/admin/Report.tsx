/** What an experiment found: a table a measure, the one that decides first, and whether its readers are split as wanted. */
import { useQuery } from "@tanstack/react-query";
import { t, type Key } from "../messages/admin/t";
import { number, percent } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { adminQueries, type ExperimentReport } from "./queries";
import { Wide } from "./Wide";

type Measure = ExperimentReport["measures"][number];
type Compared = Measure["against_control"][number];

const COLUMNS = ["variant", "lists_readers", "measure_value", "measure_interval", "measure_difference", "measure_interval_any", "measure_p", "measure_verdict"] as const;

export function Report({ name }: { name: string }) {
  const report = useQuery(adminQueries.experiment(name));
  if (report.isPending) return <LinesSkeleton />;
  if (!report.data) return <Failed error={report.error} retry={() => void report.refetch()} />;
  const { measures, deciding, split, harm } = report.data;
  const told = measures.filter(({ variants }) => variants.length > 0);
  const others = told.filter(({ measure }) => measure !== deciding);
  const names = split.variants.map(({ variant }) => variant);
  const [first] = told.filter(({ measure }) => measure === deciding);
  return (
    <>
      {split.is_skewed && <p className="wrong">{t("split_skewed")}</p>}
      {harm && (
        <p className="wrong" lang="en">
          {harm}
        </p>
      )}
      {told.length === 0 && <p>{t("report_empty")}</p>}
      {first && <MeasureTable measure={first} names={names} isDeciding />}
      {others.map((measure) => (
        <MeasureTable key={measure.measure} measure={measure} names={names} />
      ))}
      {told.length > 0 && <p className="hint">{t("report_hint")}</p>}
      <p className="hint">
        {t("split_told", { readers: split.variants.map(({ variant, n_readers: n, n_expected: wanted }) => `${variant} ${number(n)} / ${number(wanted)}`).join(", "), p: chance(split.p_value) })}
      </p>
    </>
  );
}

function MeasureTable({ measure: { measure, variants, against_control: against }, names, isDeciding = false }: { measure: Measure; names: string[]; isDeciding?: boolean }) {
  const title = t(`measure_${measure}` as Key);
  const say = (value: number, isDifference = false) => written(value, measure !== "ratings", isDifference);
  return (
    <Wide label={title}>
      <table className="insight-table">
        <caption>{isDeciding ? t("measure_decides", { measure: title }) : title}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <Estimated one={variants.find(({ variant }) => variant === name)} say={say} />
              <Beside compared={against.find(({ variant }) => variant === name)} say={say} />
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** Fewer than two readers have no variance, so no value is told. */
function Estimated({ one, say }: { one: Measure["variants"][number] | undefined; say: (value: number) => string }) {
  return (
    <>
      <td>{one ? number(one.n_readers) : "–"}</td>
      <td>{one ? say(one.value) : "–"}</td>
      <td>{one ? t("from_to", { from: say(one.low), to: say(one.high) }) : "–"}</td>
    </>
  );
}

function Beside({ compared, say }: { compared: Compared | undefined; say: (value: number, isDifference?: boolean) => string }) {
  if (!compared) return <td colSpan={4}>{t("control_row")}</td>;
  const { difference, low, high, lift, p_value: p, verdict } = compared;
  const isTold = difference !== null && low !== null && high !== null && p !== null;
  return (
    <>
      <td>{isTold ? `${say(difference, true)}${lift === null ? "" : ` (${percent(lift, 1, true)})`}` : "–"}</td>
      <td>{isTold ? t("from_to", { from: say(low, true), to: say(high, true) }) : "–"}</td>
      <td>{isTold ? chance(p) : "–"}</td>
      <td>
        <span className={`outcome ${verdict === "better" ? "outcome-ok" : verdict === "worse" ? "outcome-problem" : ""}`}>{t(`verdict_${verdict}`)}</span>
      </td>
    </>
  );
}

/** "8.02%" for a share of 0.0802, "3.912" for stars; a difference has its sign. */
export function written(value: number, isShare: boolean, isDifference = false): string {
  if (isShare) return percent(value, 2, isDifference);
  return `${isDifference && value > 0 ? "+" : ""}${number(value, 3)}`;
}

/** A p-value, of four digits at most. */
export function chance(p: number): string {
  return p < 0.0001 ? `< ${number(0.0001, 4)}` : number(p, 4);
}
