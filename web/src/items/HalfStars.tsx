/** Half a star to five stars, as ten radios: arrow keys, forms and screen readers work by themselves. */
import { useEffect, useId, useRef, useState } from "react";
import { number, t } from "../messages/t";

const VALUES = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];
/** A held arrow key passes many values: only where it stops is a rating. */
export const SETTLE_MS = 400;

interface HalfStarsProps {
  label: string;
  value: number | null;
  onRate: (stars: number) => void;
  onClear?: () => void;
}

export function HalfStars({ label, value, onRate, onClear }: HalfStarsProps) {
  const name = useId();
  const [pending, setPending] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = pending ?? value;

  useEffect(() => () => clearTimeout(timer.current), []);

  const choose = (stars: number) => {
    setPending(stars);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setPending(null);
      onRate(stars);
    }, SETTLE_MS);
  };

  return (
    <fieldset className="stars">
      <legend className="hidden-text">{label}</legend>
      <div className="stars-row">
        {VALUES.map((stars) => (
          <label
            key={stars}
            className={[
              "star-half",
              stars % 1 ? "star-left" : "star-right",
              shown !== null && stars <= shown ? "star-full" : "",
            ].join(" ")}
          >
            <input
              type="radio"
              name={name}
              value={stars}
              checked={shown === stars}
              onChange={() => choose(stars)}
            />
            <span className="hidden-text">{t("n_stars", { n: stars })}</span>
            <svg viewBox="0 0 12 24" preserveAspectRatio={stars % 1 ? "xMaxYMid" : "xMinYMid"} aria-hidden>
              <path d={stars % 1 ? "M12 2 L9 9 L1.5 9.6 L7.2 14.6 L5.4 22 L12 18" : "M0 2 L3 9 L10.5 9.6 L4.8 14.6 L6.6 22 L0 18"} />
            </svg>
          </label>
        ))}
        <output className="stars-value">{shown === null ? "" : number(shown)}</output>
      </div>
      {value !== null && onClear && (
        <button type="button" className="button-plain" onClick={onClear}>
          {t("clear_rating")}
        </button>
      )}
    </fieldset>
  );
}
