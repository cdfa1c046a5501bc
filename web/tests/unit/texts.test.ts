import { describe, expect, it, test } from "vitest";
import { ApiError, isPassing, Unreachable } from "../../src/api/errors";
import { waitBefore } from "../../src/api/queryClient";
import { ratersOf } from "../../src/items/ItemFacts";
import { asTexts, featureName } from "../../src/items/reasons";
import { t as ofItem } from "../../src/messages/item/t";
import { number, t, tMaybe } from "../../src/messages/t";
import { pathOfRow } from "../../src/home/rows";

describe("texts", () => {
  it("fill in their parameters and choose the plural", () => {
    expect(t("rated", { title: "Dune", stars: "4.5" })).toBe("You gave Dune 4.5 stars");
    expect(t("n_stars", { n: 1 })).toBe("1 star");
    expect(t("n_stars", { n: 1500 })).toBe("1,500 stars");
  });

  it("write stars with halves up, as the service writes them in its sentences", () => {
    expect([4.04, 4.05, 4.25, 4.35].map((stars) => number(stars))).toEqual(["4", "4.1", "4.3", "4.4"]);
  });

  it("are undefined for keys that nobody knows", () => {
    expect(tMaybe("reason_of_tomorrow", {})).toBeUndefined();
  });

  it("name features and join lists", () => {
    expect(featureName({ kind: "decade", name: "1990" })).toBe("the 1990s");
    expect(asTexts({ n_people: 3, items: [{ title: "Dune", rating: 4.5 }, { title: "Alien" }] })).toEqual({
      n: 3,
      n_people: 3,
      items: "Dune (4.5 stars) and Alien",
    });
  });
});

test("simulated raters are never called readers", () => {
  const who = (count: number, n_simulated: number) => ofItem(ratersOf({ count, n_simulated }));

  expect([who(2, 0), who(2, 1), who(2, 2)]).toEqual(["Readers here", "Readers here and the demo's simulated raters", "The demo's simulated raters"]);
});

describe("errors", () => {
  it("are read from the API's one shape", async () => {
    const body = { error: "invalid_input", detail: "email: An e-mail address needs an @.", fields: [{ field: "email", message: "An e-mail address needs an @." }], request_id: "8f" };
    const error = await ApiError.of(new Response(JSON.stringify(body), { status: 422, headers: { "Retry-After": "7" } }));

    expect([error.status, error.slug, error.of("email"), error.of("name"), error.requestId, error.retryAfterSeconds]).toEqual([
      422, "invalid_input", "An e-mail address needs an @.", undefined, "8f", 7,
    ]);
  });

  it("are read from an answer that is no JSON, too", async () => {
    const error = await ApiError.of(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));

    expect([error.slug, error.message]).toEqual(["unknown", "Bad Gateway"]);
  });

  it("pass by themselves if the service is away or busy", () => {
    const of = (status: number) => isPassing(new ApiError(status, "x", "x"));

    expect([isPassing(new Unreachable()), of(503), of(429), of(500), of(404)]).toEqual([true, true, true, false, false]);
  });

  it("wait as long as the service asks, or twice as long each time, 20 seconds at most", () => {
    const asked = (seconds: number) => new ApiError(503, "busy", "x", { retryAfterSeconds: seconds });

    expect([waitBefore(0, asked(7)), waitBefore(0, asked(90)), waitBefore(0, new Unreachable()), waitBefore(2, new Unreachable())]).toEqual([7000, 20_000, 1000, 4000]);
  });
});

describe("a row of the front page", () => {
  const row = (key: string, params: Record<string, unknown>) => pathOfRow({ key, params, title: "", subtitle: null, items: [] });

  it("leads to all of its kind", () => {
    expect(row("for_you", {})).toBe("/for-you");
    expect(row("genre:science fiction", { kind: "genre", name: "Science Fiction", item_type: "movie" })).toBe("/search?genres=Science%20Fiction&type=movie");
    expect(row("language:ta", { name: "ta", item_type: null })).toBe("/search?languages=ta");
    expect(row("because:25", { item_id: 25, item_type: "movie" })).toBe("/movies/25");
    expect(row("popular", {})).toBeUndefined();
  });
});
