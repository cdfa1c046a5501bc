/** The models that the database keeps, with their figures, and what the evaluation measured. */
import { useQuery } from "@tanstack/react-query";
import { t } from "../messages/admin/t";
import { number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { adminQueries, type Evaluation, type ModelVersion } from "./queries";
import { Wide } from "./Wide";
import { ago, sourceName } from "./words";

type Rows = Record<string, Record<string, unknown>>;

export function Models() {
  const models = useQuery(adminQueries.models());
  if (models.isPending) return <LinesSkeleton count={8} />;
  if (!models.data) return <Failed error={models.error} retry={() => void models.refetch()} />;
  return (
    <>
      <section className="insight" aria-labelledby="models">
        <h2 id="models">{t("models")}</h2>
        <ul className="models">
          {models.data.models.map((model) => (
            <Model key={`${model.kind} ${model.name}`} model={model} />
          ))}
        </ul>
      </section>
      <section className="insight" aria-labelledby="evaluations">
        <h2 id="evaluations">{t("evaluations")}</h2>
        {models.data.evaluations.length === 0 && (
          <p className="hint">
            {t("no_evaluations")} <code>python -m api.jobs evaluate</code>
          </p>
        )}
        {models.data.evaluations.map((evaluation, n) => (
          <Measured key={evaluation.measured_at} evaluation={evaluation} isOpen={n === 0} />
        ))}
      </section>
    </>
  );
}

function Model({ model }: { model: ModelVersion }) {
  const [figures, tables] = sorted(model.metrics);
  return (
    <li className="model">
      <div className="admin-head">
        <h3>{model.kind}</h3>
        <span className={model.is_active ? "outcome outcome-ok" : "outcome"}>{t(model.is_active ? "in_use" : "not_in_use")}</span>
      </div>
      <p className="hint">
        <code>{model.name}</code> · {ago(model.made_at)}
      </p>
      {figures.length > 0 && <p lang="en">{figures.map(([name, value]) => `${shown(value)} ${name.replace(/^n_/, "").replaceAll("_", " ")}`).join(" · ")}</p>}
      {tables.map(([name, rows]) => (
        <Figures key={name} title={name} rows={rows} />
      ))}
      {model.kind === "ease" && (model.weights ? <Figures title={t("model_weights")} rows={model.weights} nameColumn={sourceName} nameRow={(n) => t("from_ratings", { n })} /> : <p className="hint">{t("shipped_weights")}</p>)}
    </li>
  );
}

function Measured({ evaluation, isOpen }: { evaluation: Evaluation; isOpen: boolean }) {
  const [, tables] = sorted(evaluation.measures);
  return (
    <details className="admin-more" open={isOpen}>
      <summary>{t("evaluated_at", { when: ago(evaluation.measured_at) })}</summary>
      <p className="hint" lang="en">
        {Object.entries(evaluation.versions)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => `${name.replaceAll("_", " ")}: ${String(value)}`)
          .join(" · ")}
      </p>
      {tables.map(([name, rows]) => (
        <Figures key={name} title={name.replaceAll("_", " ")} rows={rows} />
      ))}
    </details>
  );
}

function isRows(value: unknown): value is Rows {
  const all = value && typeof value === "object" && !Array.isArray(value) ? Object.values(value) : [];
  return all.length > 0 && all.every((row) => row !== null && typeof row === "object");
}

/** What can be said in a line, and what is a table. */
function sorted(metrics: Record<string, unknown>): [[string, unknown][], [string, Rows][]] {
  const all = Object.entries(metrics);
  return [all.filter(([, value]) => typeof value === "number" || typeof value === "string"), all.filter((one): one is [string, Rows] => isRows(one[1]))];
}

function shown(value: unknown): string {
  return typeof value === "number" ? number(value, 4) : typeof value === "string" ? value : "–";
}

interface FiguresProps {
  title: string;
  rows: Rows;
  nameColumn?: (name: string) => string;
  nameRow?: (name: string) => string;
}

/** An object of objects as a table: a row each, and a column for each name that occurs. */
function Figures({ title, rows, nameColumn = String, nameRow = String }: FiguresProps) {
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  return (
    <Wide label={title}>
      <table className="insight-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">{title}</span>
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {nameColumn(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(rows).map(([name, row]) => (
            <tr key={name}>
              <th scope="row">{nameRow(name)}</th>
              {columns.map((column) => (
                <td key={column}>{shown(row[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
