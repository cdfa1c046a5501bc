/** What a group watched, newest first, and how content everybody was. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { Link } from "react-router";
import { api, data } from "../api/client";
import { pathOf } from "../items/paths";
import { Poster } from "../items/Poster";
import { t } from "../messages/groups/t";
import { date, percent } from "../messages/t";
import { useSession } from "../session/session";
import { ask } from "../ui/Question";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { groupQueries, type Evening, type Group } from "./queries";

export function Evenings({ group }: { group: Group }) {
  const pages = useInfiniteQuery(groupQueries.evenings(group.group_id));
  const session = useSession();
  const evenings = pages.data?.pages.flatMap((page) => page.evenings);
  return (
    <section aria-labelledby="evenings">
      <h2 id="evenings">{t("evenings")}</h2>
      {pages.isPending && <LinesSkeleton count={2} />}
      {pages.isError && <Failed error={pages.error} retry={() => void pages.refetch()} />}
      {evenings?.length === 0 && <p className="hint">{t("no_group_evenings")}</p>}
      <ul className="evening-list">
        {evenings?.map((evening) => (
          <li key={evening.evening_id} className="evening">
            <Link to={pathOf(evening.item)} className="card-poster" tabIndex={-1} aria-hidden>
              <Poster item={evening.item} sizes="72px" />
            </Link>
            <div>
              <h3 className="card-title">
                <Link to={pathOf(evening.item)}>{evening.item.title}</Link>
              </h3>
              <p className="hint">{date(evening.watched_at, "long")}</p>
              <ul>
                {evening.members.map((member) => (
                  <li key={member.member_id}>{t("content_of", { name: member.name ?? t("somebody"), part: percent(member.satisfaction) })}</li>
                ))}
              </ul>
            </div>
            {session && <TakeBack evening={evening} groupId={group.group_id} />}
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <button type="button" className="button button-small" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more_evenings")}
        </button>
      )}
    </section>
  );
}

function TakeBack({ evening, groupId }: { evening: Evening; groupId: string }) {
  const client = useQueryClient();
  const { title } = evening.item;
  const remove = useMutation({
    mutationFn: () => data(api.DELETE("/groups/{group_id}/evenings/{evening_id}", { params: { path: { group_id: groupId, evening_id: evening.evening_id } } })),
    onSuccess: () => {
      say(t("evening_deleted", { title }));
      return client.invalidateQueries({ queryKey: groupQueries.one(groupId).queryKey });
    },
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    if (await ask({ title: t("delete_evening_sure"), text: t("delete_evening_what"), yes: t("delete_evening_yes"), no: t("stay") })) remove.mutate();
  };
  const label = t("delete_evening", { title });
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={remove.isPending} onClick={() => void sure()}>
      <Trash2 size={18} aria-hidden />
    </button>
  );
}
