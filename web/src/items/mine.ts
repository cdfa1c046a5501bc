/** What the reader said of an item, kept the same in every list that shows it, at once and before the API knows.
 *
 * An action changes all cached answers, then asks the API. Actions on one item are sent in order. If the API refuses,
 * the item goes back to what the API last confirmed; if it is away or busy, the action waits in the queue.
 */
import { queryClient } from "../api/queryClient";
import { isPassing } from "../api/errors";
import type { Item, Mine } from "../api/types";
import { t } from "../messages/t";
import { onAccountChange, readSession } from "../session/session";
import { queue, recordForLater } from "../tracking/track";
import { say, sayError } from "../ui/Toasts";

export type ItemKey = Pick<Item, "id" | "item_type" | "title">;

export const NOTHING: Mine = { rating: null, on_watchlist: false, is_hidden: false, is_seen: false, is_favorite: false };

interface Pending {
  confirmed: Mine;
  last: Promise<void>;
  n: number;
}

const pending = new Map<number, Pending>();
onAccountChange(() => pending.clear());

/** Change `mine` of an item wherever `data` has it; parts without the item stay the same objects. */
export function patched(data: unknown, itemId: number, mine: Partial<Mine>): unknown {
  if (Array.isArray(data)) {
    const next = data.map((part) => patched(part, itemId, mine));
    return next.some((part, n) => part !== data[n]) ? next : data;
  }
  if (data === null || typeof data !== "object") return data;
  const before = data as Record<string, unknown>;
  let after = before;
  for (const [name, value] of Object.entries(before)) {
    if (name === "mine") continue;
    const next = patched(value, itemId, mine);
    if (next !== value) after = { ...after, [name]: next };
  }
  const isItem = before["id"] === itemId && "item_type" in before && "title" in before;
  return isItem ? { ...after, mine: { ...(before["mine"] as object | null), ...mine } } : after;
}

/** Show what is known of an item, wherever it is. */
export function show(itemId: number, mine: Partial<Mine>): void {
  queryClient.setQueriesData({}, (data: unknown) => patched(data, itemId, mine));
}

/** An action: what it changes, how the API is asked, and the event that says the same later. */
export interface Action {
  change: Partial<Mine>;
  send: () => Promise<unknown>;
  event: { interaction_type: string; rating?: number };
}

/** What an action changes elsewhere: lists are only marked as old, so that none changes while it is read. */
const CHANGED = [["home"], ["recommendations"], ["shelf"], ["me"], ["similar"], ["predictions"], ["insights"], ["onboarding"]];

/** Say that lists may have changed. */
export function markListsOld(): void {
  for (const queryKey of CHANGED) void queryClient.invalidateQueries({ queryKey, refetchType: "none" });
}

interface Told {
  userId: number;
  itemId: number;
  mine: Mine;
}

/** The reader's other tabs show the same. */
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("cinelibre.mine") : null;
tabs?.addEventListener("message", ({ data }: MessageEvent<Told>) => {
  if (data.userId !== readSession()?.userId) return;
  show(data.itemId, data.mine);
  markListsOld();
});

/** Do it: show it at once, send it in its turn. Resolves when the API has it, or the queue. */
export function act(item: ItemKey, before: Mine, action: Action): Promise<void> {
  const turn = pending.get(item.id) ?? { confirmed: before, last: Promise.resolve(), n: 0 };
  pending.set(item.id, turn);
  turn.n += 1;
  const number = turn.n;
  const at = Date.now();
  const owner = readSession()?.userId;
  const isOwners = () => readSession()?.userId === owner;
  const after = { ...before, ...action.change };
  show(item.id, after);
  const sent = turn.last.then(async () => {
    if (!isOwners()) return; // another account's token would go with it
    try {
      await action.send();
      void queue.flush(); // there is a connection again, if there was none
      turn.confirmed = { ...turn.confirmed, ...action.change };
    } catch (error) {
      if (!isOwners()) return;
      if (isPassing(error)) {
        recordForLater({ ...action.event, item_id: item.id }, at);
        turn.confirmed = { ...turn.confirmed, ...action.change };
        say(t("kept_for_later"));
      } else {
        if (turn.n === number) show(item.id, turn.confirmed);
        sayError(error instanceof Error ? error.message : t("failed"));
        throw error;
      }
    } finally {
      if (turn.n === number && isOwners()) {
        show(item.id, turn.confirmed);
        pending.delete(item.id);
        markListsOld();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
        if (owner !== undefined) tabs?.postMessage({ userId: owner, itemId: item.id, mine: turn.confirmed } satisfies Told);
      }
    }
  });
  turn.last = sent.catch(() => undefined);
  return turn.last;
}
