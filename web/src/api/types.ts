/** The shapes of the API that many features use, by their own names. */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** What the reader said of an item. */
export interface Mine {
  rating: number | null;
  on_watchlist: boolean;
  is_hidden: boolean;
  is_seen: boolean;
  is_favorite: boolean;
}
interface Coming {
  mine?: Mine | null;
  runtime?: number | null;
  page_count?: number | null;
  average?: number | null;
  rating_count?: number;
  image_srcset?: string | null;
}
export type Item = Schemas["Item"] & Coming;
export type ItemType = Schemas["ItemType"];
export type RecommendedItem = Schemas["RecommendedItem"] & Coming;
export type Reason = Schemas["Reason"];
export type Movie = Schemas["Movie"];
export type Book = Schemas["Book"];
