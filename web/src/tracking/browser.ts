/** The tracking module for sites without React: /app/cinelibre.js. docs/web.md says how it is used. */
import { Queue, type Notice } from "./queue";
import type { TrackedEvent } from "./store";
import { watchClicks, watchImpressions, watchPage } from "./watch";

export interface Options {
  /** The reader's token, or null while nobody is signed in. */
  token: () => string | null;
  /** Whether the reader looks around incognito: then only ratings and marks are recorded, as long as it is true. */
  incognito?: () => boolean;
  /** Where the API is; by default where this module comes from. */
  api?: string;
}

export interface Tracker {
  record: (event: TrackedEvent) => void;
  /** Send now. Resolves when all is sent or must wait. */
  flush: () => Promise<void>;
  getUserInsights: () => Promise<unknown>;
  stop: () => void;
}

export const REPEAT_MS = 1_000; // the same event within a second is a double click
export const SETTLE_MS = 1_500; // a search counts once nobody types
const NAMES = { item: "cinelibre-item", list: "cinelibre-list", row: "cinelibre-row" };
/** What a reader states: ratings and marks. */
const STATED = /^(un)?(rate|hide|like|favorite|seen)$|^(superlike|dislike|watchlist_)/;

function isStated({ interaction_type: type, rating }: TrackedEvent): boolean {
  return rating !== undefined || STATED.test(type);
}

/** Whose token it is: the subject that it names. The API alone judges whether it is genuine. */
function ownerOf(token: string): string {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return String((JSON.parse(atob(payload)) as { sub: unknown }).sub);
  } catch {
    return token;
  }
}

/** Begin to track this page. */
export function start({ token, incognito = () => false, api = new URL("..", import.meta.url).href.replace(/\/$/, "") }: Options): Tracker {
  const queue = new Queue({
    api,
    name: "cinelibre-tracker",
    account: () => {
      const now = token();
      return now ? { owner: ownerOf(now), token: now } : null;
    },
  });
  const ending = new AbortController();
  const { signal } = ending;
  let [last, lastAt] = ["", 0];
  const record = (event: TrackedEvent) => {
    if (incognito() && !isStated(event)) return;
    const [key, now] = [JSON.stringify(event), Date.now()];
    if (key !== last || now - lastAt >= REPEAT_MS) queue.record(event);
    [last, lastAt] = [key, now];
  };
  queue.listen((notice: Notice) => {
    document.dispatchEvent(new CustomEvent(`cinelibre:${notice.type}`, { detail: notice }));
    // What changes recommendations: whoever shows lists should load them again.
    const changes = notice.type === "sent" && notice.events.some((event) => isStated(event) || event.interaction_type === "watch");
    if (changes) document.dispatchEvent(new CustomEvent("cinelibre:refresh"));
  });

  const onClick = ({ target }: Event) => {
    const button = (target as Element).closest("[data-cinelibre-event]");
    const item = Number(button?.closest("[data-cinelibre-item]")?.getAttribute("data-cinelibre-item"));
    const type = button?.getAttribute("data-cinelibre-event");
    const rating = Number(button?.getAttribute("data-cinelibre-rating"));
    if (type) record({ interaction_type: type, ...(item ? { item_id: item } : {}), ...(rating ? { rating } : {}) });
  };
  let searching: ReturnType<typeof setTimeout> | undefined;
  const onInput = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement) || !target.matches("[data-cinelibre-search]")) return;
    clearTimeout(searching);
    searching = setTimeout(() => {
      const query = target.value.trim();
      if (query) record({ interaction_type: "search", query });
    }, SETTLE_MS);
  };
  document.addEventListener("click", onClick, { signal });
  document.addEventListener("input", onInput, { signal });
  const page = Number(document.querySelector("[data-cinelibre-page]")?.getAttribute("data-cinelibre-page"));
  watchClicks(document, NAMES, record, signal);
  watchImpressions(document.documentElement, NAMES, record, signal);
  if (page) watchPage(page, {}, record, signal);
  return {
    record,
    flush: queue.flush,
    stop: () => {
      clearTimeout(searching);
      ending.abort();
      queue.close();
    },
    getUserInsights: async () => {
      const headers = { Authorization: `Bearer ${token()}`, ...(incognito() ? { "X-Incognito": "true" } : {}) };
      const answer = await fetch(`${api}/insights/me`, { headers });
      const body = (await answer.json().catch(() => null)) as { detail?: string } | null;
      if (answer.status === 404) throw new Error("This service has no insights yet.");
      if (!answer.ok) throw new Error(body?.detail ?? `The service answered ${answer.status}.`);
      return body;
    },
  };
}
