import { expect, test } from "vitest";
import { sumBySource } from "../../src/admin/Lists";
import { chance, written } from "../../src/admin/Report";
import { readerOf } from "../../src/admin/queries";
import { addedBySource } from "../../src/admin/ReaderTab";
import { ago, duration, rate, sourceName } from "../../src/admin/words";

test("a reader is meant by a number or by an address", () => {
  expect(readerOf(" 408 ")).toEqual({ reader_id: 408 });
  expect(readerOf("asha@example.com")).toEqual({ email: "asha@example.com" });
  expect(readerOf("asha")).toBeNull();
  expect(readerOf("")).toBeNull();
});

test("what was shown is summed by source, the most shown first", () => {
  const day = { n_clicked: 1, n_helpful: 0, n_not_for_me: 2 };

  const sums = sumBySource([
    { day: "2026-11-30", source: "ease", n_shown: 3, ...day },
    { day: "2026-11-30", source: "content", n_shown: 5, ...day },
    { day: "2026-11-29", source: "ease", n_shown: 4, ...day },
  ]);

  expect(sums).toEqual([
    { source: "ease", n_shown: 7, n_clicked: 2, n_helpful: 0, n_not_for_me: 4 },
    { source: "content", n_shown: 5, n_clicked: 1, n_helpful: 0, n_not_for_me: 2 },
  ]);
});

test("what features of a taste add counts together", () => {
  const of = (source: "taste" | "ease", contribution: number) => ({ source, contribution, feature: null, weight: 1, value: 1, maximum: 1 });

  expect(addedBySource([of("taste", 0.5), of("ease", 0.25), of("taste", -0.375)])).toEqual([
    ["ease", 0.25],
    ["taste", 0.125],
  ]);
});

test("ages, durations and rates are said in their largest unit", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");

  expect(ago("2026-11-27T11:00:00Z", now)).toBe("3 days ago");
  expect(ago("2026-11-30T11:59:30Z", now)).toBe("30 seconds ago");
  expect(duration(5.32)).toMatch(/^5\.3 sec/);
  expect(duration(600)).toMatch(/^10 min/);
  expect(rate(1, 8)).toBe("12.5%");
  expect(rate(0, 0)).toBe("0%");
  expect(sourceName("ease")).toBe("EASE");
  expect(sourceName("somebody’s")).toBe("somebody’s");
});

test("shares are written as percentages, stars as they are, differences with their sign", () => {
  expect(written(0.08022, true)).toBe("8.02%");
  expect(written(0.00752, true, true)).toBe("+0.75%");
  expect(written(-0.00752, true, true)).toBe("-0.75%");
  expect(written(3.9125, false)).toBe("3.913");
  expect(written(0.25, false, true)).toBe("+0.25");
  expect(written(-0.25, false, true)).toBe("-0.25");
});

test("a p-value has four digits at most, and is never said to be nothing", () => {
  expect(chance(0.00614)).toBe("0.0061");
  expect(chance(0.0001)).toBe("0.0001");
  expect(chance(0.00009)).toBe("< 0.0001");
});
