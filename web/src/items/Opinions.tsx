/** What readers wrote of an item, those that tell the story folded, and the reader's own review. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useRef, useState, type SubmitEventHandler } from "react";
import { Link, useLocation } from "react-router";
import { api, data } from "../api/client";
import { date, number } from "../messages/t";
import { t } from "../messages/opinions/t";
import { useSession } from "../session/session";
import { LinesSkeleton } from "../ui/Skeleton";
import { FailedPart } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { MyReview } from "./MyReview";
import { Note } from "./Note";
import { opinionQueries, type Place, type Review } from "./opinionQueries";
import "../styles/opinions.css";

/** The reader's note, the reviews of all, and the reader's own. */
export function Opinions(place: Place) {
  const session = useSession();
  const { pathname } = useLocation();
  const pages = useInfiniteQuery(opinionQueries.reviews(place));
  const reviews = pages.data?.pages.flatMap((page) => page.reviews) ?? [];
  return (
    <section className="block opinions" aria-labelledby="reviews">
      {session && <Note place={place} />}
      <h2 id="reviews">{t("reviews_title")}</h2>
      {pages.isPending && <LinesSkeleton count={2} />}
      {pages.isError && !pages.data && <FailedPart what={t("reviews_title")} error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && reviews.length === 0 && <p className="hint">{t("reviews_none")}</p>}
      <ul className="reviews">
        {reviews.map((review) => (
          <li key={review.id}>
            <OneReview review={review} isGuest={!session} />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <p className="reviews-more">
          <button type="button" className="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("reviews_more")}
          </button>
        </p>
      )}
      {pages.isFetchNextPageError && <FailedPart what={t("reviews_title")} error={pages.error} retry={() => void pages.fetchNextPage()} />}
      {session ? <MyReview place={place} /> : <Link to="/sign-in" state={{ next: pathname }}>{t("review_sign_in")}</Link>}
    </section>
  );
}

function OneReview({ review, isGuest }: { review: Review; isGuest: boolean }) {
  const name = review.author ?? t("review_somebody");
  return (
    <article className="review">
      <p className="card-meta">
        {[t("review_by", { name, date: date(review.written_at) }), review.rating !== null && t("review_stars", { stars: number(review.rating) })].filter(Boolean).join(" · ")}
      </p>
      {review.has_spoilers ? (
        <details>
          <summary>{t("review_show_spoilers")}</summary>
          <p className="review-text">{review.text}</p>
        </details>
      ) : (
        <p className="review-text">{review.text}</p>
      )}
      {!isGuest && !review.is_mine && <Report id={review.id} name={name} />}
    </article>
  );
}

function Report({ id, name }: { id: number; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const report = useMutation({
    mutationFn: () => data(api.POST("/reviews/{review_id}/report", { params: { path: { review_id: id } }, body: { reason } })),
    onSuccess: () => {
      button.current?.focus();
      setOpen(false);
      say(t("review_reported"));
    },
    onError: (error) => sayError(error.message),
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    report.mutate();
  };
  return (
    <>
      <button ref={button} type="button" className="button-plain" aria-expanded={isOpen} aria-label={t("review_report_of", { name })} onClick={() => setOpen(!isOpen)}>
        {t("review_report")}
      </button>
      {isOpen && (
        <form className="opinion" onSubmit={submit}>
          <label className="field">
            {t("review_reason")}
            <textarea rows={2} maxLength={500} required value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
          <button type="submit" className="button button-small" disabled={report.isPending || !reason.trim()}>
            {t("review_send_report")}
          </button>
        </form>
      )}
    </>
  );
}
