import { expect, test } from "vitest";
import { opinions } from "../../src/people/words";

test("an interval of agreement is said in words, and in one word where that is enough", () => {
  expect([opinions({ low: 0.7, high: 0.99 }), opinions({ low: 0.1, high: 0.69 }), opinions({ low: -0.2, high: 0.09 })]).toEqual([
    "Your opinions are very alike.",
    "Your opinions are somewhere between a little alike and quite alike: so few titles say no more.",
    "Your opinions are somewhere between opposite and unrelated: so few titles say no more.",
  ]);
});
