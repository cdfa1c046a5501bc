/** What a row of the front page is called, and where all of its kind are. */
import { asTexts, featureName, seasonName } from "../items/reasons";
import { currentLanguage, list, number, t, tMaybe } from "../messages/t";
import type { components } from "../api/schema";

type Carousel = components["schemas"]["Carousel"];

export function titleOfRow({ key, title, params }: Carousel): string {
  if (currentLanguage() === "en") return title;
  const kind = key.split(":", 1)[0] ?? key;
  if (kind === "language" || kind === "genre" || kind === "person") {
    return t("row_title_feature", { feature: featureName({ kind, name: String(params["name"]) }) });
  }
  const texts = asTexts(params);
  if (kind === "because" && typeof params["rating"] === "number") {
    return t("row_title_because_stars", { ...texts, stars: number(params["rating"]) });
  }
  if (kind === "season") texts["name"] = seasonName(String(params["name"]));
  if (kind === "across" && Array.isArray(params["items"])) {
    texts["titles"] = list(params["items"].map((item: { title: string }) => item.title));
  }
  return tMaybe(`row_title_${kind}`, texts) ?? title;
}

/** The page that has all of a row, if there is one. */
export function pathOfRow({ key, params }: Carousel): string | undefined {
  const kind = key.split(":", 1)[0];
  const type = params["item_type"] ? `&type=${String(params["item_type"])}` : "";
  if (kind === "for_you") return "/for-you";
  if (kind === "rate_next") return "/start";
  if (kind === "genre") return `/search?genres=${encodeURIComponent(String(params["name"]))}${type}`;
  if (kind === "language") return `/search?languages=${encodeURIComponent(String(params["name"]))}${type}`;
  if (kind === "person") return `/search?q=${encodeURIComponent(String(params["name"]))}`;
  if (kind === "because") return `/${String(params["item_type"])}s/${String(params["item_id"])}`;
  return undefined;
}
