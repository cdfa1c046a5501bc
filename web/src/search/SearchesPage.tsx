/** What the reader searched for, newest first, each with a way to delete it; or all at once. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { Link } from "react-router";
import type { components } from "../api/schema";
import { date } from "../messages/t";
import { t } from "../messages/searches/t";
import { ask } from "../ui/Question";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { usePage } from "../ui/usePage";
import { deleteAllSearches, deleteSearch, formerQueries } from "./former";
import "../styles/search.css";

type Former = components["schemas"]["FormerQuestion"];

export function SearchesPage() {
  const heading = usePage(t("my_searches"));
  const pages = useInfiniteQuery(formerQueries.list());
  const searches = pages.data?.pages.flatMap((page) => page.searches) ?? [];
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("my_searches")}
      </h1>
      <p className="hint">{t("searches_hint")}</p>
      {pages.isPending && <LinesSkeleton />}
      {pages.isError && !pages.data && <Failed error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && searches.length === 0 && (
        <Empty title={t("searches_none")} action={<Link className="button" to="/search">{t("search_titles")}</Link>}>
          {t("searches_none_hint")}
        </Empty>
      )}
      {searches.length > 0 && (
        <>
          <DeleteAll />
          <ul className="former">
            {searches.map((one) => (
              <Search key={one.id} search={one} />
            ))}
          </ul>
        </>
      )}
      {pages.hasNextPage && (
        <button type="button" className="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("show_more")}
        </button>
      )}
    </div>
  );
}

function Search({ search }: { search: Former }) {
  const label = t("delete_search", { q: search.query });
  const removal = useMutation({
    mutationFn: () => deleteSearch(search.id),
    onSuccess: () => say(t("search_deleted", { q: search.query })),
    onError: (error) => sayError(error.message),
  });
  return (
    <li>
      <Link to={`/search?${new URLSearchParams({ q: search.query })}`}>{search.query}</Link>
      <span className="hint">
        {date(search.newest_at)} · {t("searches_times", { n: search.n_times })}
      </span>
      <button type="button" className="icon-button" aria-label={label} title={label} disabled={removal.isPending} onClick={() => removal.mutate()}>
        <Trash2 size={18} aria-hidden />
      </button>
    </li>
  );
}

function DeleteAll() {
  const removal = useMutation({
    mutationFn: deleteAllSearches,
    onSuccess: (n) => say(t("searches_deleted", { n })),
    onError: (error) => sayError(error.message),
  });
  const remove = async () => {
    if (await ask({ title: t("searches_sure"), text: t("searches_sure_hint"), yes: t("searches_delete_all"), no: t("searches_keep") })) removal.mutate();
  };
  return (
    <p>
      <button type="button" className="button button-small button-danger" disabled={removal.isPending} onClick={() => void remove()}>
        {t("searches_delete_all")}
      </button>
    </p>
  );
}
