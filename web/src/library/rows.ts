/** The rows of an import's report: in which groups they are shown, and what a choice makes of one. */
import type { components } from "../api/schema";

export type Status = components["schemas"]["ImportedRow"]["status"];
export type Row = components["schemas"]["ImportedRow"];
export type Report = components["schemas"]["ImportReport"];

/** Those that wait for the reader first. */
export const STATUSES: readonly Status[] = ["ambiguous", "not_found", "bad", "created", "updated", "matched", "already_there"];

/** A row of the report, with what the reader did about it. */
export interface ShownRow extends Row {
  /** Where it is in the report. */
  n: number;
  isSkipped?: boolean;
  /** The title that the reader chose for it. */
  chosen?: string;
  /** The page of that title: a wrong choice is taken back there. */
  path?: string;
}

export function shown(report: Report): ShownRow[] {
  return report.rows.map((row, n) => ({ ...row, n }));
}

/** Rows by status, in the order of `STATUSES`, without empty groups. A row that was mended stays where it was. */
export function grouped(rows: readonly ShownRow[], before: Report): { status: Status; rows: ShownRow[] }[] {
  const groups = new Map<Status, ShownRow[]>();
  for (const row of rows) {
    const status = before.rows[row.n]?.status ?? row.status;
    const group = groups.get(status);
    if (group) group.push(row);
    else groups.set(status, [row]);
  }
  return STATUSES.flatMap((status) => {
    const group = groups.get(status);
    return group ? [{ status, rows: group }] : [];
  });
}

/** Whether a row waits for the reader: nothing was written for it, and nothing was decided. */
export function isOpen(row: ShownRow): boolean {
  return (row.status === "ambiguous" || row.status === "not_found") && !row.isSkipped;
}
