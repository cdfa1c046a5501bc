/** What preferences and months are called in the reader's language. */
import { featureName } from "../items/reasons";
import { languageName, languageTag } from "../messages/t";
import type { Kind } from "./queries";

interface Named {
  key: string;
  label: string;
}

export function nameOf(kind: Kind, { key, label }: Named): string {
  if (kind === "language") return languageName(key);
  return kind === "decade" || kind === "type" ? featureName({ kind, name: key }) : label;
}

/** "Nov" or "November 2026" for the first day of a month. */
export function monthName(day: string, style: "short" | "long" = "short"): string {
  const options = style === "short" ? ({ month: "short" } as const) : ({ month: "long", year: "numeric" } as const);
  return new Intl.DateTimeFormat(languageTag(), { ...options, timeZone: "UTC" }).format(new Date(day));
}
