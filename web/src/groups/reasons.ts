/** Whom a pick suits and why, in the reader's language. English comes from the service. */
import { asTexts } from "../items/reasons";
import { t, type Key } from "../messages/groups/t";
import { currentLanguage, list, number } from "../messages/t";
import type { GroupPick, PickMember } from "./queries";

type Reason = GroupPick["reason"] | PickMember["reason"];

const SENTENCES: Record<Reason["key"], Key> = {
  suits_all: "pick_suits_all",
  suits_best: "pick_suits_best",
  suits_least_badly: "pick_suits_least_badly",
  widely_liked: "pick_widely_liked",
  member_likes: "pick_member_likes",
  less_members_kind: "pick_less_members_kind",
  member_expected: "pick_member_expected",
  member_unknown: "pick_member_unknown",
};

export function groupSentence({ key, params, text }: Reason): string {
  const sentence = SENTENCES[key];
  if (currentLanguage() === "en" || !sentence) return text;
  const name = typeof params["name"] === "string" ? params["name"] : t("somebody");
  const texts = { ...asTexts(params), name, ...(typeof params["stars"] === "number" ? { stars: number(params["stars"]) } : {}) };
  const why = SENTENCES[params["why"] as Reason["key"]];
  const names = Array.isArray(params["names"]) ? list(params["names"].map((one) => (typeof one === "string" ? one : t("somebody")))) : "";
  return t(sentence, { ...texts, names, why: why ? t(why, texts) : "" });
}
