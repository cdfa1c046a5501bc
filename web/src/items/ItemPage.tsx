/** All of an item: what it is, what the reader and others think of it, what is like it, why it was recommended. */
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { Link, useLocation, useParams } from "react-router";
import type { ItemType } from "../api/types";
import { languageName, number, t, type Key } from "../messages/t";
import { useSession } from "../session/session";
import { ApiError } from "../api/errors";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Card } from "./Card";
import { ItemActions } from "./ItemActions";
import { Opinions } from "./Opinions";
import { Poster } from "./Poster";
import { itemQueries, type WholeItem } from "./queries";
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
      <Empty title={t("item_gone")} action={<Link className="button" to="/search">{t("search_titles")}</Link>}>
        {t("item_gone_hint")}
      </Empty>
    );
  }
  if (item.isPending) return <ItemSkeleton />;
  if (!item.data) return <Failed error={item.error} retry={() => void item.refetch()} />;
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
          <ItemActions item={item.data} />
          {item.data.description && <p className="item-description">{item.data.description}</p>}
          <People item={item.data} />
          <Elsewhere item={item.data} />
        </div>
      </article>
      {from && <Why key={from} recommendationId={from} itemId={id} />}
      <Opinions itemType={itemType} id={id} />
      <Similar itemType={itemType} id={id} across={itemType} />
      <Similar itemType={itemType} id={id} across={itemType === "movie" ? "book" : "movie"} />
    </>
  );
}

export function MoviePage() {
  return <ItemPage key={useParams()["id"]} itemType="movie" />;
}

export function BookPage() {
  return <ItemPage key={useParams()["id"]} itemType="book" />;
}

function Facts({ item }: { item: WholeItem }) {
  const { original_title: original } = item;
  const facts = [
    t(item.item_type === "movie" ? "film" : "book"),
    item.year,
    "runtime" in item && item.runtime && t("n_minutes", { n: item.runtime }),
    "page_count" in item && item.page_count && t("n_pages", { n: item.page_count }),
    item.language && languageName(item.language),
    "certification" in item && item.certification,
  ].filter(Boolean);
  return (
    <>
      {original && original !== item.title && (
        <p className="item-original" lang={item.language ?? undefined}>
          {original}
        </p>
      )}
      <p className="item-facts">{facts.join(" · ")}</p>
      <ul className="chips">
        {item.genres.map((genre) => (
          <li key={genre}>
            <Link className="chip" to={`/search?${new URLSearchParams({ genres: genre, type: item.item_type })}`}>
              {genre}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Who gave the ratings; simulated raters are never called readers. */
export function ratersOf({ count, n_simulated }: Pick<WholeItem["ratings"], "count" | "n_simulated">): Key {
  if (n_simulated === 0) return "average_here";
  return n_simulated < count ? "average_mixed" : "average_simulated";
}

/** The average of our own raters with their number, and the source's. */
function Averages({ item }: { item: WholeItem }) {
  const { ratings } = item;
  return (
    <dl className="item-averages">
      {ratings.average !== null && (
        <div>
          <dt>{t(ratersOf(ratings))}</dt>
          <dd>
            <strong>{number(ratings.average)}</strong> {t("from_n_ratings", { n: ratings.count })}
          </dd>
        </div>
      )}
      {item.external_rating !== null && (
        <div>
          <dt>{t(item.item_type === "movie" ? "average_tmdb" : "average_google")}</dt>
          <dd>
            <strong>{number(item.external_rating)}</strong>
            {item.external_count !== null && ` ${t("from_n_ratings", { n: item.external_count })}`}
          </dd>
        </div>
      )}
    </dl>
  );
}

function People({ item }: { item: WholeItem }) {
  const groups =
    "directors" in item
      ? ([["directed_by", item.directors], ["with_cast", item.cast]] as const)
      : ([["written_by", item.authors]] as const);
  return (
    <dl className="item-people">
      {groups.map(([key, names]) =>
        names.length === 0 ? null : (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="chips">
              {names.map((name) => (
                <Link key={name} className="chip" to={`/search?${new URLSearchParams({ q: name })}`}>
                  {name}
                </Link>
              ))}
            </dd>
          </div>
        ),
      )}
      {item.keywords.length > 0 && (
        <div>
          <dt>{t("keywords")}</dt>
          <dd>{item.keywords.join(" · ")}</dd>
        </div>
      )}
      {"publisher" in item && item.publisher && (
        <div>
          <dt>{t("publisher")}</dt>
          <dd>{item.publisher}</dd>
        </div>
      )}
    </dl>
  );
}

/** The item's pages at its sources. */
function Elsewhere({ item }: { item: WholeItem }) {
  const links: (readonly [string, string])[] = [];
  if ("tmdb_id" in item && item.tmdb_id) links.push(["TMDB", `https://www.themoviedb.org/movie/${item.tmdb_id}`]);
  if ("imdb_id" in item && item.imdb_id) links.push(["IMDb", `https://www.imdb.com/title/${item.imdb_id}/`]);
  if ("google_id" in item && item.google_id) links.push(["Google Books", `https://books.google.com/books?id=${encodeURIComponent(item.google_id)}`]);
  if (links.length === 0) return null;
  return (
    <p className="item-links">
      {links.map(([name, href]) => (
        <a key={name} href={href} target="_blank" rel="noreferrer">
          {name} <ExternalLink size={14} aria-hidden />
        </a>
      ))}
    </p>
  );
}

function Similar({ itemType, id, across }: { itemType: ItemType; id: number; across: ItemType }) {
  const session = useSession();
  const similar = useQuery(itemQueries.similar(itemType, id, across));
  const title = t(across === "movie" ? "similar_films" : "similar_books");
  if (similar.isPending) return <RowSkeleton title={title} />;
  if (!similar.data?.items.length) return null;
  return (
    <Row title={title} subtitle={session ? t("similar_without_known") : undefined}>
      {similar.data.items.map((item) => (
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
