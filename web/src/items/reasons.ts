/** The sentences of reasons and rows in the reader's language, from the keys and parameters that the API sends. */
import { currentLanguage, languageName, list, number, t, tMaybe, type Params } from "../messages/t";

export interface Said {
  key: string;
  params: Record<string, unknown>;
  text: string;
}

interface Feature {
  kind: string;
  name: string;
}

interface Named {
  title: string;
  rating?: number | null;
}

/** "Tamil films", "thriller", "the 1990s", "Mani Ratnam". */
export function featureName({ kind, name }: Feature): string {
  if (kind === "language") return t("feature_language", { name: languageName(name) });
  if (kind === "decade") return t("feature_decade", { name });
  if (kind === "type") return t(name === "book" ? "books" : "films");
  return name;
}

/** A season in the reader's language, or as the operator named it. */
export function seasonName(name: string): string {
  return tMaybe(`season_${name.toLowerCase().replace(/[^a-z]+/g, "_")}`, {}) ?? name;
}

/** Parameters as texts: lists of titles, names and features are joined. */
export function asTexts(params: Record<string, unknown>): Params {
  const texts: Params = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === "season" && typeof value === "string") texts[name] = seasonName(value);
    else if (typeof value === "string" || typeof value === "number") texts[name] = value;
    else if (Array.isArray(value)) texts[name] = list(value.map(asText));
  }
  const count = params["n"] ?? (params["n_others"] || undefined) ?? params["n_people"] ?? params["n_ratings"] ?? params["n_likes"] ?? params["n_rated"];
  return typeof count === "number" ? { n: count, ...texts } : texts;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return String(value);
  if ("kind" in value) return featureName(value as Feature);
  const { title, rating } = value as Named;
  return rating ? t("title_with_stars", { title, stars: number(rating) }) : title;
}

/** The API writes English itself; for other languages the catalogue has the sentence of each key. */
export function sentence({ key, params, text }: Said, prefix = "reason"): string {
  if (currentLanguage() === "en") return text;
  const texts = asTexts(params);
  const variant = variantOf(params);
  return (variant ? tMaybe(`${prefix}_${key}_${variant}`, texts) : undefined) ?? tMaybe(`${prefix}_${key}`, texts) ?? text;
}

/** Which of several sentences a key has: for simulated people, for friends by how many are named, and for a season alone. */
function variantOf({ is_simulated: isSimulated, match, names, n_others: nOthers, rating }: Record<string, unknown>): string | undefined {
  if (isSimulated) return "simulated";
  if (match === null) return "alone";
  if (!Array.isArray(names) || nOthers === undefined) return undefined;
  if (names.length === 0) return "unnamed";
  return rating ? "stars" : nOthers ? "others" : undefined;
}
