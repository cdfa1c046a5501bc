/** Search by describing, by title, by person; or browse the catalogue by filters. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { components } from "../api/schema";
import type { Item, ItemType } from "../api/types";
import { Card } from "../items/Card";
import { usePredictions, withPredictions } from "../items/predictions";
import { t } from "../messages/search/t";
import { list } from "../messages/t";
import { GridSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Chips, labelsOf } from "./Chips";
import { Filters, type Change } from "./Filters";
import { askedOf, searchQueries, type Asked } from "./queries";
import { Titles } from "./Titles";
import "../styles/search.css";

export function SearchPage() {
  const [params, setParams] = useSearchParams();
  const asked = askedOf(params);
  const heading = usePage(asked.q || t("search"));
  const change: Change = (changes) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    setParams(next, { preventScrollReset: true });
  };
  const takeAway = (ignored: string[]) => {
    const next = new URLSearchParams(params);
    for (const name of ignored) next.append("ignore", name);
    setParams(next, { preventScrollReset: true });
  };
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {asked.q ? t("results_for", { q: asked.q }) : t("browse")}
      </h1>
      <Filters asked={asked} change={change} />
      <h2 className="hidden-text">{t("results")}</h2>
      {asked.q ? <Results asked={asked} takeAway={takeAway} change={change} /> : <Browse asked={asked} change={change} />}
    </>
  );
}

type Found = components["schemas"]["FusedResults"];

function Results({ asked, takeAway, change }: { asked: Asked; takeAway: (ignored: string[]) => void; change: Change }) {
  const found = useInfiniteQuery(searchQueries.found(asked));
  const first = found.data?.pages[0];
  const predictions = usePredictions(found.data?.pages.map((page) => page.items) ?? []);
  if (found.isPending) return <div className="block"><GridSkeleton /></div>;
  if (!found.data || !first) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const items = withPredictions(found.data.pages.flatMap((page) => page.items), predictions);
  return (
    <>
      <Chips parsed={first.parsed} takeAway={takeAway} />
      <Notes found={first} />
      {items.length === 0 ? (
        <NothingFound found={first} takeAway={takeAway} change={change} asked={asked} />
      ) : (
        <Titles items={items} isBusy={found.isPlaceholderData} />
      )}
      <More pages={found} />
    </>
  );
}

/** The next page, if there is one. */
function More({ pages }: { pages: Pick<ReturnType<typeof useInfiniteQuery>, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"> }) {
  if (!pages.hasNextPage) return null;
  return (
    <p className="block more">
      <button type="button" className="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t("show_more")}
      </button>
    </p>
  );
}

function Notes({ found }: { found: Found }) {
  return (
    <div role="status" className="block notes">
      {found.corrected && <p>{t("corrected", { q: found.corrected })}</p>}
      {found.not_understood.length > 0 && <p>{t("not_understood", { phrases: list(found.not_understood.map((phrase) => `“${phrase}”`)) })}</p>}
      {found.degraded.length > 0 && <p>{t("search_degraded")}</p>}
    </div>
  );
}

/** Constraints by what they are called: both ends of one year are one way out. */
export function waysOut(constraints: readonly string[], labelOf: (name: string) => string): [label: string, names: string[]][] {
  const ways = new Map<string, string[]>();
  for (const name of constraints) ways.set(labelOf(name), [...(ways.get(labelOf(name)) ?? []), name]);
  return [...ways];
}

/** Names the constraints without which something would be found, each as a way out. */
function NothingFound({ found, takeAway, change, asked }: { found: Found; takeAway: (ignored: string[]) => void; change: Change; asked: Asked }) {
  const emptiedBy = found.emptied_by;
  const names: Record<string, string> = {
    genres: t("genre"),
    exclude_genres: t("excluded_genres"),
    languages: t("language_of_title"),
    exclude_languages: t("excluded_languages"),
    exclude_words: t("excluded_words"),
    year_from: t("year_from"),
    year_to: t("year_to"),
    runtime_max: t("running_time"),
    item_type: t("kind"),
  };
  const isFilter = (name: string) =>
    ({ genres: asked.genres.length > 0, languages: asked.languages.length > 0, year_from: asked.yearFrom !== undefined, year_to: asked.yearTo !== undefined, item_type: asked.type !== undefined })[name] ?? false;
  const drop = (dropped: string[]) => {
    const filters = dropped.filter(isFilter);
    if (filters.length === 0) takeAway(dropped);
    else change(Object.fromEntries(filters.map((name) => [name === "item_type" ? "type" : name, null])));
  };
  const ways = waysOut(emptiedBy, (name) => list(labelsOf(found.parsed, name)) || (names[name] ?? name));
  return (
    <Empty
      title={t("nothing_found")}
      action={
        <div className="chips">
          {ways.map(([label, dropped]) => (
            <button key={label} type="button" className="button" onClick={() => drop(dropped)}>
              {t("search_without", { name: label })}
            </button>
          ))}
        </div>
      }
    >
      {emptiedBy.length > 0 ? t("emptied_by") : t("nothing_found_hint")}
    </Empty>
  );
}

/** Without a question: the catalogue by filters, films or books. */
function Browse({ asked, change }: { asked: Asked; change: Change }) {
  const type: ItemType = asked.type ?? "movie";
  const pages = useInfiniteQuery(searchQueries.browse(asked, type));
  const predictions = usePredictions(pages.data?.pages.map((page) => page.items) ?? []);
  if (pages.isPending) return <div className="block"><GridSkeleton /></div>;
  if (!pages.data) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  const items = withPredictions(pages.data.pages.flatMap((page): Item[] => page.items), predictions);
  if (items.length === 0) {
    return (
      <Empty
        title={t("nothing_found")}
        action={
          <button type="button" className="button" onClick={() => change({ genres: null, languages: null, year_from: null, year_to: null })}>
            {t("clear_filters")}
          </button>
        }
      />
    );
  }
  return (
    <>
      <p className="block">{t(type === "movie" ? "n_films" : "n_books", { n: pages.data.pages[0]?.total ?? 0 })}</p>
      <ul className="grid" aria-busy={pages.isPlaceholderData}>
        {items.map((item, n) => (
          <li key={item.id}>
            <Card item={item} isFirst={n < 6} />
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </>
  );
}
