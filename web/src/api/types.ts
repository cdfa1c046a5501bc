/** The shapes of the API that many features use, by their own names. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Item = Schemas["Item"];
export type ItemType = Schemas["ItemType"];
/** What the reader said of an item, as lists have it. */
export type Mine = NonNullable<Item["mine"]>;
export type RecommendedItem = Schemas["RecommendedItem"];
export type Prediction = Schemas["Prediction"];
