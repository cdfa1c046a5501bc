import { beforeEach, describe, expect, it } from "vitest";
import { nameOpenedPage } from "../../src/app/router";

describe("a page that is opened by its address", () => {
  beforeEach(() => history.replaceState(null, ""));
  const key = () => (history.state as { key: string }).key;

  it("gets a key of its own: it begins at its top, not where another page was left", () => {
    nameOpenedPage();
    const first = key();
    history.replaceState(null, "");
    nameOpenedPage();

    expect(first).toMatch(/^\w+$/);
    expect(key()).not.toBe(first);
  });

  it("keeps its key when it is loaded again", () => {
    history.replaceState({ key: "known", idx: 3 }, "");
    nameOpenedPage();

    expect(history.state).toEqual({ key: "known", idx: 3 });
  });
});
