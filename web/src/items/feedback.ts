/** What a reader thinks of a suggestion: it counts at once, and can be taken back. */
import { api, data } from "../api/client";
import { queryClient } from "../api/queryClient";
import type { Item, Mine } from "../api/types";
import { t } from "../messages/opinions/t";
import { say, sayError } from "../ui/Toasts";
import { markListsOld, NOTHING, show } from "./mine";
import type { FeedbackKind } from "./opinionQueries";

export const KINDS: readonly FeedbackKind[] = ["helpful", "not_for_me", "already_seen", "wrong_reason"];

/** What some kinds mark an item as; whoever says so does not want to meet it again on this list. */
const MARKS: Partial<Record<FeedbackKind, "is_hidden" | "is_seen">> = { not_for_me: "is_hidden", already_seen: "is_seen" };

export function takesAway(kind: FeedbackKind): boolean {
  return kind in MARKS;
}

export function nameOf(kind: FeedbackKind, { item_type }: Pick<Item, "item_type">): string {
  return t(kind === "already_seen" && item_type === "book" ? "feedback_already_read" : `feedback_${kind}`);
}

interface Given {
  /** The list that has the item. */
  recommendationId: string;
  item: Pick<Item, "id" | "item_type" | "title" | "mine">;
  kind: FeedbackKind;
  /** Told at once, and again if the API refuses it or the reader takes it back. */
  change: (isGiven: boolean) => void;
  /** What is said once the API has it, and once it is taken back. */
  texts: { kept: string; takenBack?: string };
}

export async function giveFeedback(given: Given): Promise<void> {
  const { recommendationId, item, kind, change, texts } = given;
  change(true);
  try {
    const { id } = await data(api.POST("/feedback", { body: { recommendation_id: recommendationId, item_id: item.id, kind } }));
    mark(given, true);
    say(texts.kept, () => void takeBack(given, id));
  } catch (error) {
    change(false);
    sayError(error instanceof Error ? error.message : t("failed"));
  }
}

async function takeBack(given: Given, id: number): Promise<void> {
  try {
    await data(api.DELETE("/feedback/{feedback_id}", { params: { path: { feedback_id: id } } }));
    mark(given, given.item.mine?.[MARKS[given.kind] ?? "is_hidden"] ?? false);
    // What was marked anew meanwhile stays, so the API says what is left.
    void queryClient.invalidateQueries({ queryKey: ["item"] });
    given.change(false);
    if (given.texts.takenBack) say(given.texts.takenBack);
  } catch (error) {
    sayError(error instanceof Error ? error.message : t("failed"));
  }
}

/** Show the mark that a kind sets wherever the item is shown; lists are old in any case. */
function mark({ item, kind }: Given, isSet: boolean): void {
  const name = MARKS[kind];
  if (name) show(item.id, { ...(item.mine ?? NOTHING), [name]: isSet } satisfies Mine);
  markListsOld();
}
