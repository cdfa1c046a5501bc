/** Somebody with the reader's taste: how sure that is, what they share, and what to do about it. */
import { useMutation } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api, data } from "../api/client";
import type { Item } from "../api/types";
import { pathOf } from "../items/paths";
import { t } from "../messages/people/t";
import { percent } from "../messages/t";
import { FormError, valuesOf } from "../session/forms";
import { Popover } from "../ui/Popover";
import { ask } from "../ui/Question";
import { say } from "../ui/Toasts";
import type { Match } from "./queries";
import { useRelation } from "./useRelation";
import { opinions } from "./words";

export function MatchCard({ match }: { match: Match }) {
  const name = match.name ?? t("somebody_like_you");
  const { for_you: forYou, for_them: forThem } = match.bridge;
  return (
    <li className="match" data-person={match.person_id}>
      <div className="match-head">
        <h2>{name}</h2>
        <Popover label={t("more_on", { name })} icon={<Ellipsis size={18} aria-hidden />}>
          <More match={match} name={name} />
        </Popover>
      </div>
      <p>
        {match.score !== null && <strong>{t("alike", { part: percent(match.score) })}</strong>}
        {match.score !== null && match.n !== null && " · "}
        {match.n !== null && t("in_common", { n: match.n })}
        {match.interval && <small className="hint">{opinions(match.interval)}</small>}
      </p>
      <dl>
        <Titles label={t("both_love")} shown={match.both_love.map((item) => ({ item, text: item.title }))} />
        <Titles
          label={t("differ_on")}
          shown={match.differ_on.map(({ item, liked_by: who }) => ({ item, text: t(who === "you" ? "you_like_more" : "they_like_more", { title: item.title }) }))}
        />
        {forYou && <Titles label={t("bridge_for_you")} shown={[{ item: forYou, text: forYou.title }]} />}
        {forThem && <Titles label={t("bridge_for_them")} shown={[{ item: forThem, text: forThem.title }]} />}
      </dl>
      <Answer match={match} />
    </li>
  );
}

function Titles({ label, shown }: { label: string; shown: readonly { item: Item; text: string }[] }): ReactNode {
  if (shown.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      {shown.map(({ item, text }) => (
        <dd key={item.id}>
          <Link to={pathOf(item)}>{text}</Link>
        </dd>
      ))}
    </div>
  );
}

function Answer({ match: { person_id: personId, relation, name } }: { match: Match }) {
  const relate = useRelation();
  const decline = async () => {
    if (await ask({ title: t("decline_sure", { name: name ?? t("somebody_like_you") }), text: t("decline_what"), yes: t("decline"), no: t("people_no") })) {
      relate.mutate({ personId, verb: "decline" }, { onSuccess: () => say(t("declined")) });
    }
  };
  if (relation === "friends") return null;
  if (relation === "asked") return <p className="hint">{t("you_asked")}</p>;
  const accept = () =>
    relate.mutate({ personId, verb: "accept" }, { onSuccess: (now) => say(now.relation === "friends" ? t("friends_now", { name: now.name ?? t("somebody_like_you") }) : t("asked_now")) });
  return (
    <div className="match-answer">
      {relation === "asks" && <p>{t("asks_you")}</p>}
      <button type="button" className="button button-small button-primary" disabled={relate.isPending} onClick={accept}>
        {t(relation === "asks" ? "accept_back" : "accept")}
      </button>
      <button type="button" className="button button-small" disabled={relate.isPending} onClick={() => void decline()}>
        {t("decline")}
      </button>
    </div>
  );
}

/** What one hopes not to need: to block somebody, or to tell the operator of them. */
function More({ match: { person_id: personId }, name }: { match: Match; name: string }) {
  const relate = useRelation();
  const report = useMutation({
    mutationFn: (reason: string) => data(api.POST("/matches/{person_id}/report", { params: { path: { person_id: personId } }, body: { reason } })),
    onSuccess: () => say(t("reported")),
  });
  const block = async () => {
    if (await ask({ title: t("block_sure", { name }), text: t("block_what"), yes: t("block"), no: t("people_no") })) {
      relate.mutate({ personId, verb: "block" }, { onSuccess: () => say(t("blocked", { name })) });
    }
  };
  return (
    <div className="menu">
      <button type="button" className="button button-small button-danger" onClick={() => void block()}>
        {t("block")}
      </button>
      <form
        className="menu"
        onSubmit={(event) => {
          event.preventDefault();
          report.mutate(valuesOf(event.currentTarget)["reason"] ?? "");
        }}
      >
        <label className="field">
          {t("report_reason")}
          <textarea name="reason" required maxLength={500} rows={3} />
        </label>
        <FormError error={report.error} fields={["reason"]} />
        <button type="submit" className="button button-small" disabled={report.isPending || report.isSuccess}>
          {t(report.isSuccess ? "reported" : "send_report")}
        </button>
      </form>
    </div>
  );
}
