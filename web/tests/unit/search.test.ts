import { describe, expect, it } from "vitest";
import type { components } from "../../src/api/schema";
import { labelsOf, partsOf } from "../../src/search/Chips";
import { askedOf } from "../../src/search/queries";
import { waysOut } from "../../src/search/SearchPage";
import { matchOf, namedFirst } from "../../src/search/Titles";

const NOTHING: components["schemas"]["Parsed"] = {
  item_type: null, genres: [], exclude_genres: [], languages: [], exclude_languages: [], exclude_words: [],
  year_from: null, year_to: null, runtime_max: null, order_by: null, like: null,
};

describe("what was understood", () => {
  it("is a chip for each constraint, named as the API takes it away", () => {
    const parts = partsOf({ ...NOTHING, languages: ["ta"], genres: ["Thriller"], year_from: 2016, exclude_genres: ["Horror"], exclude_words: ["robots"] });

    expect(parts).toEqual([
      { ignore: "languages:ta", label: "Tamil" },
      { ignore: "genres:Thriller", label: "Thriller" },
      { ignore: "year_from", label: "from 2016" },
      { ignore: "exclude_genres:Horror", label: "not Horror" },
      { ignore: "exclude_words:robots", label: "not robots" },
    ]);
  });

  it("is one chip for one year", () => {
    expect(partsOf({ ...NOTHING, year_from: 2018, year_to: 2018 })).toEqual([{ ignore: "year_from,year_to", label: "2018" }]);
  });

  it("names the item to start from, the kind, the running time and the order", () => {
    const parts = partsOf({ ...NOTHING, like: { id: 1, title: "Dune" }, item_type: "book", runtime_max: 120, order_by: "rating" });

    expect(parts.map((part) => part.label)).toEqual(["like Dune", "books", "up to 120 minutes", "best rated"]);
  });
});

describe("a constraint that empties a search", () => {
  const parsed = { ...NOTHING, languages: ["hi", "ta"], exclude_languages: ["en"], year_from: 2018, year_to: 2018 };

  it("is named by its chips", () => {
    expect(labelsOf(parsed, "languages")).toEqual(["Hindi", "Tamil"]);
    expect(labelsOf(parsed, "year_to")).toEqual(["2018"]);
  });

  it("has no chip if it is a filter", () => {
    expect(labelsOf(parsed, "genres")).toEqual([]);
  });
});

describe("the ways out of an empty search", () => {
  it("are one for both ends of a year", () => {
    const labels: Record<string, string> = { year_from: "1984", year_to: "1984", genres: "Comedy" };

    expect(waysOut(["year_from", "genres", "year_to"], (name) => labels[name]!)).toEqual([["1984", ["year_from", "year_to"]], ["Comedy", ["genres"]]]);
  });
});

describe("why an item was found", () => {
  it("is its story only if that is near enough", () => {
    expect(matchOf({ matched: ["meaning"], similarity: 0.3 })).toBe("Its story is like this");
    expect(matchOf({ matched: ["meaning"], similarity: 0.29 })).toBeUndefined();
    expect(matchOf({ matched: ["title", "meaning"], similarity: 0.1 })).toBe("The title says so");
    expect(matchOf({ matched: [], similarity: null })).toBeUndefined();
  });

  it("is the plainest of all that found it", () => {
    expect(matchOf({ matched: ["meaning", "person", "words"], similarity: 0.5 })).toBe("By or with this person");
    expect(matchOf({ matched: ["keyword", "meaning", "words"], similarity: 0.1 })).toBe("It is about this");
    expect(matchOf({ matched: ["meaning", "words"], similarity: 0.5 })).toBe("Its description says so");
  });
});

describe("the address of a search", () => {
  it("says all that is asked", () => {
    const asked = askedOf(new URLSearchParams("q= dune &type=book&genres=A,B&genres=C&languages=ta&year_from=1990&year_to=x&sort=newest&ignore=like"));

    expect(asked).toEqual({ q: "dune", type: "book", genres: ["A", "B", "C"], languages: ["ta"], yearFrom: 1990, yearTo: undefined, sort: "newest", ignore: ["like"] });
  });

  it("takes nothing that the API would refuse", () => {
    const asked = askedOf(new URLSearchParams({ q: "x".repeat(1001), type: "song", year_from: "3001", sort: "id" }));

    expect(asked.q).toHaveLength(1000);
    expect([asked.type, asked.yearFrom, asked.sort]).toEqual([undefined, undefined, "popular"]);
  });
});

describe("what was asked for by name", () => {
  const [title, person, words, meaning] = [["title"], ["meaning", "person"], ["words"], ["meaning"]].map((matched) => ({ matched }) as Parameters<typeof namedFirst>[0][number]);

  it("stands apart from what only comes close", () => {
    expect(namedFirst([title!, words!, meaning!, meaning!])).toBe(2);
    expect(namedFirst([person!, meaning!, words!])).toBe(1);
  });

  it("does not stand apart where all of it is, or none", () => {
    expect(namedFirst([title!, person!])).toBe(0);
    expect(namedFirst([words!, meaning!])).toBe(0);
    expect(namedFirst([meaning!, title!])).toBe(0);
    expect(namedFirst([])).toBe(0);
  });
});
