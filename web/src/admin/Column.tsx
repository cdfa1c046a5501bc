/** One list among several that stand side by side. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ItemType } from "../api/types";

export interface Named {
  id: number;
  item_type: ItemType;
  title: string;
  year: number | null;
}

interface ColumnProps<T extends Named> {
  title: string;
  hint?: string;
  items: readonly T[];
  /** What stands below a title. */
  note: (item: T) => ReactNode;
  empty: string;
}

export function Column<T extends Named>({ title, hint, items, note, empty }: ColumnProps<T>) {
  return (
    <section className="column">
      <h3>{title}</h3>
      {hint && <p className="hint">{hint}</p>}
      {items.length === 0 && <p>{empty}</p>}
      <ol>
        {items.map((item) => (
          <li key={item.id}>
            <Link to={`/admin/item?id=${item.id}`}>{item.title}</Link> {item.year !== null && <small>{item.year}</small>}
            <small className="column-note">{note(item)}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Columns({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="columns" role="region" aria-label={label}>
      {children}
    </div>
  );
}
