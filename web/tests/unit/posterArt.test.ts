import { describe, expect, it } from "vitest";
import { drawPoster, hashOf, hueOf, titleSize } from "../../src/items/posterArt";

const FILM = { id: 25, title: "Spirited Away", genres: ["Animation"], language: "ja" };

/** The relative luminance of an hsl colour, after WCAG 2. */
function luminance(colour: string): number {
  const [h = 0, s = 0, l = 0] = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  const a = (s / 100) * Math.min(l / 100, 1 - l / 100);
  const channel = (n: number) => {
    const k = (n + h / 30) % 12;
    const value = l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

describe("a drawn poster", () => {
  it("is the same each time", () => {
    expect(drawPoster(FILM)).toEqual(drawPoster({ ...FILM }));
  });

  it("differs between items of one genre", () => {
    const drawn = Array.from({ length: 40 }, (_, id) => JSON.stringify(drawPoster({ ...FILM, id })));
    expect(new Set(drawn).size).toBeGreaterThan(30);
  });

  it("takes its colour from the genre, and a little from the language", () => {
    expect(Math.abs(hueOf(["Horror"], null) - hueOf(["Animation"], null))).toBe(196);
    expect(hueOf(["Animation"], "ja")).not.toBe(hueOf(["Animation"], "bn"));
    expect(Math.abs(hueOf(["Animation"], "ja") - 196)).toBeLessThanOrEqual(12);
  });

  it("keeps white words legible in every colour", () => {
    for (let hue = 0; hue < 360; hue += 1) {
      const contrast = 1.05 / (luminance(`hsl(${hue} 50% 12%)`) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(7);
    }
    expect(drawPoster(FILM).shade).toMatch(/^hsl\(\d+ 50% 12%\)$/);
  });

  it("draws paths of numbers alone", () => {
    for (let id = 0; id < 100; id += 1) {
      for (const { path } of drawPoster({ ...FILM, id }).shapes) expect(path).not.toMatch(/NaN|undefined/);
    }
  });

  it("fits the longest word on a line and all words in the panel", () => {
    expect(titleSize("96")).toBe(15);
    expect(titleSize("Thondimuthalum Driksakshiyum")).toBe(8.3); // 84 / (0.72 · 14)
    expect(titleSize("Dilwale Dulhania Le Jayenge")).toBe(11.5);
    expect(titleSize("x".repeat(60))).toBe(6);
  });

  it("hashes by FNV-1a", () => {
    expect(hashOf("")).toBe(0x811c9dc5);
    expect(hashOf("a")).toBe(0xe40c292c);
  });
});
