import { expect, test } from "vitest";
import { grouped, isOpen, shown, type Report, type ShownRow } from "../../src/library/rows";
import { refusalOf } from "../../src/library/upload";

const ROWS = [
  { file: "a.csv", row: 2, status: "created", title: "Dune" },
  { file: "a.csv", row: 3, status: "not_found", title: "Zzyzx" },
  { file: "a.csv", row: 4, status: "ambiguous", title: "Psycho" },
  { file: "a.csv", row: 5, status: "not_found", title: "Dunno" },
] as const;
const REPORT: Report = { format: "generic", counts: {}, notes: [], rows: [...ROWS] };

test("rows that wait for the reader come first, and a mended one stays among them", () => {
  const rows = shown(REPORT).map((row): ShownRow => (row.row === 3 ? { ...row, status: "created", chosen: "Zazie" } : row));

  const groups = grouped(rows, REPORT).map(({ status, rows: of }) => [status, of.map((row) => row.row)]);

  expect(groups).toEqual([["ambiguous", [4]], ["not_found", [3, 5]], ["created", [2]]]);
});

test("a row waits until it is mended or skipped", () => {
  const [created, notFound, ambiguous] = shown(REPORT) as [ShownRow, ShownRow, ShownRow];

  expect([created, notFound, ambiguous, { ...ambiguous, isSkipped: true }].map(isOpen)).toEqual([false, true, true, false]);
});

test("a refused file says why, and when to try again", async () => {
  const refusal = await refusalOf(503, JSON.stringify({ error: "overloaded", detail: "Too much is going on." }), "7");

  expect(refusal).toMatchObject({ status: 503, slug: "overloaded", message: "Too much is going on.", retryAfterSeconds: 7 });
});
