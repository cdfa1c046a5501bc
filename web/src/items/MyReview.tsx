/** The reader's own review of an item: to write, change and delete. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEventHandler } from "react";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import { t } from "../messages/opinions/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { FailedPart } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { LONGEST } from "./Note";
import { opinionQueries, pathTo, type Place } from "./opinionQueries";

type Own = components["schemas"]["MyReview"]["review"];
type Written = components["schemas"]["NewReview"];

export function MyReview({ place }: { place: Place }) {
  const mine = useQuery(opinionQueries.myReview(place));
  if (mine.isPending) return <LinesSkeleton count={2} />;
  if (!mine.data) return <FailedPart what={t("review_mine")} error={mine.error} retry={() => void mine.refetch()} />;
  return <ReviewForm place={place} kept={mine.data.review} />;
}

function ReviewForm({ place, kept }: { place: Place; kept: Own }) {
  const client = useQueryClient();
  /** What was changed; nothing while it is what is kept. */
  const [changed, change] = useState<Partial<Written>>({});
  const text = changed.text ?? kept?.text ?? "";
  const hasSpoilers = changed.has_spoilers ?? kept?.has_spoilers ?? false;
  const write = useMutation({
    mutationFn: (review: Written | null) =>
      data(review ? api.PUT("/reviews/{item_type}/{item_id}", { ...pathTo(place), body: review }) : api.DELETE("/reviews/{item_type}/{item_id}", pathTo(place))),
    onSuccess: async (answer, sent) => {
      client.setQueryData(opinionQueries.myReview(place).queryKey, answer);
      change((now) => (sent === null || now.text === undefined || now.text === sent.text ? {} : now)); // what was typed meanwhile stays
      if (sent === null && kept) say(t("review_deleted"), () => write.mutate({ text: kept.text, has_spoilers: kept.has_spoilers }));
      else say(t("review_published"));
      await client.invalidateQueries({ queryKey: opinionQueries.reviews(place).queryKey });
    },
    onError: (error) => sayError(error.message),
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    write.mutate({ text, has_spoilers: hasSpoilers });
  };
  const isKept = kept !== null && text === kept.text && hasSpoilers === kept.has_spoilers;
  return (
    <form className="opinion" onSubmit={submit} aria-labelledby="my-review">
      <h3 id="my-review">{t("review_mine")}</h3>
      {kept?.is_hidden && <p className="wrong">{t("review_is_hidden")}</p>}
      <label className="field">
        {t("review_text")}
        <textarea rows={4} maxLength={LONGEST} required value={text} onChange={(event) => change({ ...changed, text: event.target.value })} aria-describedby="review-hint" />
      </label>
      <small id="review-hint" className="hint">
        {t("review_hint")}
      </small>
      <label className="check">
        <input type="checkbox" checked={hasSpoilers} onChange={(event) => change({ ...changed, has_spoilers: event.target.checked })} />
        <span>{t("review_spoilers")}</span>
      </label>
      <div className="opinion-buttons">
        <button type="submit" className="button button-small" disabled={write.isPending || !text.trim() || isKept}>
          {t(kept ? "review_change" : "review_publish")}
        </button>
        {kept && (
          <button type="button" className="button button-small" disabled={write.isPending} onClick={() => write.mutate(null)}>
            {t("review_delete")}
          </button>
        )}
      </div>
    </form>
  );
}
