import { afterEach, expect, test } from "vitest";
import { sentence } from "../../src/items/reasons";
import { en } from "../../src/messages/en";
import { hi } from "../../src/messages/hi";
import { loadLanguage, type Key, type Message } from "../../src/messages/t";

const KEYS = Object.keys(en) as Key[];
/** Texts that have nothing to translate: punctuation and parameters, or names. */
const SAME: readonly Key[] = ["page_title", "results_for", "name_with_count"];

function texts(message: Message): string[] {
  return typeof message === "string" ? [message] : [message.one, message.other];
}

function parameters(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole).sort();
}

test("every text is in Hindi, in the order of the English ones", () => {
  const untranslated = KEYS.filter((key) => !SAME.includes(key) && texts(hi[key]).some((text) => !/\p{Script=Devanagari}/u.test(text)));

  expect(untranslated).toEqual([]);
  expect(Object.keys(hi)).toEqual(KEYS);
});

test("texts in Hindi have the parameters of the English ones", () => {
  const named = (message: Message) => texts(message).map(parameters);

  const differing = KEYS.filter((key) => JSON.stringify(named(hi[key])) !== JSON.stringify(named(en[key])));

  expect(differing).toEqual([]);
});

afterEach(() => localStorage.clear());

test("simulated people are called so in Hindi, too", async () => {
  localStorage.setItem("cinelibre.language", "hi");
  await loadLanguage();
  const liked = (is_simulated: boolean) => sentence({ key: "neighbors_liked", params: { n_people: 14, is_simulated }, text: "" });

  expect([liked(false), liked(true)]).toEqual(["आपकी पसंद वाले 14 लोगों को यह पसंद आई", "आपकी पसंद वाले 14 कृत्रिम दर्शकों को यह पसंद आई"]);
});
