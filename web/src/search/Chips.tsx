/** What was understood of a question, each part as a chip that one can take away. */
import { X } from "lucide-react";
import type { components } from "../api/schema";
import { t } from "../messages/search/t";
import { languageName } from "../messages/t";

type Parsed = components["schemas"]["Parsed"];

interface Part {
  /** As the API takes it in `ignore`. */
  ignore: string;
  label: string;
}

const ORDERS = { rating: "order_rating", popular: "order_popular", newest: "order_newest" } as const;

/** The parts of what was understood, as people say them. */
export function partsOf(parsed: Parsed): Part[] {
  const many = (name: "genres" | "languages" | "exclude_genres" | "exclude_languages" | "exclude_words", say: (value: string) => string) =>
    parsed[name].map((value) => ({ ignore: `${name}:${value}`, label: say(value) }));
  const parts: Part[] = [];
  if (parsed.like) parts.push({ ignore: "like", label: t("chip_like", { title: parsed.like.title }) });
  if (parsed.item_type) parts.push({ ignore: "item_type", label: t(parsed.item_type === "movie" ? "films" : "books") });
  parts.push(...many("languages", languageName), ...many("genres", (name) => name));
  if (parsed.year_from !== null && parsed.year_from === parsed.year_to) {
    parts.push({ ignore: "year_from,year_to", label: String(parsed.year_from) });
  } else {
    if (parsed.year_from !== null) parts.push({ ignore: "year_from", label: t("chip_from", { year: String(parsed.year_from) }) });
    if (parsed.year_to !== null) parts.push({ ignore: "year_to", label: t("chip_to", { year: String(parsed.year_to) }) });
  }
  if (parsed.runtime_max !== null) parts.push({ ignore: "runtime_max", label: t("chip_runtime", { n: parsed.runtime_max }) });
  if (parsed.order_by) parts.push({ ignore: "order_by", label: t(ORDERS[parsed.order_by]) });
  const not = (name: string) => t("chip_not", { name });
  parts.push(...many("exclude_genres", not), ...many("exclude_languages", (code) => not(languageName(code))), ...many("exclude_words", not));
  return parts;
}

/** What of the question one constraint is, as its chips say it: "Hindi" for languages. Empty if it is none of the question. */
export function labelsOf(parsed: Parsed, constraint: string): string[] {
  const is = (ignore: string) => ignore.split(",").includes(constraint) || ignore.startsWith(`${constraint}:`);
  return partsOf(parsed).flatMap(({ ignore, label }) => (is(ignore) ? [label] : []));
}

export function Chips({ parsed, takeAway }: { parsed: Parsed; takeAway: (ignored: string[]) => void }) {
  const parts = partsOf(parsed);
  if (parts.length === 0) return null;
  return (
    <div className="block understood" role="group" aria-label={t("understood")}>
      <span>{t("understood")}</span>
      <ul className="chips">
        {parts.map((part) => (
          <li key={part.ignore}>
            <button type="button" className="chip" onClick={() => takeAway(part.ignore.split(","))} aria-label={t("take_away", { name: part.label })}>
              {part.label} <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
