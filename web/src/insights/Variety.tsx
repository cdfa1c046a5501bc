/** How varied what the reader saw is: by genre, language and decade. */
import { number, percent } from "../messages/t";
import { t } from "../messages/insights/t";
import { nameOf } from "./names";
import type { Insights } from "./queries";

const SHOWN = 5;
type OfKind = Insights["diversity"][number];

export function Variety({ diversity }: Pick<Insights, "diversity">) {
  return (
    <section className="insight" aria-labelledby="variety">
      <h2 id="variety">{t("variety")}</h2>
      <div className="insight-columns">
        {diversity.filter(({ n }) => n > 0).map((one) => (
          <OneKind key={one.kind} of={one} />
        ))}
      </div>
    </section>
  );
}

function OneKind({ of: { kind, n, effective, shares } }: { of: OfKind }) {
  const most = Math.max(...shares.map(({ share }) => share), 1e-9);
  return (
    <div>
      <h3>{t(`kind_${kind}`)}</h3>
      <p className="hint">{t("variety_of", { n, effective: number(effective) })}</p>
      <ul className="shares">
        {shares.slice(0, SHOWN).map((one) => (
          <li key={one.key}>
            <span>{nameOf(kind, one)}</span> <span>{percent(one.share)}</span>
            <span className="bar" style={{ width: `${(100 * one.share) / most}%` }} aria-hidden />
          </li>
        ))}
      </ul>
    </div>
  );
}
