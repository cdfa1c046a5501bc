import { afterEach, describe, expect, test } from "vitest";
import { sentence } from "../../src/items/reasons";
import { en } from "../../src/messages/en";
import { loadLanguage, textsOf, type Message } from "../../src/messages/t";

type Texts = Record<string, Message>;
const ENGLISH = import.meta.glob<Texts>("../../src/messages/**/en.ts", { eager: true, import: "en" });
const HINDI = import.meta.glob<Texts>("../../src/messages/**/hi.ts", { eager: true, import: "hi" });
/** Texts that have nothing to translate: punctuation and parameters, or names. */
const SAME: readonly string[] = ["page_title", "results_for", "name_with_count"];

function textsIn(message: Message): string[] {
  return typeof message === "string" ? [message] : [message.one, message.other];
}

function parameters(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole).sort();
}

describe.each(Object.entries(ENGLISH))("%s", (path, english) => {
  const hindi = HINDI[path.replace("en.ts", "hi.ts")] ?? {};

  test("is in Hindi, in the order of the English texts", () => {
    const untranslated = Object.entries(hindi).filter(([key, message]) => !SAME.includes(key) && textsIn(message).some((text) => !/\p{Script=Devanagari}/u.test(text)));

    expect(untranslated).toEqual([]);
    expect(Object.keys(hindi)).toEqual(Object.keys(english));
  });

  test("has the same parameters in Hindi", () => {
    const named = (message: Message | undefined) => message && textsIn(message).map(parameters);

    const differing = Object.keys(english).filter((key) => JSON.stringify(named(hindi[key])) !== JSON.stringify(named(english[key])));

    expect(differing).toEqual([]);
  });

  test("gives no text of all pages another meaning", () => {
    const again = path.endsWith("messages/en.ts") ? [] : Object.keys(english).filter((key) => key in en);

    expect(again).toEqual([]);
  });
});

test("there is the catalogue of all pages, and more than one beside it", () => {
  expect(Object.keys(ENGLISH)).toContain("../../src/messages/en.ts");
  expect(Object.keys(ENGLISH).length).toBeGreaterThan(1);
});

afterEach(() => localStorage.clear());

test("a feature's texts come in the reader's language, beside those of all pages", async () => {
  const own = { own_text: { one: "{n} thing", other: "{n} things" } };
  const hi = async () => ({ own_text: { one: "{n} चीज़", other: "{n} चीज़ें" } });

  const english = await textsOf(own, hi);
  localStorage.setItem("cinelibre.language", "hi");
  await loadLanguage();
  const hindi = await textsOf(own, hi);

  expect([english("own_text", { n: 2 }), hindi("own_text", { n: 2 }), hindi("undo")]).toEqual(["2 things", "2 चीज़ें", "वापस लें"]);
});

test("simulated people are called so in Hindi, too", async () => {
  localStorage.setItem("cinelibre.language", "hi");
  await loadLanguage();
  const liked = (is_simulated: boolean) => sentence({ key: "neighbors_liked", params: { n_people: 14, is_simulated }, text: "" });

  expect([liked(false), liked(true)]).toEqual(["आपकी पसंद वाले 14 लोगों को यह पसंद आई", "आपकी पसंद वाले 14 कृत्रिम दर्शकों को यह पसंद आई"]);
});

test("friends are named in Hindi as in English", async () => {
  localStorage.setItem("cinelibre.language", "hi");
  await loadLanguage();
  const said = (names: string[], n_people: number, rating: number | null = null) =>
    sentence({ key: "friends_liked", params: { names, n_people, n_others: n_people - names.length, rating }, text: "" });

  expect([said(["Ada"], 1, 4.5), said(["Ada", "Grace"], 2), said(["Ada"], 2), said(["Ada"], 4), said([], 1, 4.5), said([], 3)]).toEqual([
    "Ada ने इसे 4.5 स्टार दिए",
    "Ada और Grace को यह पसंद आई",
    "Ada और 1 और दोस्त को यह पसंद आई",
    "Ada और 3 और दोस्तों को यह पसंद आई",
    "1 दोस्त को यह पसंद आई",
    "3 दोस्तों को यह पसंद आई",
  ]);
});

test("a season is named in Hindi, with what suits it or alone; one of the operator's keeps its name", async () => {
  localStorage.setItem("cinelibre.language", "hi");
  await loadLanguage();
  const said = (season: string, match: string | null) => sentence({ key: "in_season", params: { season, match }, text: "" });

  expect([said("Halloween", "Horror"), said("Valentine's Day", null), said("Pongal", "harvest")]).toEqual([
    "हैलोवीन का समय है: Horror",
    "वैलेंटाइन डे का समय है",
    "Pongal का समय है: harvest",
  ]);
});
