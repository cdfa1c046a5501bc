/** How far two people agree, in words: an interval of a correlation says more than its digits would. */
import { t, type Key } from "../messages/people/t";

const DEGREES: readonly (readonly [number, Key])[] = [
  [0.7, "agree_very"],
  [0.4, "agree_quite"],
  [0.1, "agree_little"],
  [-0.1, "agree_unrelated"],
];

export function degreeOf(r: number): Key {
  return DEGREES.find(([least]) => r >= least)?.[1] ?? "agree_opposite";
}

export function opinions({ low, high }: { low: number; high: number }): string {
  const [from, to] = [degreeOf(low), degreeOf(high)];
  return from === to ? t("opinions_are", { words: t(from) }) : t("opinions_between", { low: t(from), high: t(to) });
}
