import { beforeEach, expect, test } from "vitest";
import { areShortcutsOn, moveToItem, shortcutOf, turnShortcuts } from "../../src/app/shortcuts";

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = `<input type="search"><input type="radio"><main>
    ${[1, 2, 3].map((id) => `<article data-item="${id}"><a href="p${id}" tabindex="-1"></a><a id="item-${id}" href="i${id}">t</a></article>`).join("")}
  </main>`;
});

function pressed(key: string, on = "main", rest: KeyboardEventInit = {}) {
  let found = null;
  const target = document.querySelector(on) as HTMLElement;
  target.addEventListener("keydown", (event) => (found = shortcutOf(event)), { once: true });
  target.dispatchEvent(new KeyboardEvent("keydown", { key, ...rest }));
  return found;
}

test("single keys are shortcuts, but not while one types", () => {
  expect(["/", "?", "j", "k", "x"].map((key) => pressed(key))).toEqual(["search", "help", "next", "previous", null]);
  expect(["/", "?", "j", "k"].map((key) => pressed(key, "[type=search]"))).toEqual([null, null, null, null]);
  expect(pressed("j", "[type=radio]")).toBe("next");
});

test("Ctrl and K lead to search also while one types; the browser keeps its other keys", () => {
  expect(pressed("k", "[type=search]", { ctrlKey: true })).toBe("search");
  expect(pressed("k", "main", { metaKey: true })).toBe("search");
  expect(pressed("j", "main", { ctrlKey: true })).toBeNull();
  expect(pressed("k", "main", { altKey: true })).toBeNull();
});

test("single keys can be turned off for good, and on again", () => {
  turnShortcuts(false);
  expect([areShortcutsOn(), pressed("j"), pressed("k", "main", { ctrlKey: true })]).toEqual([false, null, "search"]);

  turnShortcuts(true);
  expect([areShortcutsOn(), pressed("j")]).toEqual([true, "next"]);
});

test("the focus moves from title to title and stays at the ends", () => {
  (document.querySelector("#item-1") as HTMLElement).focus();
  const seen: (string | undefined)[] = [];

  for (const step of [1, 1, 1, -1] as const) {
    moveToItem(step);
    seen.push(document.activeElement?.id);
  }

  expect(seen).toEqual(["item-2", "item-3", "item-3", "item-2"]);
});
