/** Posters for items without an image, drawn from their genres, language and id: the same each time. */

export interface Art {
  /** Colours as CSS. The words stand on `shade`, where white has a contrast of 7 or more. */
  ground: string;
  shade: string;
  shapes: readonly Shape[];
}

export interface Shape {
  path: string;
  fill: string;
  opacity: number;
}

/** The hue of a genre, in degrees. */
const HUES: Record<string, number> = {
  action: 14, adventure: 34, animation: 196, biography: 28, comedy: 44, crime: 352, drama: 262, documentary: 168,
  family: 150, fantasy: 284, history: 24, horror: 0, music: 312, mystery: 232, philosophy: 208, poetry: 300,
  romance: 338, "science fiction": 206, thriller: 248, war: 74, western: 30, fiction: 220, classics: 40,
};

/** A small hash of a text or number: FNV-1a, 32 bits. */
export function hashOf(value: string | number): number {
  let hash = 0x811c9dc5;
  for (const character of String(value)) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

export function hueOf(genres: readonly string[], language: string | null): number {
  const known = genres.map((genre) => HUES[genre.toLowerCase()]).find((hue) => hue !== undefined);
  const shift = language ? (hashOf(language) % 25) - 12 : 0;
  return ((known ?? hashOf(genres[0] ?? "none") % 360) + shift + 360) % 360;
}

/** The size of a title, in hundredths of the poster's width: its longest word fits on a line, and all on five lines. */
export function titleSize(title: string): number {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length), 1);
  const fitting = 84 / (0.72 * longest);
  const filling = title.length > 40 ? 9 : title.length > 22 ? 11.5 : 15;
  return Math.round(10 * Math.max(6, Math.min(filling, fitting))) / 10;
}

const W = 200;
const H = 300;

function circle(x: number, y: number, r: number): string {
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

type Composition = (pick: (least: number, most: number) => number) => readonly string[];

const COMPOSITIONS: readonly Composition[] = [
  // A sun above hills.
  (pick) => {
    const y = pick(70, 110);
    return [
      circle(pick(60, 140), y, pick(34, 52)),
      `M0 ${y + 40}Q50 ${y + pick(0, 30)} 100 ${y + 50}T200 ${y + 30}V300H0Z`,
      `M0 ${y + 80}Q60 ${y + pick(30, 60)} 120 ${y + 85}T200 ${y + 75}V300H0Z`,
    ];
  },
  // Rings.
  (pick) => {
    const [x, y] = [pick(50, 150), pick(80, 130)];
    return [95, 70, 45, 22].map((r) => circle(x, y, r));
  },
  // Rays from below.
  (pick) => {
    const x = pick(60, 140);
    return [0, 1, 2, 3, 4].map((n) => `M${x} 300L${n * 50 - 30} 0H${n * 50 - 5}Z`);
  },
  // A city, or books on a shelf.
  (pick) => [0, 1, 2, 3, 4, 5].map((n) => `M${n * 34} 300V${pick(60, 190)}h${pick(22, 32)}V300Z`),
  // A doorway with light.
  (pick) => {
    const x = pick(60, 90);
    return [`M${x} 300V90a40 40 0 0 1 80 0V300Z`, `M${x + 14} 300V96a26 26 0 0 1 52 0V300Z`, `M${x} 300h80L${x + 130} 300H${x - 50}Z`];
  },
  // Waves.
  (pick) => [0, 1, 2, 3].map((n) => {
    const y = 60 + n * pick(28, 40);
    return `M0 ${y}C50 ${y - 30} 60 ${y + 30} 100 ${y}S150 ${y - 30} 200 ${y}V300H0Z`;
  }),
  // A crossing of bands.
  (pick) => {
    const y = pick(40, 120);
    return [`M0 ${y}L200 ${y + 80}V${y + 120}L0 ${y + 40}Z`, `M200 ${y}L0 ${y + 110}V${y + 150}L200 ${y + 40}Z`, circle(100, y + 75, 26)];
  },
  // Leaves.
  (pick) => [0, 1, 2, 3].map((n) => {
    const [x, y] = [pick(20, 150), 30 + n * 45];
    return `M${x} ${y + 60}Q${x - 10} ${y + 10} ${x + 40} ${y}Q${x + 50} ${y + 50} ${x} ${y + 60}Z`;
  }),
];

/** Draw the poster of an item on a canvas of 200 by 300. */
export function drawPoster(item: { id: number; title: string; genres: readonly string[]; language: string | null }): Art {
  const seed = hashOf(`${item.id} ${item.title}`);
  const hue = hueOf(item.genres, item.language);
  let state = seed;
  const pick = (least: number, most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // the generator of Numerical Recipes
    return least + Math.round(((most - least) * state) / 2 ** 32);
  };
  const composition = COMPOSITIONS[seed % COMPOSITIONS.length];
  const second = (hue + 28 + (seed % 30)) % 360;
  return {
    ground: `hsl(${hue} 52% 30%)`,
    shade: `hsl(${hue} 50% 12%)`,
    shapes: (composition?.(pick) ?? []).map((path, n) => ({
      path,
      fill: n % 2 ? `hsl(${hue} 62% ${40 + n * 4}%)` : `hsl(${second} 70% ${52 - n * 3}%)`,
      opacity: 0.8,
    })),
  };
}

export const CANVAS = { width: W, height: H };
