/** The front page: rows that follow the reader, or for guests what is popular and a way to begin. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { RecommendedItem } from "../api/types";
import { Card } from "../items/Card";
import { sentence } from "../items/reasons";
import { Row } from "../items/Row";
import { t } from "../messages/t";
import { useSession } from "../session/session";
import { RowSkeleton } from "../ui/Skeleton";
import { StaleNotice } from "../ui/StaleNotice";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { homeQueries } from "./queries";
import { pathOfRow, titleOfRow } from "./rows";
import { ForLikes, Starter, useChosen } from "./Starter";

export function HomePage() {
  const session = useSession();
  const rows = useQuery(homeQueries.rows(session?.userId ?? null));
  const [chosen, choose] = useChosen();
  const heading = usePage("");
  return (
    <>
      <div className={session ? undefined : "block hero"}>
        <div>
          <h1 ref={heading} tabIndex={-1} className={session ? "hidden-text" : "hero-title"}>
            {session ? t("home_for", { name: session.name ?? session.email }) : t("home_title")}
          </h1>
          {!session && <Pitch />}
        </div>
        {!session && <Starter famous={rows.data?.rows[0]?.items ?? []} chosen={chosen} choose={choose} />}
      </div>
      {!session && <ForLikes key={chosen.map(({ id }) => id).join()} chosen={chosen} />}
      <StaleNotice isStale={rows.isStale} refresh={() => void rows.refetch()} />
      {rows.isPending && [0, 1, 2].map((n) => <RowSkeleton key={n} />)}
      {rows.isError && !rows.data && <Failed error={rows.error} retry={() => void rows.refetch()} />}
      {rows.data?.rows.length === 0 && (
        <Empty title={t("home_empty")} action={<Link className="button" to="/search">{t("search_titles")}</Link>}>
          {t("home_empty_hint")}
        </Empty>
      )}
      {session && rows.data?.rows.slice(0, 2).some(({ key }) => key === "rate_next") && <Begin />}
      {rows.data?.rows.map((row, position) => (
        <Row key={row.key} name={row.key} title={titleOfRow(row)} subtitle={row.subtitle ? sentence(row.subtitle, "row") : undefined} all={pathOfRow(row)}>
          {row.items.map((item, n) => (
            <li key={item.id}>
              <Card
                item={item}
                from={rows.data.recommendation_id ?? undefined}
                reason={reasonOf(item)}
                isFirst={position === 0 && n < 6}
              />
            </li>
          ))}
        </Row>
      ))}
    </>
  );
}

/** The weightiest reason, if it is about the reader; that many like an item is what its row says. */
function reasonOf({ reasons }: RecommendedItem): string | undefined {
  const first = reasons[0];
  return first && first.source !== "popular" ? sentence(first) : undefined;
}

/** Questions to somebody who rated little yet. */
function Begin() {
  return (
    <section className="block starter begin" aria-labelledby="begin">
      <h2 id="begin">{t("start_here")}</h2>
      <Link className="button button-primary" to="/start">
        {t("start_questions")}
      </Link>
    </section>
  );
}

function Pitch() {
  return (
    <>
      <p>{t("home_pitch")}</p>
      <div className="hero-actions">
        <Link className="button button-primary" to="/sign-up">
          {t("sign_up")}
        </Link>
        <Link className="button" to="/search?q=a murdered man comes back as a fly">
          {t("home_try_search")}
        </Link>
      </div>
    </>
  );
}

