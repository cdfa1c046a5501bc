/** Every text of the pages, in Hindi. */
import { en } from "./en";
import type { Catalogue } from "./t";

export const hi: Catalogue = { ...en };
