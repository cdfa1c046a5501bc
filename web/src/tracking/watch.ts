/** Watches a page: which items were seen and followed, and for how long a page was read. No dependency.
 *
 * An item is an element with its id in an attribute. The list that has it, and the row, are attributes of the item or
 * of an element around it.
 */
import type { TrackedEvent } from "./store";

export const SEEN_MS = 1_000; // so long half of it must be visible
export const SEEN_PART = 0.5;
export const REPORT_MS = 5_000; // between the first item seen and its event
export const MOST_AN_EVENT = 50; // the context of an event has 2 KB

export type Recorder = (event: TrackedEvent) => void;

/** The names of the attributes, without "data-". */
export interface Names {
  item: string;
  list: string;
  row: string;
}

interface Shown {
  id: number;
  place: number;
  context: Record<string, unknown>;
}

function around(element: Element, name: string): string | undefined {
  return element.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? undefined;
}

/** An item's place in its list, from 1. */
function placeOf(item: Element, names: Names): number {
  const list = item.parentElement?.closest(`ul, ol, [data-${names.row}], [data-${names.list}]`) ?? document;
  return [...list.querySelectorAll(`[data-${names.item}]`)].indexOf(item) + 1;
}

function read(item: Element, names: Names): Shown {
  const context: Record<string, unknown> = {};
  const [list, row] = [around(item, names.list), around(item, names.row)];
  if (list) context["recommendation_id"] = list;
  if (row) context["row"] = row;
  return { id: Number(item.getAttribute(`data-${names.item}`)), place: placeOf(item, names), context };
}

/** Record clicks on the links of items, until the signal. */
export function watchClicks(root: Document | Element, names: Names, record: Recorder, signal: AbortSignal): void {
  const onClick = (event: Event) => {
    const link = (event.target as Element).closest("a");
    const item = link?.closest(`[data-${names.item}]`);
    if (!item) return;
    const { id, place, context } = read(item, names);
    const interaction_type = context["recommendation_id"] ? "recommendation_click" : "click";
    record({ interaction_type, item_id: id, context: { ...context, place } });
  };
  const onAux = (event: Event) => {
    if ((event as MouseEvent).button === 1) onClick(event); // the middle button opens a tab
  };
  root.addEventListener("click", onClick, { signal, capture: true });
  root.addEventListener("auxclick", onAux, { signal, capture: true });
}

/** Record which items were seen: half of them for a second; each once in a list until the signal. */
export function watchImpressions(root: Element, names: Names, record: Recorder, signal: AbortSignal): void {
  if (typeof IntersectionObserver !== "function") return;
  const told = new Set<string>();
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  let seen: Shown[] = [];
  let reporting: ReturnType<typeof setTimeout> | undefined;

  const report = () => {
    clearTimeout(reporting);
    reporting = undefined;
    const lists = new Map<string, Shown[]>();
    for (const shown of seen) {
      const list = JSON.stringify(shown.context);
      lists.set(list, [...(lists.get(list) ?? []), shown]);
    }
    seen = [];
    for (const shown of lists.values()) {
      for (let from = 0; from < shown.length; from += MOST_AN_EVENT) {
        const items = shown.slice(from, from + MOST_AN_EVENT).map(({ id, place }) => ({ id, place }));
        record({ interaction_type: "impression", context: { ...shown[0]?.context, items } });
      }
    }
  };
  const settle = (item: Element) => {
    timers.delete(item);
    const shown = read(item, names);
    const key = JSON.stringify([shown.id, shown.context]);
    if (told.has(key)) return;
    told.add(key);
    seen.push(shown);
    reporting ??= setTimeout(report, REPORT_MS);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(timers.get(target));
        timers.delete(target);
        if (intersectionRatio >= SEEN_PART) timers.set(target, setTimeout(() => settle(target), SEEN_MS));
      }
    },
    { threshold: SEEN_PART },
  );
  const observe = (element: Element) => {
    if (element.hasAttribute(`data-${names.item}`)) observer.observe(element);
    for (const item of element.querySelectorAll(`[data-${names.item}]`)) observer.observe(item);
  };
  const changes = new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element) observe(node);
    }
  });
  observe(root);
  changes.observe(root, { childList: true, subtree: true });
  addEventListener("pagehide", report, { signal, capture: true }); // before the queue sends for the last time
  signal.addEventListener("abort", () => {
    observer.disconnect();
    changes.disconnect();
    for (const timer of timers.values()) clearTimeout(timer);
    report();
  });
}

/** Record that an item's page is looked at, and at its end for how many seconds it was visible. */
export function watchPage(item_id: number, context: Record<string, unknown>, record: Recorder, signal: AbortSignal): void {
  let visibleMs = 0;
  let since = document.hidden ? 0 : Date.now();
  const pause = () => {
    if (since) visibleMs += Date.now() - since;
    since = document.hidden ? 0 : Date.now();
  };
  const tell = () => {
    pause();
    const seconds = Math.round(visibleMs / 1000);
    visibleMs = 0;
    if (seconds > 0) record({ interaction_type: "dwell", item_id, seconds, context });
  };
  record({ interaction_type: "view", item_id, context });
  document.addEventListener("visibilitychange", pause, { signal });
  addEventListener("pagehide", tell, { signal, capture: true });
  signal.addEventListener("abort", tell);
}
