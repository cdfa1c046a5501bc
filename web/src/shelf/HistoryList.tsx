/** What the reader watched and read, by day. The days are those of the account's time zone, as the API counts them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { components } from "../api/schema";
import type { ItemType } from "../api/types";
import { CardActions } from "../items/Card";
import { t, type Key } from "../messages/shelf/t";
import { date, percent } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { useEnd } from "../ui/useEnd";
import { joinDays, shelfQueries } from "./queries";
import { ShelfRow, ShelfSkeleton } from "./ShelfList";

type HistoryEntry = components["schemas"]["HistoryEntry"];

export function HistoryList({ type }: { type: ItemType | undefined }) {
  const pages = useInfiniteQuery(shelfQueries.history(type));
  const { isError, fetchNextPage, refetch } = pages;
  const end = useEnd(pages);

  if (pages.isPending) return <ShelfSkeleton />;
  if (!pages.data) return <Failed error={pages.error} retry={() => void refetch()} />;
  const days = joinDays(pages.data.pages);
  if (days.length === 0) {
    return (
      <Empty
        title={t("no_history")}
        action={
          <Link className="button" to="/library">
            {t("import_title")}
          </Link>
        }
      >
        {t("no_history_hint")}
      </Empty>
    );
  }
  return (
    <>
      {days.map(({ day, entries }) => (
        <section key={day} className="block history-day">
          <h3>
            <time dateTime={day}>{date(day, "full", "UTC")}</time>
          </h3>
          <ul className="shelf-list">
            {entries.map((entry) => (
              <ShelfRow key={entry.id} item={entry.item} said={said(entry)}>
                <CardActions item={entry.item} />
              </ShelfRow>
            ))}
          </ul>
        </section>
      ))}
      <div ref={end} className="block">
        {pages.isFetchingNextPage && <LinesSkeleton count={2} />}
        {isError && <Failed error={pages.error} retry={() => void fetchNextPage()} />}
      </div>
    </>
  );
}

const DONE: Record<string, Record<ItemType, Key>> = {
  seen: { movie: "did_seen_movie", book: "did_seen_book" },
  watch: { movie: "did_watch_movie", book: "did_watch_book" },
};

/** "Watched, 40%": what was done with it. Types that the operator added keep their own names. */
function said({ interaction_type, fraction, item }: HistoryEntry): string {
  const key = DONE[interaction_type]?.[item.item_type];
  const done = key ? t(key) : interaction_type;
  return fraction !== null && fraction < 1 ? t("done_in_part", { done, part: percent(fraction) }) : done;
}
