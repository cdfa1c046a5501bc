/** The cache of answers. It belongs to one account: signing in and out empties it. */
import { QueryClient } from "@tanstack/react-query";
import { onAccountChange } from "../session/session";
import { ApiError, isPassing } from "./errors";
import { askOrFind, keepAnswers } from "./kept";

const MOST_TRIES = 3;
const LONGEST_WAIT_SECONDS = 20;

/** Milliseconds before try `n` (from 0): what the service asked for, or else longer each time. */
export function waitBefore(n: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfterSeconds : null;
  return 1000 * Math.min(LONGEST_WAIT_SECONDS, asked ?? 2 ** n);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 30 * 60_000,
      networkMode: "always", // in a LAN without the internet the browser says "offline", and the service answers
      refetchOnWindowFocus: false, // a list does not change under the reader's finger
      retry: (n, error) => isPassing(error) && n < MOST_TRIES,
      retryDelay: waitBefore,
      persister: askOrFind,
    },
    mutations: { networkMode: "always" },
  },
});

onAccountChange(() => queryClient.clear());
keepAnswers(queryClient);
