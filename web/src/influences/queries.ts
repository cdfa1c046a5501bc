/** What moves the reader's lists, how much, and how it is set. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api/client";
import type { components } from "../api/schema";

export type Influences = components["schemas"]["Influences"];
type Feature = Influences["features"][number];
type Rated = Influences["items"][number];

export const KINDS = ["genre", "language", "decade", "person", "type", "item"] as const;
export type Kind = (typeof KINDS)[number];

/** How much something counts: what a reader chooses, and the weight that stands for it. */
export const LEVELS = { off: 0, less: 0.5, normal: 1, more: 2 } as const;
export type Level = keyof typeof LEVELS;

/** One thing that moves lists; an item is named by its id. */
export type Influence = { key: string; points: number; weight: number } & (
  | { kind: Exclude<Kind, "item">; name: string }
  | { kind: "item"; rated: Rated }
);

function ofFeature({ kind, name, points, weight }: Feature): Influence {
  return { key: `${kind} ${name}`, kind, name, points, weight };
}

function ofItem(rated: Rated): Influence {
  return { key: `item ${rated.item.id}`, kind: "item", rated, points: rated.points, weight: rated.weight };
}

/** All that moves lists, the kinds in their order, each in the order of the answer. */
export function byKind({ features, items }: Influences): Map<Kind, Influence[]> {
  const all = [...features.map(ofFeature), ...items.map(ofItem)];
  const kinds = KINDS.map((kind) => [kind, all.filter((one) => one.kind === kind)] as const);
  return new Map(kinds.filter(([, influences]) => influences.length > 0));
}

/** The same things in the order in which they were first seen, new ones last: nothing moves under the reader's finger. */
export function inOrder(influences: readonly Influence[], seen: readonly string[]): Influence[] {
  const place = ({ key }: Influence) => (seen.includes(key) ? seen.indexOf(key) : seen.length);
  return influences.toSorted((a, b) => place(a) - place(b));
}

/** The level of a weight; null if it was set to something between. */
export function levelOf(weight: number): Level | null {
  return (Object.keys(LEVELS) as Level[]).find((level) => LEVELS[level] === weight) ?? null;
}

/** What the API has, with another weight for one thing, until it answers anew. */
export function withWeight(before: Influences, { key }: Influence, weight: number): Influences {
  return {
    features: before.features.map((one) => (ofFeature(one).key === key ? { ...one, weight } : one)),
    items: before.items.map((one) => (ofItem(one).key === key ? { ...one, weight } : one)),
  };
}

export function sendWeight(influence: Influence, weight: number) {
  const named = influence.kind === "item" ? { kind: influence.kind, item_id: influence.rated.item.id } : { kind: influence.kind, name: influence.name };
  return data(api.PATCH("/me/influences", { body: { ...named, weight } }));
}

export const influenceQueries = {
  mine: () =>
    queryOptions({
      queryKey: ["influences"],
      queryFn: ({ signal }) => data(api.GET("/me/influences", { signal })),
      staleTime: 0,
    }),
};
