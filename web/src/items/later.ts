/** Ratings and marks that were kept while there was no connection: what the pages do once the API has answered. */
import type { Mine } from "../api/types";
import { t } from "../messages/t";
import { queue, type TrackedEvent } from "../tracking/track";
import { say, sayError } from "../ui/Toasts";
import { markListsOld, show } from "./mine";

const CHANGES: Record<string, (event: TrackedEvent) => Partial<Mine>> = {
  rate: ({ rating }) => ({ rating: rating ?? null }),
  unrate: () => ({ rating: null }),
  watchlist_add: () => ({ on_watchlist: true }),
  watchlist_remove: () => ({ on_watchlist: false }),
  seen: () => ({ is_seen: true }),
  unseen: () => ({ is_seen: false }),
  favorite: () => ({ is_favorite: true }),
  unfavorite: () => ({ is_favorite: false }),
  hide: () => ({ is_hidden: true }),
  unhide: () => ({ is_hidden: false }),
};

/** What an event says of its item. */
export function changeOf(event: TrackedEvent): Partial<Mine> {
  return CHANGES[event.interaction_type]?.(event) ?? {};
}

/** Follow the queue: show what arrived, mark lists as old, and say it once, in the tab that sent it. */
export function followQueue(): () => void {
  return queue.listen((notice) => {
    if (notice.type === "sent" && notice.owed.length > 0) {
      // Lists that were loaded before the events arrived do not have them.
      for (const event of notice.owed) if (event.item_id !== undefined) show(event.item_id, changeOf(event));
      markListsOld();
      if (notice.isHere) say(t("sent_later", { n: notice.owed.length }));
    }
    if (notice.type === "refused" && notice.isOwed) {
      markListsOld();
      if (notice.isHere) sayError(t("refused_later", { why: notice.detail }));
    }
  });
}
