/** A list of the shelf, as long as it goes. What is taken off it stays in its row, dimmed, until the list is loaded anew. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Heart } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Item, Mine } from "../api/types";
import { rate, setFavorite, unrate } from "../items/actions";
import { CardActions } from "../items/Card";
import { HalfStars } from "../items/HalfStars";
import { NOTHING } from "../items/mine";
import { pathOf } from "../items/paths";
import { Poster } from "../items/Poster";
import { t, type Key } from "../messages/shelf/t";
import { date } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { useEnd } from "../ui/useEnd";
import { shelfQueries, type Asked, type Entry, type List } from "./queries";

const WORDS: Record<List, { empty: Key; hint: Key; at: Key; isOn: (mine: Mine) => boolean }> = {
  ratings: { empty: "no_ratings", hint: "no_ratings_hint", at: "rated_on", isOn: (mine) => mine.rating !== null },
  watchlist: { empty: "no_watchlist", hint: "no_watchlist_hint", at: "saved_on", isOn: (mine) => mine.on_watchlist },
  favorites: { empty: "no_favorites", hint: "no_favorites_hint", at: "favorite_since", isOn: (mine) => mine.is_favorite },
  seen: { empty: "no_seen", hint: "no_seen_hint", at: "marked_seen_on", isOn: (mine) => mine.is_seen },
  hidden: { empty: "no_hidden", hint: "no_hidden_hint", at: "hidden_on", isOn: (mine) => mine.is_hidden },
};

export function ShelfList({ list, asked }: { list: List; asked: Asked }) {
  const pages = useInfiniteQuery(shelfQueries.list(list, asked));
  const { isError, fetchNextPage, refetch } = pages;
  const end = useEnd(pages);

  if (pages.isPending) return <ShelfSkeleton />;
  if (!pages.data) return <Failed error={pages.error} retry={() => void refetch()} />;
  const entries = pages.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0 && (asked.q || asked.type)) return <Empty title={t("nothing_found")}>{t("nothing_left_hint")}</Empty>;
  if (entries.length === 0) {
    return (
      <Empty title={t(WORDS[list].empty)} action={<NextStep list={list} />}>
        {t(WORDS[list].hint)}
      </Empty>
    );
  }
  return (
    <>
      <ul className="block shelf-list" aria-busy={pages.isPlaceholderData}>
        {entries.map((entry) => (
          <Entry key={entry.item.id} entry={entry} list={list} />
        ))}
      </ul>
      <div ref={end} className="block">
        {pages.isFetchingNextPage && <LinesSkeleton count={2} />}
        {isError && <Failed error={pages.error} retry={() => void fetchNextPage()} />}
      </div>
    </>
  );
}

export function ShelfSkeleton() {
  return (
    <div className="block shelf-skeleton">
      <LinesSkeleton count={8} />
    </div>
  );
}

function NextStep({ list }: { list: List }) {
  if (list === "hidden") return null;
  return (
    <div className="state-actions">
      <Link className="button button-primary" to={list === "watchlist" ? "/for-you" : "/search"}>
        {t(list === "watchlist" ? "for_you" : "search_titles")}
      </Link>
      <Link className="button" to="/library">
        {t("import_title")}
      </Link>
    </div>
  );
}

function Entry({ entry: { item, at }, list }: { entry: Entry; list: List }) {
  const words = WORDS[list];
  const isOn = words.isOn(item.mine ?? NOTHING);
  return (
    <ShelfRow item={item} isGone={!isOn} said={isOn ? t(words.at, { date: date(at) }) : t("taken_off")}>
      {list === "ratings" ? (
        <HalfStars label={t("rate_title", { title: item.title })} value={item.mine?.rating ?? null} onRate={(stars) => rate(item, stars)} onClear={() => unrate(item)} />
      ) : (
        <>
          {list === "favorites" && <FavoriteButton item={item} />}
          <CardActions item={item} />
        </>
      )}
    </ShelfRow>
  );
}

function FavoriteButton({ item }: { item: Item }) {
  const isFavorite = item.mine?.is_favorite ?? false;
  const label = t(isFavorite ? "unfavorite_title" : "favorite_title", { title: item.title });
  return (
    <button type="button" className="icon-button" aria-pressed={isFavorite} aria-label={label} title={label} onClick={() => setFavorite(item, !isFavorite)}>
      <Heart size={18} aria-hidden fill={isFavorite ? "currentColor" : "none"} />
    </button>
  );
}

interface ShelfRowProps {
  item: Item;
  isGone?: boolean;
  said?: string | undefined;
  children?: ReactNode;
}

/** One item in a row: its picture, its words, and what one can do with it. */
export function ShelfRow({ item, isGone = false, said, children }: ShelfRowProps) {
  return (
    <li className={isGone ? "shelf-row shelf-gone" : "shelf-row"} data-item={item.id}>
      <Link to={pathOf(item)} className="card-poster" tabIndex={-1} aria-hidden>
        <Poster item={item} sizes="72px" />
      </Link>
      <div className="shelf-words">
        <h3 className="card-title">
          <Link to={pathOf(item)}>{item.title}</Link>
        </h3>
        <p className="card-meta">{[t(item.item_type === "movie" ? "film" : "book"), item.year, item.people[0]].filter(Boolean).join(" · ")}</p>
        {said && <p className="card-meta">{said}</p>}
      </div>
      <div className="shelf-does">{children}</div>
    </li>
  );
}
