import { textsOf } from "../t";
import { en } from "./en";

export const t = await textsOf(en, async () => (await import("./hi")).hi);

export type Key = Parameters<typeof t>[0];
