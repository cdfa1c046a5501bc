import { expect, test } from "vitest";
import { companyOf } from "../../src/recommendations/Company";

const of = (names: (string | null)[], others: number, count: number) =>
  companyOf({ matched_users: { named: names.map((name) => ({ person_id: "p", name })), others }, potential_matches: { count, named: [] } });

test("friends are named, other matches are counted, and nobody is no sentence", () => {
  expect([of(["Meera", null], 0, 0), of(["Meera"], 1, 2), of([], 3, 0), of([], 0, 1), of([], 0, 0), companyOf({})]).toEqual([
    ["Meera and a friend liked it"],
    ["Meera and 1 other person whose taste matches yours liked it", "Liking it would bring you closer to 2 people"],
    ["3 people whose taste matches yours liked it"],
    ["Liking it would bring you closer to 1 person"],
    [],
    [],
  ]);
});

test("friends whom a reason names are not named again", () => {
  const kept = { matched_users: { named: [{ person_id: "p", name: "Meera" }], others: 2 }, potential_matches: { count: 0, named: [] } };
  const reason = { source: "friends", key: "friends_liked", params: {}, text: "Meera gave it 4.5", contribution: 0.1 } as const;

  expect(companyOf({ ...kept, reasons: [reason] })).toEqual(["2 people whose taste matches yours liked it"]);
  expect(companyOf({ ...kept, reasons: [{ ...reason, key: "liked_here" }] })).toEqual([
    "Meera and 2 other people whose taste matches yours liked it",
  ]);
});
