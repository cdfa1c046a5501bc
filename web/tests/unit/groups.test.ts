import { afterEach, describe, expect, test } from "vitest";
import { forgetGuest, guestOf, joinedBy, keepGuest } from "../../src/groups/guests";
import { debtOf } from "../../src/groups/Members";
import { askedOf, tonightOf } from "../../src/groups/queries";

afterEach(() => localStorage.clear());

describe("a guest's key", () => {
  test("is kept for its group alone, and is found again by the code", () => {
    keepGuest("one", { key: "k1", code: "7K2M-9XQP" });
    keepGuest("two", { key: "k2", code: "AAAA-BBBB" });

    forgetGuest("two");

    expect([guestOf("one"), guestOf("two"), joinedBy("7k2m9xqp"), joinedBy("AAAA-BBBB")]).toEqual([{ key: "k1", code: "7K2M-9XQP" }, undefined, "one", undefined]);
  });

  test("that is spoilt is none", () => {
    localStorage.setItem("cinelibre.guests", "{");

    expect(guestOf("one")).toBeUndefined();
  });
});

describe("what a group wants tonight", () => {
  test("is in the address, and goes into the request", () => {
    const tonight = tonightOf(new URLSearchParams("type=movie&genre=Drama&language=ta&minutes=120&rule=average&rewatch=yes&veto=25,x,7"));

    expect(tonight.rule).toBe("average");
    expect(askedOf(tonight)).toEqual({ query: { item_type: "movie", genres: ["Drama"], languages: ["ta"], runtime_max: 120 }, body: { veto: [25, 7], rewatch: true } });
  });

  test("is everything, fair to all, if the address says nothing that one knows", () => {
    const tonight = tonightOf(new URLSearchParams("type=game&minutes=0&rule=loudest"));

    expect(tonight.rule).toBe("nash");
    expect(askedOf(tonight)).toEqual({ query: {}, body: { veto: [], rewatch: false } });
  });

  test("has fifty vetoes at most", () => {
    const ids = Array.from({ length: 60 }, (_, n) => n + 1);

    expect(tonightOf(new URLSearchParams({ veto: ids.join() })).veto).toEqual(ids.slice(0, 50));
  });
});

test("debts are said in words, and small ones not at all", () => {
  expect([debtOf({ weight: 1.25 }), debtOf({ weight: 0.8 }), debtOf({ weight: 1.019 }), debtOf({ weight: 0.97 })]).toEqual([
    "Gave way lately, so counts 1.25 times tonight", "Had their way lately, so counts 0.8 times tonight", "", "Had their way lately, so counts 0.97 times tonight",
  ]);
});
