import { expect, test } from "vitest";
import { byKind, inOrder, levelOf, withWeight, type Influences } from "../../src/influences/queries";

const item = { id: 7, item_type: "movie", title: "Drishyam" } as Influences["items"][number]["item"];
const MINE: Influences = {
  features: [
    { kind: "language", name: "ta", points: 0.4, weight: 1 },
    { kind: "genre", name: "Thriller", points: 0.7, weight: 1 },
    { kind: "genre", name: "Horror", points: -0.2, weight: 0.5 },
  ],
  items: [{ item, points: 1.2, weight: 1, rating: 5, is_stated: true }],
};

test("influences stand by kind, and a kind without any is left out", () => {
  const kinds = [...byKind(MINE)].map(([kind, all]) => [kind, all.map(({ key }) => key)]);

  expect(kinds).toEqual([
    ["genre", ["genre Thriller", "genre Horror"]],
    ["language", ["language ta"]],
    ["item", ["item 7"]],
  ]);
});

test("what was seen first keeps its place when its points change, and what is new comes last", () => {
  const genres = byKind(MINE).get("genre") ?? [];

  expect(inOrder(genres, ["genre Horror", "genre Thriller"]).map(({ key }) => key)).toEqual(["genre Horror", "genre Thriller"]);
  expect(inOrder(genres, ["genre Horror"]).map(({ key }) => key)).toEqual(["genre Horror", "genre Thriller"]);
});

test("a weight is one of four levels, or none of them", () => {
  expect([0, 0.5, 1, 2, 1.5].map(levelOf)).toEqual(["off", "less", "normal", "more", null]);
});

test("a weight is set for one thing, and its neighbors stay as they were", () => {
  const [thriller] = byKind(MINE).get("genre") ?? [];
  const [drishyam] = byKind(MINE).get("item") ?? [];

  expect(thriller && withWeight(MINE, thriller, 0)).toEqual({ ...MINE, features: [MINE.features[0], { ...MINE.features[1], weight: 0 }, MINE.features[2]] });
  expect(drishyam && withWeight(MINE, drishyam, 2)).toEqual({ ...MINE, items: [{ ...MINE.items[0], weight: 2 }] });
});
