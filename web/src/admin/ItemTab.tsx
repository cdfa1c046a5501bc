/** An item, what lists go by of it, and its neighbors of every kind side by side. */
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { pathOf } from "../items/paths";
import { TitleBox } from "../items/TitleBox";
import { t } from "../messages/admin/t";
import { date, list, number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { Column, Columns } from "./Column";
import { Fact } from "./Fact";
import { adminQueries, type ItemNeighbors } from "./queries";

const KINDS = ["similar", "ease", "cosine", "phi", "content"] as const;

export function ItemTab() {
  const [params, setParams] = useSearchParams();
  const id = Number(params.get("id"));
  return (
    <>
      <p>{t("item_intro")}</p>
      <TitleBox className="admin-find" label={t("item_find")} placeholder={t("item_find")} onChoose={(item) => setParams({ id: String(item.id) })} />
      {Number.isSafeInteger(id) && id > 0 && <Found key={id} id={id} />}
    </>
  );
}

function Found({ id }: { id: number }) {
  const item = useQuery(adminQueries.item(id));
  if (item.isPending) return <LinesSkeleton count={8} />;
  if (!item.data) return <Failed error={item.error} retry={() => void item.refetch()} />;
  return <Told found={item.data} />;
}

function Told({ found: { item, facts, neighbors } }: { found: ItemNeighbors }) {
  return (
    <>
      <section className="insight" aria-labelledby="item">
        <div className="admin-head">
          <h2 id="item">
            {item.title} {item.year !== null && <small>{item.year}</small>}
          </h2>
          <Link to={pathOf(item)} className="button button-small">
            {t("item_open")}
          </Link>
        </div>
        <dl className="facts">
          <Fact name="fact_raters" value={facts.n_raters} more={["n_simulated", facts.n_simulated]} />
          <Fact name="fact_likes" value={facts.n_likes} />
          <Fact name="fact_hidden" value={facts.n_hidden} />
          <Fact name="fact_shown" value={facts.n_shown} />
        </dl>
        <dl className="pairs">
          <dt>{t("fact_vector")}</dt>
          <dd>{t(facts.has_vector ? "yes" : "no")}</dd>
          <dt>{t("fact_models")}</dt>
          <dd>{facts.models.join(", ") || t("none")}</dd>
          <dt>{t("fact_added")}</dt>
          <dd>{date(facts.added_at)}</dd>
          <dt>{t("fact_editions")}</dt>
          <dd>{facts.other_editions.length > 0 ? list(facts.other_editions.map(({ title }) => title)) : t("none")}</dd>
        </dl>
      </section>
      <Columns label={t("item_facts")}>
        {KINDS.map((kind) => (
          <Column key={kind} title={t(`kin_${kind}`)} items={neighbors.filter((one) => one.kind === kind)} note={(one) => number(one.value, 3)} empty={t("kin_none")} />
        ))}
      </Columns>
    </>
  );
}
