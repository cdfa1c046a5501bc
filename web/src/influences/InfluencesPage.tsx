/** What moves the reader's lists, for and against, with a control for each: the next list follows. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { t } from "../messages/influences/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { InfluenceRow } from "./InfluenceRow";
import { byKind, influenceQueries, inOrder, type Influence, type Kind } from "./queries";
import "../styles/influences.css";

const FIRST = 10; // of a kind, before one asks for more

export function InfluencesPage() {
  const heading = usePage(t("influences"));
  const mine = useQuery(influenceQueries.mine());
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("influences")}
      </h1>
      <div className="block influences-intro">
        <p>{t("influences_intro")}</p>
        <Link to="/for-you" className="button button-small">
          {t("influences_to_list")}
        </Link>
      </div>
      {mine.isPending && <div className="block"><LinesSkeleton /></div>}
      {mine.isError && !mine.data && <Failed error={mine.error} retry={() => void mine.refetch()} />}
      {mine.data && <All kinds={byKind(mine.data)} />}
    </>
  );
}

function All({ kinds }: { kinds: Map<Kind, Influence[]> }) {
  if (kinds.size === 0) {
    return (
      <Empty title={t("influences_empty")} action={<Link className="button" to="/">{t("rate_some")}</Link>}>
        {t("influences_empty_hint")}
      </Empty>
    );
  }
  return (
    <div className="block influences">
      {[...kinds].map(([kind, influences]) => (
        <OfKind key={kind} kind={kind} influences={influences} />
      ))}
    </div>
  );
}

function OfKind({ kind, influences }: { kind: Kind; influences: readonly Influence[] }) {
  const [seen] = useState(() => influences.map(({ key }) => key));
  const [isWhole, setWhole] = useState(false);
  const shown = inOrder(influences, seen).slice(0, isWhole ? undefined : FIRST);
  const widest = Math.max(...influences.map(({ points }) => Math.abs(points)), 1e-9);
  const n = influences.length - shown.length;
  return (
    <section aria-labelledby={`influences-${kind}`}>
      <h2 id={`influences-${kind}`}>{t(`influences_${kind}`)}</h2>
      <ul>
        {shown.map((influence) => (
          <InfluenceRow key={influence.key} influence={influence} widest={widest} />
        ))}
      </ul>
      {n > 0 && (
        <button type="button" className="button button-small" onClick={() => setWhole(true)}>
          {t("influences_show_all", { n })}
        </button>
      )}
    </section>
  );
}
