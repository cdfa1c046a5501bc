/** People with the reader's taste: first whether one wants to be found at all, then matches, friends, and the blocked. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import { t } from "../messages/people/t";
import { date } from "../messages/t";
import { sessionQueries } from "../session/queries";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { usePage } from "../ui/usePage";
import { Friends } from "./Friends";
import { MatchCard } from "./MatchCard";
import { PEOPLE, peopleQueries } from "./queries";
import { useRelation } from "./useRelation";
import "../styles/people.css";

export function PeoplePage() {
  const heading = usePage(t("people"));
  const matches = useQuery(peopleQueries.matches());
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("people")}
      </h1>
      <div className="block people">
        {matches.isPending && <LinesSkeleton count={4} />}
        {matches.isError && !matches.data && <Failed error={matches.error} retry={() => void matches.refetch()} />}
        {matches.data && !matches.data.is_discoverable && <BeFound />}
        {matches.data?.is_discoverable && matches.data.matches.length === 0 && (
          <Empty title={t("no_matches")} action={<Link className="button" to="/start">{t("rate_some")}</Link>}>
            {t("no_matches_hint")}
          </Empty>
        )}
        {matches.data?.is_discoverable && (
          <ul className="match-list">
            {matches.data.matches.map((match) => (
              <MatchCard key={match.person_id} match={match} />
            ))}
          </ul>
        )}
        {!matches.isPending && <Friends />}
        {matches.data?.is_discoverable && <WhatOthersSee />}
        {!matches.isPending && <Blocked />}
      </div>
    </>
  );
}

type Change = components["schemas"]["AccountChange"];

/** Change what others may see, and ask for the people anew. */
function useChange(text: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) => data(api.PATCH("/auth/me", { body })),
    onSuccess: (user) => {
      client.setQueryData(sessionQueries.me().queryKey, (now) => now && { ...now, ...user });
      say(text);
      return client.invalidateQueries({ queryKey: PEOPLE });
    },
    onError: (error) => sayError(error.message),
  });
}

function BeFound() {
  const change = useChange(t("found_now"));
  return (
    <section className="be-found" aria-labelledby="be-found">
      <h2 id="be-found">{t("find_title")}</h2>
      <p>{t("find_intro")}</p>
      <ul>
        <li>{t("find_score")}</li>
        <li>{t("find_titles")}</li>
        <li>{t("find_never")}</li>
      </ul>
      <button type="button" className="button button-primary" disabled={change.isPending} onClick={() => change.mutate({ discoverable: true })}>
        {t("find_yes")}
      </button>
      <p className="hint">{t("find_after")}</p>
    </section>
  );
}

function WhatOthersSee() {
  const me = useQuery(sessionQueries.me()).data;
  const change = useChange(t("people_kept"));
  if (!me) return null;
  return (
    <section aria-labelledby="others-see">
      <h2 id="others-see">{t("people_settings")}</h2>
      <label className="check">
        <input type="checkbox" checked={me.discoverable} disabled={change.isPending} onChange={(event) => change.mutate({ discoverable: event.target.checked })} />
        <span>
          {t("findable")}
          <small className="hint">{t("findable_hint")}</small>
        </span>
      </label>
      <label className="check">
        <input type="checkbox" checked={me.shares_ratings} disabled={change.isPending} onChange={(event) => change.mutate({ shares_ratings: event.target.checked })} />
        <span>
          {t("share_ratings")}
          <small className="hint">{t("share_ratings_hint")}</small>
        </span>
      </label>
    </section>
  );
}

function Blocked() {
  const blocked = useQuery(peopleQueries.blocked()).data ?? [];
  const relate = useRelation();
  if (blocked.length === 0) return null;
  return (
    <section aria-labelledby="blocked">
      <h2 id="blocked">{t("blocked_people")}</h2>
      <ul className="friend-list">
        {blocked.map((one) => (
          <li key={one.person_id}>
            {t("blocked_on", { date: date(one.blocked_at) })}{" "}
            <button type="button" className="button-plain" disabled={relate.isPending} onClick={() => relate.mutate({ personId: one.person_id, verb: "unblock" }, { onSuccess: () => say(t("unblocked")) })}>
              {t("unblock")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
