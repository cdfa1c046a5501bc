/** What a reader thinks of a suggestion, on the item's page: one tap, which counts at once and can be taken back. */
import { useState } from "react";
import type { Item } from "../api/types";
import { t } from "../messages/opinions/t";
import { giveFeedback, KINDS, nameOf } from "./feedback";
import type { FeedbackKind } from "./opinionQueries";

interface FeedbackProps {
  recommendationId: string;
  item: Pick<Item, "id" | "item_type" | "title" | "mine">;
}

export function Feedback({ recommendationId, item }: FeedbackProps) {
  const [given, setGiven] = useState<readonly FeedbackKind[]>([]);
  const give = (kind: FeedbackKind) => {
    const change = (isGiven: boolean) => setGiven((before) => (isGiven ? [...before, kind] : before.filter((one) => one !== kind)));
    void giveFeedback({ recommendationId, item, kind, change, texts: { kept: t("feedback_kept") } });
  };
  return (
    <div className="feedback" role="group" aria-labelledby="feedback">
      <h3 id="feedback">{t("feedback_title")}</h3>
      <div className="opinion-buttons">
        {KINDS.map((kind) => (
          <button key={kind} type="button" className="button button-small" aria-pressed={given.includes(kind)} disabled={given.includes(kind)} onClick={() => give(kind)}>
            {nameOf(kind, item)}
          </button>
        ))}
      </div>
    </div>
  );
}
