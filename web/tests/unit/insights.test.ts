import { expect, test } from "vitest";
import { monthName, nameOf } from "../../src/insights/names";
import { strongest } from "../../src/insights/Preferences";
import { sayAgreement } from "../../src/insights/Stars";
import { pointsOf } from "../../src/insights/Trend";
import { sayBounds, sayMissing } from "../../src/items/Prediction";
import { starsFor } from "../../src/items/predictedStars";
import { NOTHING } from "../../src/items/mine";
import { sayWhy } from "../../src/onboarding/StartPage";

const PREDICTION = { rating: 4.1, low: 3.3, high: 4.9, support: 12, is_simulated: false, missing: null };

test("preferences are shown by how much is said, from liked to disliked", () => {
  const weights = [0.1, -0.9, 0.3, 0.05, 0.2, 0.25, -0.4, 0.5, 0.6, 0.7];
  const all = weights.map((weight, n) => ({ key: String(n), label: "", weight, liked: 0, disliked: 0, n_items: 1, newest_at: null, trend: [] }));

  expect(strongest(all).map(({ weight }) => weight)).toEqual([0.7, 0.6, 0.5, 0.3, 0.25, 0.2, -0.4, -0.9]);
});

test("a trend's line rises for liking, and its middle is nothing", () => {
  // 84 wide, 24 high, 2 at each edge: 0 is in the middle (12), the most at the top (2), half against at 12 + 5.
  expect(pointsOf([0, 1, -0.5], 1)).toBe("2.0,12.0 42.0,2.0 82.0,17.0");
});

test("agreement is said in words, each from its own correlation on", () => {
  const said = (correlation: number | null) => sayAgreement({ correlation, n: 20, my_average: null, crowd_average: null }).split(/[.:]/)[0];

  expect([0.5, 0.49, 0.2, 0.19, -0.19, -0.2, null].map(said)).toEqual(["Mostly yes", "Somewhat", "Somewhat", "Hardly", "Hardly", "No", "Too little is known yet"]);
});

test("months and languages have names", () => {
  expect([monthName("2026-11-01"), monthName("2026-11-01", "long")]).toEqual(["Nov", "November 2026"]);
  expect([nameOf("language", { key: "ta", label: "Tamil" }), nameOf("decade", { key: "1990", label: "1990" }), nameOf("type", { key: "book", label: "Books" })]).toEqual(["Tamil", "the 1990s", "books"]);
});

test("a prediction says its bounds and support, or what is missing", () => {
  expect(sayBounds(PREDICTION)).toBe("between 3.3 and 4.9, from 12 ratings");
  expect(sayMissing({ ...PREDICTION, rating: null, missing: { key: "more_ratings", params: { n: 2 }, text: "" } })).toContain("rated 2 more titles");
  expect(sayMissing({ ...PREDICTION, rating: null, missing: { key: "more_raters", params: { n: 1 }, text: "" } })).toContain("1 more person has");
});

test("nothing is predicted for what the reader rated", () => {
  const stars = (rating: number | null) => starsFor({ mine: { ...NOTHING, rating }, prediction: PREDICTION });

  expect([stars(null), stars(0.5), starsFor({ mine: null, prediction: PREDICTION }), starsFor({ mine: null, prediction: null })]).toEqual([4.1, null, 4.1, null]);
});

test("a question says why it is asked", () => {
  const why = (key: "divides_opinions" | "unlike_yours" | "widely_known", is_simulated = false) => sayWhy({ key, params: { share: 0.52, is_simulated }, text: "" });

  expect([why("divides_opinions"), why("divides_opinions", true)].map((text) => text.split(": ")[1])).toEqual(["52% of those who know it loved it", "52% of the demo’s simulated raters loved it"]);
  expect(why("unlike_yours")).not.toBe(why("widely_known"));
});
