/** What a group could watch tonight: filters, the rule, vetoes, and each title with what it is to every member. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, CheckCheck } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { api, data } from "../api/client";
import { pathOf } from "../items/paths";
import { Poster } from "../items/Poster";
import { t, type Key } from "../messages/groups/t";
import { list, number } from "../messages/t";
import { useSession } from "../session/session";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { askedOf, groupQueries, tonightOf, type Group, type GroupPick, type PickMember } from "./queries";
import { groupSentence } from "./reasons";
import { TonightFilters, type Change } from "./TonightFilters";

export function Picks({ group }: { group: Group }) {
  const [params, setParams] = useSearchParams();
  const tonight = tonightOf(params);
  const picks = useQuery(groupQueries.picks(group, tonight));
  const change: Change = (changes) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { preventScrollReset: true, replace: true },
    );
  const veto = ({ id, title }: GroupPick) => {
    const before = tonight.veto;
    change({ veto: [...before, id].slice(-50).join(",") });
    say(t("vetoed", { title }), () => change({ veto: before.join(",") }));
  };
  return (
    <section aria-labelledby="tonight">
      <h2 id="tonight">{t("tonight")}</h2>
      {group.members.length === 1 && <p className="hint">{t("alone_in_group")}</p>}
      <TonightFilters tonight={tonight} change={change} formula={picks.data?.formula} />
      {tonight.veto.length > 0 && (
        <p>
          {t("n_vetoes", { n: tonight.veto.length })}{" "}
          <button type="button" className="button-plain" onClick={() => change({ veto: null })}>
            {t("clear_vetoes")}
          </button>
        </p>
      )}
      {picks.isPending && <LinesSkeleton />}
      {picks.isError && !picks.data && <Failed error={picks.error} retry={() => void picks.refetch()} />}
      {picks.data?.items.length === 0 && <Empty title={t("no_picks")}>{hintOf(picks.data.emptied_by)}</Empty>}
      <ol className="picks" aria-busy={picks.isPlaceholderData}>
        {picks.data?.items.map((pick) => (
          <PickCard key={pick.id} pick={pick} groupId={group.group_id} veto={() => veto(pick)} />
        ))}
      </ol>
    </section>
  );
}

const FILTERS: Record<string, Key> = { genres: "filter_genres", languages: "filter_languages", runtime_max: "filter_runtime", item_type: "filter_type" };

function hintOf(emptiedBy: readonly string[]): string {
  if (emptiedBy.length === 0) return t("no_picks_hint");
  return `${t("no_picks_filter", { names: list(emptiedBy.map((name) => t(FILTERS[name] ?? "filter_others"))) })} ${t("no_picks_hint")}`;
}

function PickCard({ pick, groupId, veto }: { pick: GroupPick; groupId: string; veto: () => void }) {
  const session = useSession();
  return (
    <li className="recommendation pick" data-item={pick.id}>
      <Link to={pathOf(pick)} className="card-poster" tabIndex={-1} aria-hidden>
        <Poster item={pick} sizes="120px" />
      </Link>
      <div className="card-text">
        <h3 className="recommendation-title">
          <Link to={pathOf(pick)}>{pick.title}</Link>
        </h3>
        <p className="card-meta">{[t(pick.item_type === "movie" ? "film" : "book"), pick.year, pick.people[0], ...pick.genres.slice(0, 3)].filter(Boolean).join(" · ")}</p>
        <p className="pick-reason">
          {groupSentence(pick.reason)} <span className="hint">· {t("together", { score: number(pick.score, 2) })}</span>
        </p>
        <ul className="pick-members" aria-label={t("expected_of")}>
          {pick.members.map((member) => (
            <li key={member.member_id}>
              <strong>{expectedOf(member)}</strong>
              {member.reason.key !== "member_expected" && <small className="hint">{groupSentence(member.reason)}</small>}
            </li>
          ))}
        </ul>
        <div className="group-buttons">
          {session && <WatchedThis pick={pick} groupId={groupId} />}
          <button type="button" className="button button-small" aria-label={t("veto_title", { title: pick.title })} onClick={veto}>
            <Ban size={16} aria-hidden /> {t("veto")}
          </button>
        </div>
      </div>
    </li>
  );
}

function expectedOf({ name, is_known: isKnown, predicted }: PickMember): string {
  const who = name ?? t("somebody");
  return isKnown ? t("expects", { name: who, stars: number(predicted) }) : t("expects_unknown", { name: who });
}

/** Records the evening: the debts of those who gave way follow from it. */
function WatchedThis({ pick, groupId }: { pick: GroupPick; groupId: string }) {
  const [params] = useSearchParams();
  const client = useQueryClient();
  const record = useMutation({
    mutationFn: () => {
      const { query, body } = askedOf(tonightOf(params));
      return data(api.POST("/groups/{group_id}/evenings", { params: { path: { group_id: groupId }, query }, body: { ...body, item_id: pick.id } }));
    },
    onSuccess: () => {
      say(t("evening_kept", { title: pick.title }));
      return client.invalidateQueries({ queryKey: groupQueries.one(groupId).queryKey });
    },
    onError: (error) => sayError(error.message),
  });
  const isBook = pick.item_type === "book";
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={t(isBook ? "read_title_together" : "watched_title", { title: pick.title })}
      disabled={record.isPending}
      onClick={() => record.mutate()}
    >
      <CheckCheck size={16} aria-hidden /> {t(isBook ? "read_this" : "watched_this")}
    </button>
  );
}
