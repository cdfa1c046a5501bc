/** Who of the reader's friends and matches liked an item, and to how many people liking it would bring them. */
import { Users } from "lucide-react";
import { Link } from "react-router";
import type { RecommendedItem } from "../api/types";
import { t } from "../messages/company/t";
import { list } from "../messages/t";

/** Answers that an earlier version kept for when there is no connection have neither. */
type Shown = Partial<Pick<RecommendedItem, "matched_users" | "potential_matches" | "reasons">>;

/** The sentences of an item; none if the reader has no company in it. Friends whom a reason names are not named again. */
export function companyOf({ matched_users: liked, potential_matches: potential, reasons = [] }: Shown): string[] {
  if (!liked || !potential) return [];
  const isSaid = reasons.some(({ key }) => key === "friends_liked");
  const names = list((isSaid ? [] : liked.named).map(({ name }) => name ?? t("a_friend")));
  const sentences: string[] = [];
  if (names && liked.others > 0) sentences.push(t("liked_by_both", { names, n: liked.others }));
  else if (names) sentences.push(t("liked_by_names", { names }));
  else if (liked.others > 0) sentences.push(t("liked_by_others", { n: liked.others }));
  if (potential.count > 0) sentences.push(t("would_match", { n: potential.count }));
  return sentences;
}

export function Company({ item }: { item: Shown }) {
  const sentences = companyOf(item);
  if (sentences.length === 0) return null;
  return (
    <p className="company">
      <Users size={14} aria-hidden />
      <Link to="/matches">{sentences.join(" · ")}</Link>
    </p>
  );
}
