/** What became of an import, row by row; what was not found can be mended on the spot. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { pathOf } from "../items/paths";
import { TitleBox } from "../items/TitleBox";
import { t } from "../messages/library/t";
import type { ItemType } from "../api/types";
import { choose, keepImport, type Imported } from "./queries";
import { grouped, isOpen, type ShownRow, type Status } from "./rows";

const SHOWN = 30;
const WAITING: readonly Status[] = ["ambiguous", "not_found", "bad"];

export function ReportOf({ imported, again }: { imported: Imported; again: () => void }) {
  const { report, rows, name } = imported;
  const groups = grouped(rows, report);
  const left = rows.filter(isOpen).length;
  const change = (n: number, changes: Partial<ShownRow>) =>
    keepImport((now) => now && { ...now, rows: now.rows.map((row) => (row.n === n ? { ...row, ...changes } : row)) });
  return (
    <div className="report">
      <div className="report-head">
        <h3>{t("report_of", { name })}</h3>
        <button type="button" className="button button-small" onClick={again}>
          {t("import_another")}
        </button>
      </div>
      <p role="status" className={left ? "report-left" : "hidden-text"}>
        {t("rows_left", { n: left })}
      </p>
      {report.notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      {rows.length === 0 && <p>{t("report_none")}</p>}
      {groups.map((group) => (
        <Group key={group.status} status={group.status} rows={group.rows} change={change} />
      ))}
    </div>
  );
}

type Change = (n: number, changes: Partial<ShownRow>) => void;

function Group({ status, rows, change }: { status: Status; rows: ShownRow[]; change: Change }) {
  const [most, setMost] = useState(SHOWN);
  return (
    <details className="report-group" open={WAITING.includes(status)}>
      <summary>{t("name_with_count", { name: t(`status_${status}`), n: rows.length })}</summary>
      <ul>
        {rows.slice(0, most).map((row) => (
          <ReportRow key={row.n} row={row} change={change} />
        ))}
      </ul>
      {rows.length > most && (
        <button type="button" className="button button-small" onClick={() => setMost(most + SHOWN * 4)}>
          {t("show_more_rows", { n: Math.min(SHOWN * 4, rows.length - most) })}
        </button>
      )}
    </details>
  );
}

function ReportRow({ row, change }: { row: ShownRow; change: Change }) {
  const title = row.title ?? t("row_untitled", { n: row.row });
  return (
    <li className="report-row">
      <div>
        <strong>{title}</strong> {row.year}
        <small className="hint">{t("row_place", { file: row.file, n: row.row })}</small>
        {[row.reason, ...(row.notes ?? [])].map((note) => note && (
          <small key={note} className={row.status === "bad" ? "wrong" : "hint"}>
            {note}
          </small>
        ))}
      </div>
      {row.chosen ? <Applied row={row} /> : row.isSkipped ? <Skipped row={row} change={change} /> : isOpen(row) && <Mend row={row} title={title} change={change} />}
    </li>
  );
}

function Applied({ row }: { row: ShownRow }) {
  return (
    <p role="status" className="report-done">
      {t("applied_to", { title: row.chosen ?? "" })} · {t(`status_${row.status}`)}{" "}
      {row.path && (
        <Link to={row.path} className="button-plain">
          {t("open_title", { title: row.chosen ?? "" })}
        </Link>
      )}
    </p>
  );
}

function Skipped({ row, change }: { row: ShownRow; change: Change }) {
  return (
    <button type="button" className="button-plain" onClick={() => change(row.n, { isSkipped: false })}>
      {t("unskip_row")}
    </button>
  );
}

interface Chosen {
  id: number;
  item_type: ItemType;
  title: string;
  year?: number | null;
}

/** Choose among the candidates, search for another title, or skip the row. */
function Mend({ row, title, change }: { row: ShownRow; title: string; change: Change }) {
  const apply = useMutation({
    mutationFn: (item: Chosen) => choose(row, item.id),
    onSuccess: (answer, item) => {
      if (!answer || answer.status === "bad" || answer.status === "not_found") change(row.n, { reason: answer?.reason ?? null });
      else change(row.n, { status: answer.status, reason: answer.reason ?? null, item_id: item.id, chosen: named(item), path: pathOf(item) });
    },
  });
  return (
    <div className="mend" aria-busy={apply.isPending}>
      {row.candidates && row.candidates.length > 0 && (
        <fieldset className="candidates">
          <legend>{t("which_one")}</legend>
          <div className="chips">
            {row.candidates.map((item) => (
              <span key={item.id} className="candidate">
                <button type="button" className="chip" disabled={apply.isPending} onClick={() => apply.mutate(item)}>
                  {named(item)} · {t(item.item_type === "movie" ? "film" : "book")}
                </button>
                <Link to={pathOf(item)} className="button-plain">
                  <span className="hidden-text">{t("open_title", { title: named(item) })}</span>
                  <span aria-hidden>↗</span>
                </Link>
              </span>
            ))}
          </div>
        </fieldset>
      )}
      <div className="mend-search">
        <TitleBox label={t("choose_other_for", { title })} placeholder={t("choose_other")} onChoose={(item) => apply.mutate(item)} />
        <button type="button" className="button-plain" aria-label={t("skip_row_title", { title })} onClick={() => change(row.n, { isSkipped: true })}>
          {t("skip_row")}
        </button>
      </div>
      {apply.error && (
        <p role="alert" className="wrong">
          {apply.error.message}
        </p>
      )}
    </div>
  );
}

function named({ title, year }: Pick<Chosen, "title" | "year">): string {
  return year ? `${title} (${year})` : title;
}
