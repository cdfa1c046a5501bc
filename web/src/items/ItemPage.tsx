/** All of an item: what it is, what the reader and others think of it, what is like it, why it was recommended. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "react-router";
import type { ItemType } from "../api/types";
import { t } from "../messages/item/t";
import { useSession } from "../session/session";
import { ApiError } from "../api/errors";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Card } from "./Card";
import { ItemActions } from "./ItemActions";
import { Averages, Elsewhere, Facts, People } from "./ItemFacts";
import { Opinions } from "./Opinions";
import { Poster } from "./Poster";
import { Prediction } from "./Prediction";
import { usePredictions, withPredictions } from "./predictions";
import { itemQueries } from "./queries";
import { sentence } from "./reasons";
import { Row } from "./Row";
import { Why } from "./Why";
import { RowSkeleton } from "../ui/Skeleton";
import "../styles/item.css";

export function ItemPage({ itemType }: { itemType: ItemType }) {
  const id = Number(useParams()["id"]);
  const item = useQuery({ ...itemQueries.item(itemType, id), enabled: Number.isInteger(id) && id > 0 });
  const heading = usePage(item.data?.title ?? "");
  const from = (useLocation().state as { recommendation?: string } | null)?.recommendation;
  if (!Number.isInteger(id) || id < 1 || (item.error instanceof ApiError && item.error.status === 404)) {
    return (
      <>
        <HiddenHeading itemType={itemType} />
        <Empty title={t("item_gone")} action={<Link className="button" to="/search">{t("search_titles")}</Link>}>
          {t("item_gone_hint")}
        </Empty>
      </>
    );
  }
  if (item.isPending) return <ItemSkeleton />;
  if (!item.data) {
    return (
      <>
        <HiddenHeading itemType={itemType} />
        <Failed error={item.error} retry={() => void item.refetch()} />
      </>
    );
  }
  return (
    <>
      <article className="block item">
        <div className="item-poster">
          <Poster item={item.data} sizes="(min-width: 700px) 300px, 45vw" isFirst />
        </div>
        <div className="item-words">
          <h1 ref={heading} tabIndex={-1}>
            {item.data.title}
          </h1>
          <Facts item={item.data} />
          <Averages item={item.data} />
          <Prediction item={item.data} />
          <ItemActions item={item.data} />
          {item.data.description && <p className="item-description">{item.data.description}</p>}
          <People item={item.data} />
          <Elsewhere item={item.data} />
        </div>
      </article>
      {from && <Why key={from} recommendationId={from} item={item.data} />}
      <Opinions itemType={itemType} id={id} />
      <Similar itemType={itemType} id={id} across={itemType} />
      <Similar itemType={itemType} id={id} across={itemType === "movie" ? "book" : "movie"} />
    </>
  );
}

/** What the page is about, while there is no title to say it. */
function HiddenHeading({ itemType }: { itemType: ItemType }) {
  return <h1 className="hidden-text">{t(itemType === "movie" ? "film" : "book")}</h1>;
}

export function MoviePage() {
  return <ItemPage key={useParams()["id"]} itemType="movie" />;
}

export function BookPage() {
  return <ItemPage key={useParams()["id"]} itemType="book" />;
}

function Similar({ itemType, id, across }: { itemType: ItemType; id: number; across: ItemType }) {
  const session = useSession();
  const similar = useQuery(itemQueries.similar(itemType, id, across));
  const title = t(across === "movie" ? "similar_films" : "similar_books");
  const predictions = usePredictions([similar.data?.items]);
  if (similar.isPending) return <RowSkeleton title={title} />;
  if (!similar.data?.items.length) return null;
  return (
    <Row title={title} subtitle={session ? t("similar_without_known") : undefined}>
      {withPredictions(similar.data.items, predictions).map((item) => (
        <li key={item.id}>
          <Card item={item} reason={item.reasons[0] && sentence(item.reasons[0], "similar")} />
        </li>
      ))}
    </Row>
  );
}

function ItemSkeleton() {
  return (
    <>
      <div className="block item" aria-busy role="status" aria-label={t("loading")}>
        <div className="item-poster">
          <div className="poster skeleton" />
        </div>
        <div className="item-words">
          <div className="skeleton skeleton-heading" />
          {[0, 1, 2, 3, 4].map((n) => (
            <div key={n} className="skeleton skeleton-line" />
          ))}
        </div>
      </div>
      <RowSkeleton />
    </>
  );
}
