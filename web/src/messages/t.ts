/** Texts in the reader's language. What all pages share is in one catalogue a language: English comes with the first
 * page, others load before it. A feature with pages of its own has a catalogue beside, which loads with them.
 */
import { en } from "./en";

export type Key = keyof typeof en;
export type Message = string | { one: string; other: string };
export type Catalogue = Record<Key, Message>;
export type Params = Record<string, string | number>;

/** The texts of a feature in another language: every one, and no other. */
export type Translation<Texts> = Record<keyof Texts, Message>;

export const LANGUAGES = { en: "English", hi: "हिन्दी" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "cinelibre.language";
let language: Language = "en";
let catalogue: Catalogue = en;
let plurals = new Intl.PluralRules("en");

function wanted(): Language {
  const kept = localStorage.getItem(KEPT);
  const tags = kept ? [kept] : navigator.languages;
  for (const tag of tags) {
    const short = tag.slice(0, 2);
    if (short in LANGUAGES) return short as Language;
  }
  return "en";
}

/** Load the reader's language; before this, texts are English. */
export async function loadLanguage(): Promise<void> {
  const next = wanted();
  if (next === "hi") catalogue = (await import("./hi")).hi;
  language = next;
  plurals = new Intl.PluralRules(languageTag());
  document.documentElement.lang = next;
}

/** Keep another language and show it: everything is drawn anew. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  location.reload();
}

export function currentLanguage(): Language {
  return language;
}

/** The tag for Intl. With English it is the browser's own kind of English. */
export function languageTag(): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? (language === "hi" ? "hi-IN" : "en-GB");
}

/** A text, with its `{parameters}` filled in; `n` chooses the singular or the plural, and is written as a number. */
export function t(key: Key, params: Params = {}): string {
  return filled(catalogue[key], params);
}

function filled(message: Message, params: Params): string {
  const text = typeof message === "string" ? message : message[plurals.select(Number(params["n"])) === "one" ? "one" : "other"];
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return typeof value === "number" ? number(value) : (value ?? "");
  });
}

/** A feature's own `t`: its texts, and those that all pages share. Awaited by a module that only lazy pages import. */
export async function textsOf<Texts extends Record<string, Message>>(english: Texts, hindi: () => Promise<Translation<Texts>>) {
  const own: Translation<Texts> = wanted() === "hi" ? await hindi() : english;
  return (key: Key | (keyof Texts & string), params: Params = {}): string => (key in own ? filled(own[key], params) : t(key as Key, params));
}

/** A text by a key that the API sent, or undefined if the catalogue has none. */
export function tMaybe(key: string, params: Params): string | undefined {
  return key in catalogue ? t(key as Key, params) : undefined;
}

export function number(value: number, digits = 1): string {
  return new Intl.NumberFormat(languageTag(), { maximumFractionDigits: digits }).format(value);
}

/** "40%" for 0.4; a difference has its sign. */
export function percent(fraction: number, digits = 0, isDifference = false): string {
  const signDisplay = isDifference ? "exceptZero" : "auto";
  return new Intl.NumberFormat(languageTag(), { style: "percent", maximumFractionDigits: digits, signDisplay }).format(fraction);
}

/** "9.5 MB" for 9,500,000. */
export function bytes(count: number): string {
  const unit = count < 1e6 ? "kilobyte" : "megabyte";
  return new Intl.NumberFormat(languageTag(), { style: "unit", unit, maximumFractionDigits: 1 }).format(count / (count < 1e6 ? 1e3 : 1e6));
}

export function date(value: string | number, style: "full" | "long" | "medium" = "medium", timeZone?: string): string {
  return new Intl.DateTimeFormat(languageTag(), { dateStyle: style, ...(timeZone ? { timeZone } : {}) }).format(new Date(value));
}

/** "Tamil" for "ta"; codes that nobody knows stay as they are. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([languageTag()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "a, b and c" in the reader's language. */
export function list(parts: readonly string[]): string {
  return new Intl.ListFormat(languageTag(), { type: "conjunction" }).format(parts);
}
