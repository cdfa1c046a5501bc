import { describe, expect, it } from "vitest";
import { drawPoster, hashOf, hueOf, titleSize } from "../../src/items/posterArt";

/** Relative luminance of `hsl(h s% l%)`, after WCAG 2.2. */
function luminance(hsl: string): number {
  const [h = 0, s = 0, l = 0] = (hsl.match(/[\d.]+/g) ?? []).map(Number);
  const a = (s / 100) * Math.min(l / 100, 1 - l / 100);
  const channel = (n: number) => {
    const k = (n + h / 30) % 12;
    const value = l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

const pather = { id: 25, title: "Pather Panchali", genres: ["Drama"], language: "bn" };

describe("drawn posters", () => {
  it("are the same each time, and differ by title and by language", () => {
    expect(drawPoster(pather)).toEqual(drawPoster({ ...pather }));
    expect(drawPoster(pather)).not.toEqual(drawPoster({ ...pather, title: "Aparajito" }));
    expect(drawPoster(pather).ground).not.toBe(drawPoster({ ...pather, language: "ta" }).ground);
  });

  it("take their hue from the first known genre, shifted by at most twelve degrees for the language", () => {
    expect(hueOf(["Unheard of", "Comedy"], null)).toBe(44);
    expect(hueOf(["Horror"], null)).toBe(0);
    for (const language of ["hi", "ta", "bn", "en", "ml"]) {
      expect(Math.abs(hueOf(["Comedy"], language) - 44)).toBeLessThanOrEqual(12);
    }
  });

  it("leave white words a contrast of seven or more, whatever the hue", () => {
    for (let id = 0; id < 2000; id++) {
      const { shade } = drawPoster({ id, title: `Title ${id}`, genres: [`genre ${id}`], language: null });
      expect(1.05 / (luminance(shade) + 0.05)).toBeGreaterThanOrEqual(7);
    }
  });

  it("write the longest word on one line", () => {
    expect(titleSize("Drishyam")).toBe(15);
    // 84 / (0.62 * 17 letters) = 7.97 hundredths of the width
    expect(titleSize("Thiruchitrambalam")).toBe(8);
    expect(titleSize("The Assassination of Jesse James by the Coward Robert Ford")).toBe(9);
  });

  it("hash as FNV-1a does", () => {
    expect(hashOf("")).toBe(0x811c9dc5);
    expect(hashOf("a")).toBe(0xe40c292c);
    expect(hashOf("foobar")).toBe(0xbf9cf968);
  });
});
