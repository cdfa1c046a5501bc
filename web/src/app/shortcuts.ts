/** Keyboard shortcuts. Those of a single character can be turned off (WCAG 2.1.4), and never work while one types. */
import { useEffect } from "react";

const KEY = "cinelibre.shortcuts";
const ITEMS = "[data-item]";

export type Shortcut = "search" | "help" | "next" | "previous";

const SINGLE: Record<string, Shortcut> = { "/": "search", "?": "help", j: "next", k: "previous" };

export function areShortcutsOn(): boolean {
  return localStorage.getItem(KEY) !== "off";
}

export function turnShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "off");
}

/** Whether keys write into this, or choose in it. */
function takesKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

/** What a key asks for, if anything. */
export function shortcutOf(event: KeyboardEvent, isOn = areShortcutsOn()): Shortcut | null {
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "k" && !event.shiftKey ? "search" : null;
  if (!isOn || takesKeys(event.target) || document.querySelector("dialog[open]")) return null;
  return SINGLE[event.key] ?? null;
}

/** Move the focus to the next or the previous item of the page; from nowhere to the first that can be seen. */
export function moveToItem(step: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>(`main ${ITEMS}`)];
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const first = items.findIndex((item) => item.getBoundingClientRect().bottom > 0);
  const item = items[now === -1 ? first : now + step];
  const link = item?.querySelector<HTMLElement>("a:not([tabindex='-1'])");
  link?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "center", inline: "nearest" });
}

function focusSearch(): void {
  const input = document.querySelector<HTMLInputElement>("header input[type=search]");
  input?.focus();
  input?.select();
}

export function useShortcuts(openHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (!shortcut) return;
      event.preventDefault();
      if (shortcut === "search") focusSearch();
      else if (shortcut === "help") openHelp();
      else moveToItem(shortcut === "next" ? 1 : -1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [openHelp]);
}
