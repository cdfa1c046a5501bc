/** What a reader thinks of a suggestion, on its card: what is not for them, or known, leaves the list at once. */
import { MessageCircleQuestion } from "lucide-react";
import type { Item } from "../api/types";
import { t } from "../messages/opinions/t";
import { Popover } from "../ui/Popover";
import { giveFeedback, KINDS, nameOf, takesAway } from "./feedback";
import type { FeedbackKind } from "./opinionQueries";

interface MenuProps {
  recommendationId: string;
  item: Pick<Item, "id" | "item_type" | "title" | "mine">;
  /** Take the item off the list, or put it back. */
  takeAway: (isGone: boolean) => void;
}

export function FeedbackMenu({ recommendationId, item, takeAway }: MenuProps) {
  const { title } = item;
  const give = (kind: FeedbackKind) => {
    const isGoing = takesAway(kind);
    const texts = isGoing ? { kept: t("feedback_gone", { title }), takenBack: t("feedback_back", { title }) } : { kept: t("feedback_kept") };
    void giveFeedback({ recommendationId, item, kind, change: (isGiven) => isGoing && takeAway(isGiven), texts });
  };
  return (
    <Popover label={t("feedback_on", { title })} icon={<MessageCircleQuestion size={18} aria-hidden />}>
      <div className="menu">
        {KINDS.map((kind) => (
          <button key={kind} type="button" className="button button-small" data-closes onClick={() => give(kind)}>
            {nameOf(kind, item)}
          </button>
        ))}
      </div>
    </Popover>
  );
}
