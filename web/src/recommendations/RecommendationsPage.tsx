/** The reader's list, as long as it goes, each item with all its reasons and what one can do with it. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw, SlidersHorizontal } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, data } from "../api/client";
import type { ItemType, RecommendedItem } from "../api/types";
import { CardActions } from "../items/Card";
import { FeedbackMenu } from "../items/FeedbackMenu";
import { pathOf } from "../items/paths";
import { Poster } from "../items/Poster";
import { Predicted } from "../items/Predicted";
import { sentence } from "../items/reasons";
import { t } from "../messages/recommendations/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { StaleNotice } from "../ui/StaleNotice";
import { Empty, Failed } from "../ui/States";
import { sayError } from "../ui/Toasts";
import { useEnd } from "../ui/useEnd";
import { usePage } from "../ui/usePage";
import { Company } from "./Company";
import { recommendationQueries } from "./queries";
import "../styles/recommendations.css";

const ASK_AGAIN_MS = 4000;

export function RecommendationsPage() {
  const [params, setParams] = useSearchParams();
  const type = params.get("type");
  const itemType: ItemType | undefined = type === "movie" || type === "book" ? type : undefined;
  const heading = usePage(t("for_you"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("for_you")}
      </h1>
      <div className="block list-bar">
        <fieldset className="segments">
          <legend className="hidden-text">{t("kind")}</legend>
          {(["", "movie", "book"] as const).map((kind) => (
            <label key={kind}>
              <input type="radio" name="type" checked={(itemType ?? "") === kind} onChange={() => setParams(kind ? { type: kind } : {})} />
              <span>{t(kind === "" ? "kind_all" : kind === "movie" ? "kind_movies" : "kind_books")}</span>
            </label>
          ))}
        </fieldset>
        <Renew type={itemType} />
        <Link to="/influences" className="button button-small">
          <SlidersHorizontal size={16} aria-hidden /> {t("influences")}
        </Link>
      </div>
      <List key={type} type={itemType} />
    </>
  );
}

/** Another list for today, without what was just shown. */
function Renew({ type }: { type: ItemType | undefined }) {
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: () => data(api.POST("/recommendations/refresh", { params: { query: { fields: "card", ...(type ? { item_type: type } : {}) } } })),
    onSuccess: (list) => client.setQueryData(recommendationQueries.list(type).queryKey, { pages: [list], pageParams: [null] }),
    onError: (error) => sayError(error.message),
  });
  return (
    <button type="button" className="button button-small" disabled={renew.isPending} onClick={() => renew.mutate()}>
      <RefreshCw size={16} aria-hidden /> {t("other_list")}
    </button>
  );
}

function List({ type }: { type: ItemType | undefined }) {
  const pages = useInfiniteQuery(recommendationQueries.list(type));
  const end = useEnd(pages);
  const [gone, setGone] = useState<readonly number[]>([]);
  const first = pages.data?.pages[0];
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage, refetch } = pages;

  useEffect(() => {
    if (!first?.needs_neighbors) return undefined;
    const timer = setTimeout(() => void refetch(), ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [first, refetch]);

  if (pages.isPending) return <div className="block"><LinesSkeleton /></div>;
  if (!pages.data) return <Failed error={pages.error} retry={() => void refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items.map((item) => ({ item, list: page.recommendation_id }))).filter(({ item }) => !gone.includes(item.id));
  const takeAway = (id: number, isGone: boolean) => {
    if (isGone) focusBeside(id);
    setGone((before) => (isGone ? [...before, id] : before.filter((one) => one !== id)));
  };
  if (items.length === 0) {
    return (
      <Empty title={t("no_recommendations")} action={<Link className="button" to="/start">{t("rate_some")}</Link>}>
        {t("no_recommendations_hint")}
      </Empty>
    );
  }
  return (
    <>
      <StaleNotice isStale={pages.isStale} refresh={() => void refetch()} />
      {first?.needs_neighbors && <p className="block hint" role="status">{t("still_looking")}</p>}
      <ol className="block recommendations">
        {items.map(({ item, list }) => (
          <Recommendation key={item.id} item={item} list={list} takeAway={(isGone) => takeAway(item.id, isGone)} />
        ))}
      </ol>
      <div ref={end} className="block">
        {isFetchingNextPage && <LinesSkeleton count={2} />}
        {isError && <Failed error={pages.error} retry={() => void fetchNextPage()} />}
        {!hasNextPage && <p className="hint list-end">{t("list_end", { n: items.length })}</p>}
      </div>
    </>
  );
}

/** Before a card goes, the focus moves on to the one after it, or before it. */
function focusBeside(id: number): void {
  const card = document.querySelector(`.recommendation[data-item="${id}"]`);
  const beside = card?.nextElementSibling ?? card?.previousElementSibling;
  requestAnimationFrame(() => beside?.querySelector<HTMLElement>("h2 a")?.focus());
}

interface RecommendationProps {
  item: RecommendedItem;
  list: string | null;
  takeAway: (isGone: boolean) => void;
}

function Recommendation({ item, list, takeAway }: RecommendationProps) {
  const state = list ? { recommendation: list } : undefined;
  return (
    <li className={item.mine?.is_hidden ? "recommendation card-hidden" : "recommendation"} data-item={item.id} data-list={list}>
      <Link to={pathOf(item)} state={state} className="card-poster" tabIndex={-1} aria-hidden>
        <Poster item={item} sizes="120px" />
      </Link>
      <div className="card-text">
        <h2 className="recommendation-title">
          <Link to={pathOf(item)} state={state}>
            {item.title}
          </Link>
        </h2>
        <p className="card-meta">{[t(item.item_type === "movie" ? "film" : "book"), item.year, item.people[0], ...item.genres.slice(0, 3)].filter(Boolean).join(" · ")}</p>
        <Predicted item={item} />
        <ul className="why-reasons">
          {item.reasons.map((reason) => (
            <li key={reason.key}>{sentence(reason)}</li>
          ))}
        </ul>
        <Company item={item} />
        <CardActions item={item}>{list && <FeedbackMenu recommendationId={list} item={item} takeAway={takeAway} />}</CardActions>
      </div>
    </li>
  );
}
