/** What the reader does in this app, on its way to the API. */
import { useSyncExternalStore } from "react";
import { API_URL } from "../api/client";
import { isIncognito } from "../session/incognito";
import { endSession, onAccountChange, onSignOut, readSession } from "../session/session";
import { Queue } from "./queue";
import type { TrackedEvent } from "./store";

export type { TrackedEvent } from "./store";

export const queue = new Queue({
  api: API_URL,
  account: () => {
    const session = readSession();
    return session && { owner: String(session.userId), token: session.token };
  },
});

let n_waiting = 0;
const listeners = new Set<() => void>();

queue.listen((notice) => {
  // Another tab may have signed in anew meanwhile.
  if (notice.type === "unauthorized" && notice.token === readSession()?.token) endSession("expired");
  if (notice.type !== "waiting" || notice.n === n_waiting) return;
  n_waiting = notice.n;
  for (const listener of listeners) listener();
});
onAccountChange(() => queue.changeAccount());
onSignOut((userId) => void queue.forget(String(userId)));

/** Keep what the reader does, and send it soon. Incognito, nothing is kept. */
export function record(event: TrackedEvent): void {
  if (!isIncognito()) queue.record(event);
}

/** Keep a rating or a mark that could not be sent, done at a time in milliseconds, and send it when it can be. */
export function recordForLater(event: TrackedEvent, at: number): void {
  queue.record(event, { isOwed: true, at });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How many ratings and marks wait for a connection. */
export function useWaiting(): number {
  return useSyncExternalStore(subscribe, () => n_waiting);
}
