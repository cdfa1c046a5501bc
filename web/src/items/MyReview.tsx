/** The reader's own review of an item: to write, change and delete. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEventHandler } from "react";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import { t } from "../messages/opinions/t";
import { say, sayError } from "../ui/Toasts";
import { LONGEST } from "./Note";
import { opinionQueries, pathTo, type Place } from "./opinionQueries";

type Own = components["schemas"]["MyReview"]["review"];

export function MyReview({ place }: { place: Place }) {
  const mine = useQuery(opinionQueries.myReview(place));
  if (!mine.data) return null;
  return <ReviewForm key={mine.data.review?.changed_at ?? ""} place={place} kept={mine.data.review} />;
}

function ReviewForm({ place, kept }: { place: Place; kept: Own }) {
  const client = useQueryClient();
  const [text, setText] = useState(kept?.text ?? "");
  const [has_spoilers, setSpoilers] = useState(kept?.has_spoilers ?? false);
  const write = useMutation({
    mutationFn: (review: { text: string; has_spoilers: boolean } | null) =>
      data(review ? api.PUT("/reviews/{item_type}/{item_id}", { ...pathTo(place), body: review }) : api.DELETE("/reviews/{item_type}/{item_id}", pathTo(place))),
    onSuccess: async (answer) => {
      say(t(answer.review ? "review_published" : "review_deleted"));
      await client.invalidateQueries({ queryKey: opinionQueries.reviews(place).queryKey });
    },
    onError: (error) => sayError(error.message),
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    write.mutate({ text, has_spoilers });
  };
  return (
    <form className="opinion" onSubmit={submit} aria-labelledby="my-review">
      <h3 id="my-review">{t("review_mine")}</h3>
      {kept?.is_hidden && <p className="wrong">{t("review_is_hidden")}</p>}
      <label className="field">
        {t("review_text")}
        <textarea rows={4} maxLength={LONGEST} required value={text} onChange={(event) => setText(event.target.value)} aria-describedby="review-hint" />
      </label>
      <small id="review-hint" className="hint">
        {t("review_hint")}
      </small>
      <label className="check">
        <input type="checkbox" checked={has_spoilers} onChange={(event) => setSpoilers(event.target.checked)} />
        <span>{t("review_spoilers")}</span>
      </label>
      <div className="opinion-buttons">
        <button type="submit" className="button button-small" disabled={write.isPending || !text.trim()}>
          {t("review_publish")}
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
