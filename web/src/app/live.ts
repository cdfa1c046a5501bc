/** Hears from the service what changed, while the tab is visible and somebody is signed in. Without it, nothing is missing
 * but the notice: pages ask as before.
 */
import { api, API_URL, data } from "../api/client";
import { queryClient } from "../api/queryClient";
import { onAccountChange, readSession } from "../session/session";

/** What each kind of message makes old. Lists on the screen stay until the reader wants the new one: see StaleNotice. */
const OLD: Record<string, readonly (readonly string[])[]> = {
  list: [["recommendations"]],
  rows: [["home", "rows"]],
  matches: [["people", "matches"]],
  friends: [["people", "friends"], ["people", "ratings"]],
};
const STAYS = new Set(["list", "rows"]);

const FIRST_MS = 1500; // what a page needs first comes first
const LEAST_MS = 2000;
const MOST_MS = 120_000;

let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastId = "";
let nFailed = 0;

/** Listen from now on, whoever signs in or out. */
export function followChanges(): void {
  document.addEventListener("visibilitychange", turn);
  onAccountChange(() => {
    lastId = "";
    stop();
    turn();
  });
  turn();
}

const isWanted = (): boolean => document.visibilityState === "visible" && readSession() !== null;

/** Connect soon, or stop, as the tab was shown or hidden. */
function turn(): void {
  if (!isWanted()) stop();
  else if (!source && timer === undefined) plan(FIRST_MS);
}

function plan(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void connect(), ms);
}

function stop(): void {
  clearTimeout(timer);
  timer = undefined;
  source?.close();
  source = null;
}

/** Milliseconds before try `n` (from 0): longer each time, and not the same for all who lost the service at once. */
export function waitBefore(n: number, chance = Math.random()): number {
  return Math.min(MOST_MS, LEAST_MS * 2 ** n) * (1 + chance);
}

/** A ticket opens one connection, so every try gets another. The browser's own tries would bring the old one. */
async function connect(): Promise<void> {
  const token = readSession()?.token;
  try {
    const { ticket } = await data(api.POST("/live/ticket"));
    timer = undefined;
    if (isWanted() && readSession()?.token === token) listen(ticket);
    else turn();
  } catch {
    fail();
  }
}

function listen(ticket: string): void {
  const opened = new EventSource(`${API_URL}/live?${new URLSearchParams({ ticket, ...(lastId && { last_event_id: lastId }) })}`);
  source = opened;
  opened.addEventListener("hello", ({ lastEventId }) => {
    nFailed = 0;
    lastId = lastEventId;
  });
  for (const [kind, keys] of Object.entries(OLD)) {
    opened.addEventListener(kind, ({ lastEventId }) => {
      lastId = lastEventId;
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey, ...(STAYS.has(kind) && { refetchType: "none" }) });
    });
  }
  opened.addEventListener("end", ({ data: told }) => {
    stop();
    // Another tab took the place, or the token has ended: not before this tab is shown again.
    if ((JSON.parse(told as string) as { reason: string }).reason === "stopping") fail();
  });
  opened.addEventListener("error", fail);
}

function fail(): void {
  stop();
  if (isWanted()) plan(waitBefore(nFailed++));
}
