/** A group: what its members could watch together tonight, who they are, and what they watched. Guests see it, too. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { ApiError } from "../api/errors";
import { t } from "../messages/groups/t";
import { useSession } from "../session/session";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed, State } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Evenings } from "./Evenings";
import { GroupMenu } from "./GroupMenu";
import { guestOf } from "./guests";
import { Members, ShareCode } from "./Members";
import { Picks } from "./Picks";
import { groupQueries } from "./queries";
import "../styles/groups.css";
import "../styles/recommendations.css";
import "../styles/search.css";

export function GroupPage() {
  const groupId = useParams()["id"] ?? "";
  const session = useSession();
  const mayAsk = session !== null || guestOf(groupId) !== undefined;
  const group = useQuery({ ...groupQueries.one(groupId), enabled: mayAsk });
  const heading = usePage(group.data?.name ?? t("groups"));
  const isGone = !mayAsk || (group.error instanceof ApiError && [401, 404, 422].includes(group.error.status));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {group.data && !isGone ? group.data.name : t("groups")}
      </h1>
      {isGone && <Gone isSignedIn={session !== null} path={`/groups/${groupId}`} />}
      {!isGone && group.isPending && (
        <div className="block">
          <LinesSkeleton />
        </div>
      )}
      {!isGone && group.isError && !group.data && <Failed error={group.error} retry={() => void group.refetch()} />}
      {!isGone && group.data && (
        <div className="block group">
          <div className="group-aside">
            <Members group={group.data} />
            {group.data.code && <ShareCode group={group.data} code={group.data.code} />}
          </div>
          <div className="group-main">
            <Picks group={group.data} />
            <Evenings group={group.data} />
            <GroupMenu group={group.data} />
          </div>
        </div>
      )}
    </>
  );
}

function Gone({ isSignedIn, path }: { isSignedIn: boolean; path: string }) {
  return (
    <State
      title={t("group_gone")}
      action={
        isSignedIn ? (
          <Link to="/groups" className="button">
            {t("groups")}
          </Link>
        ) : (
          <Link to="/sign-in" state={{ next: path }} className="button">
            {t("sign_in")}
          </Link>
        )
      }
    >
      {t("group_gone_hint")} {!isSignedIn && t("group_sign_in")}
    </State>
  );
}
