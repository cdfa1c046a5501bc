/** Incognito: as long as it is on, looking around leaves nothing behind. What the reader states is kept as always. */
import { useSyncExternalStore } from "react";
import { onAccountChange } from "./session";

export const HEADER = "X-Incognito";
const KEY = "cinelibre.incognito";
/** These only answer lists, though they are posted. */
const READING_POSTS = /\/recommendations\/(?:session|refresh)$/;

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function isIncognito(): boolean {
  return localStorage.getItem(KEY) === "on";
}

export function turnIncognito(on: boolean): void {
  if (on) localStorage.setItem(KEY, "on");
  else localStorage.removeItem(KEY);
  tell();
}

/** Whether a request only reads: the API refuses to store anything for a request with the header. */
export function isReading({ method, url }: Pick<Request, "method" | "url">): boolean {
  return method === "GET" || READING_POSTS.test(new URL(url, location.href).pathname);
}

// Whoever signs in next has not asked for it; other tabs follow.
onAccountChange(() => turnIncognito(false));
addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) tell();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useIncognito(): boolean {
  return useSyncExternalStore(subscribe, isIncognito);
}
