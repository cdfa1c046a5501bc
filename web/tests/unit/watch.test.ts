/** What a page's watchers record: clicks with their list, items that were seen, time on a page. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TrackedEvent } from "../../src/tracking/store";
import { MOST_AN_EVENT, REPORT_MS, SEEN_MS, watchClicks, watchImpressions, watchPage } from "../../src/tracking/watch";

const NAMES = { item: "item", list: "list", row: "row" };
const START = Date.UTC(2026, 10, 29);
let events: TrackedEvent[];
let ending: AbortController;
let see: (elements: Element[], ratio: number) => void;
let observed: Element[];
const record = (event: TrackedEvent) => events.push(event);

function show(html: string): void {
  document.body.innerHTML = html;
}

function card(id: number, list = ""): string {
  return `<li><article data-item="${id}" ${list && `data-list="${list}"`}><a href="#">A title</a><button>Save</button></article></li>`;
}

function cards(): Element[] {
  return [...document.querySelectorAll("[data-item]")];
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: START });
  [events, observed, ending] = [[], [], new AbortController()];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(notify: (entries: { target: Element; intersectionRatio: number }[]) => void) {
        see = (elements, intersectionRatio) => notify(elements.map((target) => ({ target, intersectionRatio })));
      }
      observe(element: Element): void {
        observed.push(element);
      }
      disconnect(): void {
        observed = [];
      }
    },
  );
});

afterEach(() => {
  ending.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("clicks", () => {
  test("on a link are told with the list, the row and the place, counted from one", () => {
    show(`<section data-row="for_you"><ul>${card(7, "r")}${card(8, "r")}</ul></section><ul>${card(9)}</ul>`);
    watchClicks(document, NAMES, record, ending.signal);

    document.querySelectorAll("a")[1]?.click();
    document.querySelectorAll("a")[2]?.click();

    expect(events).toEqual([
      { interaction_type: "recommendation_click", item_id: 8, context: { recommendation_id: "r", row: "for_you", place: 2 } },
      { interaction_type: "click", item_id: 9, context: { place: 1 } },
    ]);
  });

  test("on buttons, and after the end, are not", () => {
    show(`<ul>${card(7)}</ul>`);
    watchClicks(document, NAMES, record, ending.signal);

    document.querySelector("button")?.click();
    ending.abort();
    document.querySelector("a")?.click();

    expect(events).toEqual([]);
  });
});

describe("impressions", () => {
  test("are of items that were half visible for a second, once, a list an event", async () => {
    show(`<ul>${card(7, "r")}${card(8, "r")}${card(9)}${card(10)}${card(11)}</ul>`);
    watchImpressions(document.body, NAMES, record, ending.signal);
    const [first, second, third, short, little] = cards() as [Element, Element, Element, Element, Element];

    see([first, second, third, short], 0.5);
    see([little], 0.49);
    await vi.advanceTimersByTimeAsync(SEEN_MS - 1);
    see([short], 0.49);
    await vi.advanceTimersByTimeAsync(1);
    see([first], 0);
    see([first], 1);
    await vi.advanceTimersByTimeAsync(REPORT_MS);

    expect([SEEN_MS, REPORT_MS]).toEqual([1000, 5000]);
    expect(events).toEqual([
      { interaction_type: "impression", context: { recommendation_id: "r", items: [{ id: 7, place: 1 }, { id: 8, place: 2 }] } },
      { interaction_type: "impression", context: { items: [{ id: 9, place: 3 }] } },
    ]);
  });

  test("come in events of fifty, which fit the two kilobytes of a context", async () => {
    show(`<ul>${Array.from({ length: 51 }, (_, n) => card(9_999_900 + n, "0b7e4d0e-9f0a-4a70-9f3b-1c5f8f1f2a3b")).join("")}</ul>`);
    watchImpressions(document.body, NAMES, record, ending.signal);

    see(cards(), 1);
    await vi.advanceTimersByTimeAsync(SEEN_MS);
    window.dispatchEvent(new Event("pagehide"));

    expect(MOST_AN_EVENT).toBe(50);
    expect(events.map(({ context }) => (context?.["items"] as unknown[] | undefined)?.length)).toEqual([50, 1]);
    expect(JSON.stringify(events[0]?.context).length).toBeLessThanOrEqual(2048);
  });

  test("are of items that come later, too", async () => {
    show("<ul></ul>");
    watchImpressions(document.body, NAMES, record, ending.signal);

    document.querySelector("ul")?.insertAdjacentHTML("beforeend", card(7));

    await vi.waitFor(() => expect(observed).toEqual(cards()));
  });
});

describe("an item's page", () => {
  test("is told when it opens, and at its end for how long it was visible", () => {
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    watchPage(7, { recommendation_id: "r" }, record, ending.signal);
    vi.setSystemTime(START + 4_000);
    hidden.mockReturnValue(true);
    document.dispatchEvent(new Event("visibilitychange"));
    vi.setSystemTime(START + 60_000);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    vi.setSystemTime(START + 61_500);
    ending.abort();

    const context = { recommendation_id: "r" };
    expect(events).toEqual([
      { interaction_type: "view", item_id: 7, context },
      { interaction_type: "dwell", item_id: 7, seconds: 6, context }, // 4 and 1.5, rounded
    ]);
  });

  test("that was left at once has no time", () => {
    watchPage(7, {}, record, ending.signal);
    vi.setSystemTime(START + 499);
    window.dispatchEvent(new Event("pagehide"));

    expect(events.map(({ interaction_type }) => interaction_type)).toEqual(["view"]);
  });
});
