/** A small line: how a weight went over the months. The middle is nothing for and nothing against. */
const WIDTH = 84;
const HEIGHT = 24;
const EDGE = 2;

/** The points of the line, in the units of the drawing. `most` is the weight at its top. */
export function pointsOf(weights: readonly number[], most: number): string {
  const step = (WIDTH - 2 * EDGE) / Math.max(weights.length - 1, 1);
  const y = (weight: number) => HEIGHT / 2 - (weight / (most || 1)) * (HEIGHT / 2 - EDGE);
  return weights.map((weight, n) => `${(EDGE + n * step).toFixed(1)},${y(weight).toFixed(1)}`).join(" ");
}

export function Trend({ weights, most }: { weights: readonly number[]; most: number }) {
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <polyline points={pointsOf(weights, most)} />
    </svg>
  );
}
