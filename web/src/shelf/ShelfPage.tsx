/** What the reader keeps: ratings, watchlist, favorites, what was seen or hidden, and the days of it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Navigate, NavLink, useParams, useSearchParams } from "react-router";
import type { ItemType } from "../api/types";
import { number, t, type Key } from "../messages/t";
import { sessionQueries } from "../session/queries";
import { usePage } from "../ui/usePage";
import { HistoryList } from "./HistoryList";
import { SORTS, TABS, type Sort, type Tab } from "./queries";
import { ShelfList } from "./ShelfList";
import "../styles/shelf.css";

const TAB_NAMES: Record<Tab, Key> = {
  ratings: "tab_ratings",
  watchlist: "tab_watchlist",
  favorites: "tab_favorites",
  seen: "tab_seen",
  hidden: "tab_hidden",
  history: "tab_history",
};

export function ShelfPage() {
  const [params, setParams] = useSearchParams();
  const named = useParams()["tab"];
  const tab = TABS.find((one) => one === named);
  const given = params.get("type");
  const type: ItemType | undefined = given === "movie" || given === "book" ? given : undefined;
  const sort = SORTS.find((one) => one === params.get("sort")) ?? "newest";
  const heading = usePage(tab ? t(TAB_NAMES[tab]) : t("my_shelf"));
  if (!tab) return <Navigate to="/shelf/ratings" replace />;
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next);
  };
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("my_shelf")}
      </h1>
      <Tabs key={tab} type={type} />
      <div className="block list-bar">
        <fieldset className="segments">
          <legend className="hidden-text">{t("kind")}</legend>
          {(["", "movie", "book"] as const).map((kind) => (
            <label key={kind}>
              <input type="radio" name="type" checked={(type ?? "") === kind} onChange={() => change("type", kind)} />
              <span>{t(kind === "" ? "kind_all" : kind === "movie" ? "kind_movies" : "kind_books")}</span>
            </label>
          ))}
        </fieldset>
        {tab === "ratings" && <SortChoice sort={sort} change={(value) => change("sort", value === "newest" ? "" : value)} />}
      </div>
      <h2 className="hidden-text">{t(TAB_NAMES[tab])}</h2>
      {tab === "history" ? <HistoryList key={type} type={type} /> : <ShelfList key={`${tab} ${type} ${sort}`} list={tab} type={type} sort={sort} />}
    </>
  );
}

/** The lists, with how many items each has. */
function Tabs({ type }: { type: ItemType | undefined }) {
  const counts = useQuery(sessionQueries.me()).data?.counts;
  const nav = useRef<HTMLElement>(null);
  // The tab of this page comes into view sideways; the counts make the tabs wider.
  useEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (counts && nav.current && tab) nav.current.scrollLeft = tab.offsetLeft - (nav.current.clientWidth - tab.offsetWidth) / 2;
  }, [counts]);
  const search = type ? `?type=${type}` : "";
  return (
    <nav ref={nav} className="block tabs" aria-label={t("my_shelf")}>
      {TABS.map((tab) => {
        const count = tab === "history" ? undefined : counts?.[tab];
        return (
          <NavLink key={tab} to={`/shelf/${tab}${search}`}>
            {t(TAB_NAMES[tab])}
            {count && <span className="tab-count">{number(type ? count[type] : count.movie + count.book)}</span>}
          </NavLink>
        );
      })}
    </nav>
  );
}

function SortChoice({ sort, change }: { sort: Sort; change: (sort: Sort) => void }) {
  return (
    <label className="sort-choice">
      {t("sort")}
      <select value={sort} onChange={(event) => change(event.target.value as Sort)}>
        {SORTS.map((one) => (
          <option key={one} value={one}>
            {t(`rating_sort_${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
