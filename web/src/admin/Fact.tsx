/** A figure with its name, and how many of it are of a kind. */
import { t, type Key } from "../messages/admin/t";
import { number } from "../messages/t";

interface FactProps {
  name: Key;
  value: number;
  more?: readonly [Key, number];
}

export function Fact({ name, value, more }: FactProps) {
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd className="figure">{number(value)}</dd>
      {more && more[1] > 0 && (
        <dd className="hint">
          {number(more[1])} {t(more[0])}
        </dd>
      )}
    </div>
  );
}
