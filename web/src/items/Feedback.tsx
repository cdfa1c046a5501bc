/** What a reader thinks of a suggestion: one tap, which counts at once and can be taken back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "../api/client";
import { t } from "../messages/opinions/t";
import { say, sayError } from "../ui/Toasts";
import { markListsOld, show } from "./mine";
import type { FeedbackKind } from "./opinionQueries";

const KINDS: readonly FeedbackKind[] = ["helpful", "not_for_me", "already_seen", "wrong_reason"];

export function Feedback({ recommendationId, itemId }: { recommendationId: string; itemId: number }) {
  const client = useQueryClient();
  const [given, setGiven] = useState<readonly FeedbackKind[]>([]);
  const settled = (kind: FeedbackKind, on: boolean) => {
    setGiven((before) => (on ? [...before, kind] : before.filter((one) => one !== kind)));
    if (on && kind === "not_for_me") show(itemId, { is_hidden: true });
    if (on && kind === "already_seen") show(itemId, { is_seen: true });
    // A mark that was there before stays, so the API says what is left.
    if (!on) void client.invalidateQueries({ queryKey: ["item"] });
    markListsOld();
  };
  const takeBack = useMutation({
    mutationFn: (feedback: { id: number; kind: FeedbackKind }) => data(api.DELETE("/feedback/{feedback_id}", { params: { path: { feedback_id: feedback.id } } })),
    onSuccess: (_, { kind }) => settled(kind, false),
    onError: (error) => sayError(error.message),
  });
  const give = useMutation({
    mutationFn: (kind: FeedbackKind) => data(api.POST("/feedback", { body: { recommendation_id: recommendationId, item_id: itemId, kind } })),
    onSuccess: ({ id, kind }) => {
      settled(kind, true);
      say(t("feedback_kept"), () => takeBack.mutate({ id, kind }));
    },
    onError: (error) => sayError(error.message),
  });
  return (
    <div className="feedback" role="group" aria-labelledby="feedback">
      <h3 id="feedback">{t("feedback_title")}</h3>
      <div className="opinion-buttons">
        {KINDS.map((kind) => (
          <button key={kind} type="button" className="button button-small" aria-pressed={given.includes(kind)} disabled={give.isPending || given.includes(kind)} onClick={() => give.mutate(kind)}>
            {t(`feedback_${kind}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
