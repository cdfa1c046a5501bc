/** Ages, durations, and the names of sources as operators know them. */
import { t, type Key } from "../messages/admin/t";
import { languageTag } from "../messages/t";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 days ago". */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const [unit, length] = UNITS.find(([, of]) => seconds >= of) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(languageTag(), { numeric: "auto" }).format(-Math.floor(seconds / length), unit);
}

/** "5.3 sec" or "12 min". */
export function duration(seconds: number): string {
  const unit = seconds < 120 ? "second" : seconds < 7200 ? "minute" : "hour";
  const value = seconds / (unit === "second" ? 1 : unit === "minute" ? 60 : 3600);
  return new Intl.NumberFormat(languageTag(), { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** "3.2%" for 0.032. */
export function rate(n: number, of: number): string {
  return new Intl.NumberFormat(languageTag(), { style: "percent", maximumFractionDigits: 1 }).format(of === 0 ? 0 : n / of);
}

/** "29 Nov" for a day of UTC. */
export function shortDay(day: string): string {
  return new Intl.DateTimeFormat(languageTag(), { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
}

const SOURCES = ["neighbors", "ease", "cosine", "content", "popular", "factors", "friends", "taste", "type", "variety", "shown", "season", "exploring", "recommender", "unknown"] as const;

export function sourceName(source: string): string {
  return SOURCES.some((one) => one === source) ? t(`src_${source}` as Key) : source;
}
