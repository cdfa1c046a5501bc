/** What the service makes of the reader: drawn, and as tables for those who do not see drawings. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { t } from "../messages/insights/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Activity } from "./Activity";
import { Preferences } from "./Preferences";
import { insightQueries } from "./queries";
import { Stars } from "./Stars";
import { ThisMonth } from "./ThisMonth";
import { Variety } from "./Variety";
import "../styles/insights.css";

export function InsightsPage() {
  const heading = usePage(t("insights"));
  const insights = useQuery(insightQueries.mine());
  return (
    <div className="insights">
      <h1 ref={heading} tabIndex={-1}>
        {t("insights")}
      </h1>
      {insights.isPending && <LinesSkeleton />}
      {insights.isError && !insights.data && <Failed error={insights.error} retry={() => void insights.refetch()} />}
      {insights.data && (insights.data.stars.n_ratings === 0 ? <Newcomer /> : (
        <>
          <ThisMonth month={insights.data.this_month} />
          <Preferences insights={insights.data} />
          <Stars stars={insights.data.stars} agreement={insights.data.agreement} />
          <Variety diversity={insights.data.diversity} />
          <Activity insights={insights.data} />
        </>
      ))}
    </div>
  );
}

function Newcomer() {
  return (
    <Empty
      title={t("nothing_rated")}
      action={
        <Link className="button button-primary" to="/start">
          {t("start_questions")}
        </Link>
      }
    >
      {t("nothing_rated_hint")}
    </Empty>
  );
}
