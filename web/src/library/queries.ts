/** What the library's page asks and does. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { queryClient } from "../api/queryClient";
import type { Report, Row, ShownRow } from "./rows";

export interface Imported {
  name: string;
  report: Report;
  rows: ShownRow[];
}

const LAST = ["last-import"];

/** The last import of this visit; it is forgotten with the account. */
export const lastImport = queryOptions<Imported | null>({
  queryKey: LAST,
  queryFn: () => queryClient.getQueryData<Imported | null>(LAST) ?? null,
  staleTime: Number.POSITIVE_INFINITY,
});

export function keepImport(change: (now: Imported | null) => Imported | null): void {
  queryClient.setQueryData<Imported | null>(LAST, (now) => change(now ?? null));
}

/** All that an import may have changed is old; nothing on a screen changes by that. */
export function noteImport(): void {
  void queryClient.invalidateQueries({ refetchType: "none", predicate: ({ queryKey }) => queryKey[0] !== LAST[0] });
}

/** Keep what a row says for the item that the reader chose. */
export async function choose(row: Row, itemId: number) {
  const { rows } = await data(api.POST("/library/import/choices", { body: { choices: [{ item_id: itemId, kept: row.kept ?? {} }] } }));
  noteImport();
  return rows[0];
}

/** Everything of the account as a file. */
export async function exported(): Promise<Blob> {
  return (await data(api.GET("/library/export", { parseAs: "blob" }))) as unknown as Blob;
}

/** Let the browser save a file under a name. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
