/** What a reader does with an item: rate, save, mark as seen, favorite, hide; each with its opposite. */
import { api } from "../api/client";
import type { Item, Mine } from "../api/types";
import { number, t } from "../messages/t";
import { say } from "../ui/Toasts";
import { act, NOTHING, type ItemKey } from "./mine";

type Actable = ItemKey & { mine?: Item["mine"] };

function place(item: ItemKey) {
  return { params: { path: { item_type: item.item_type, item_id: item.id } } };
}

function post(item: ItemKey, interaction_type: string) {
  return () => api.POST("/interactions", { body: { interaction_type, item_id: item.id, item_type: item.item_type } });
}

function mineOf(item: Actable): Mine {
  return item.mine ?? NOTHING;
}

/** Resolves when the API has it, or the queue. */
export function rate(item: Actable, rating: number): Promise<void> {
  const before = mineOf(item);
  const sent = act(item, before, {
    change: { rating, is_hidden: before.is_hidden },
    send: () => api.POST("/ratings", { body: { item_id: item.id, item_type: item.item_type, rating } }),
    event: { interaction_type: "rate", rating },
  });
  say(t("rated", { title: item.title, stars: number(rating) }), () =>
    before.rating === null ? unrate({ ...item, mine: { ...before, rating } }) : void rate({ ...item, mine: { ...before, rating } }, before.rating),
  );
  return sent;
}

export function unrate(item: Actable): void {
  const before = mineOf(item);
  const { rating } = before;
  void act(item, before, {
    change: { rating: null },
    send: post(item, "unrate"),
    event: { interaction_type: "unrate" },
  });
  if (rating !== null) say(t("unrated", { title: item.title }), () => rate({ ...item, mine: { ...before, rating: null } }, rating));
}

export function setSaved(item: Actable, on: boolean): void {
  void act(item, mineOf(item), {
    change: { on_watchlist: on },
    send: () => (on ? api.PUT("/watchlist/{item_type}/{item_id}", place(item)) : api.DELETE("/watchlist/{item_type}/{item_id}", place(item))),
    event: { interaction_type: on ? "watchlist_add" : "watchlist_remove" },
  });
  say(t(on ? "saved" : "unsaved", { title: item.title }), () => setSaved({ ...item, mine: { ...mineOf(item), on_watchlist: on } }, !on));
}

export function setSeen(item: Actable, on: boolean): void {
  const type = on ? "seen" : "unseen";
  void act(item, mineOf(item), { change: { is_seen: on }, send: post(item, type), event: { interaction_type: type } });
  const isBook = item.item_type === "book";
  say(t(on ? (isBook ? "marked_read" : "marked_seen") : isBook ? "unmarked_read" : "unmarked_seen", { title: item.title }), () => setSeen({ ...item, mine: { ...mineOf(item), is_seen: on } }, !on));
}

export function setFavorite(item: Actable, on: boolean): void {
  const type = on ? "favorite" : "unfavorite";
  void act(item, mineOf(item), { change: { is_favorite: on }, send: post(item, type), event: { interaction_type: type } });
  say(t(on ? "marked_favorite" : "unmarked_favorite", { title: item.title }), () =>
    setFavorite({ ...item, mine: { ...mineOf(item), is_favorite: on } }, !on),
  );
}

/** "Not interested": the item is in no list any more. The list on the screen keeps its place until it is loaded anew. */
export function setHidden(item: Actable, on: boolean): void {
  void act(item, mineOf(item), {
    change: { is_hidden: on },
    send: () => (on ? api.PUT("/hidden/{item_type}/{item_id}", place(item)) : api.DELETE("/hidden/{item_type}/{item_id}", place(item))),
    event: { interaction_type: on ? "hide" : "unhide" },
  });
  say(t(on ? "hidden" : "unhidden", { title: item.title }), () => setHidden({ ...item, mine: { ...mineOf(item), is_hidden: on } }, !on));
}
