/** What an item is: its facts, its averages, who made it, and its pages elsewhere. */
import { ExternalLink } from "lucide-react";
import { Link } from "react-router";
import { t, type Key } from "../messages/item/t";
import { languageName, number } from "../messages/t";
import type { WholeItem } from "./queries";

export function Facts({ item }: { item: WholeItem }) {
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
export function Averages({ item }: { item: WholeItem }) {
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

export function People({ item }: { item: WholeItem }) {
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
export function Elsewhere({ item }: { item: WholeItem }) {
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
