/** What the reader keeps: ratings, watchlist, favorites, what was seen or hidden, and the days of it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Navigate, NavLink, useParams, useSearchParams } from "react-router";
import type { ItemType } from "../api/types";
import { t, type Key } from "../messages/shelf/t";
import { number } from "../messages/t";
import { sessionQueries } from "../session/queries";
import { usePage } from "../ui/usePage";
import { HistoryList } from "./HistoryList";
import { LISTS, sortsOf, TABS, type Sort, type Tab } from "./queries";
import { ShelfList } from "./ShelfList";
import "../styles/shelf.css";

const SETTLE_MS = 300;

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
  const list = LISTS.find((one) => one === named);
  const sort = (list ? sortsOf(list) : []).find((one) => one === params.get("sort")) ?? "newest";
  const q = list === "ratings" ? (params.get("q") ?? "").slice(0, 200) : "";
  const heading = usePage(tab ? t(TAB_NAMES[tab]) : t("my_shelf"));
  if (!tab) return <Navigate to="/shelf/ratings" replace />;
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { preventScrollReset: true, replace: name === "q" });
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
        {list === "ratings" && <TextFilter text={q} change={(text) => change("q", text)} />}
        {list && <SortChoice sorts={sortsOf(list)} sort={sort} change={(value) => change("sort", value === "newest" ? "" : value)} />}
      </div>
      <h2 className="hidden-text">{t(TAB_NAMES[tab])}</h2>
      {list ? <ShelfList key={list} list={list} asked={{ type, sort, q }} /> : <HistoryList key={type} type={type} />}
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

/** Leaves the ratings whose title or people have this text, once nobody has typed for a moment. */
function TextFilter({ text, change }: { text: string; change: (text: string) => void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      className="text-filter"
      aria-label={t("filter_ratings")}
      placeholder={t("filter_ratings")}
      maxLength={200}
      defaultValue={text}
      onChange={({ target }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => change(target.value.trim()), SETTLE_MS);
      }}
    />
  );
}

function SortChoice({ sorts, sort, change }: { sorts: readonly Sort[]; sort: Sort; change: (sort: Sort) => void }) {
  return (
    <label className="sort-choice">
      {t("sort")}
      <select value={sort} onChange={(event) => change(event.target.value as Sort)}>
        {sorts.map((one) => (
          <option key={one} value={one}>
            {t(`rating_sort_${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
