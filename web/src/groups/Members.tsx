/** Who is in a group, what they are owed, and the code by which others join. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, UserMinus } from "lucide-react";
import { api, data } from "../api/client";
import { t } from "../messages/groups/t";
import { number } from "../messages/t";
import { copy } from "../ui/copy";
import { ask } from "../ui/Question";
import { say, sayError } from "../ui/Toasts";
import { groupQueries, type Group, type Member } from "./queries";

/** Weights this close to 1 are no debt that anybody would feel. */
const EVEN = 0.02;

export function Members({ group }: { group: Group }) {
  const isEven = group.members.every(({ weight }) => Math.abs(weight - 1) < EVEN);
  const amHost = group.members.some((member) => member.is_me && member.is_host);
  return (
    <section aria-labelledby="members">
      <h2 id="members">{t("members")}</h2>
      <ul className="member-list">
        {group.members.map((member) => (
          <li key={member.member_id}>
            <span>
              <strong>{member.name ?? t("somebody")}</strong> {rolesOf(member)}
              <small className="hint">{debtOf(member)}</small>
            </span>
            {amHost && !member.is_me && <Remove group={group} member={member} />}
          </li>
        ))}
      </ul>
      {group.n_evenings > 0 && isEven && <p className="hint">{t("no_debts")}</p>}
    </section>
  );
}

function rolesOf(member: Member): string {
  const roles = [member.is_me && t("you"), member.is_guest && t("guest"), member.is_host && t("host")].filter((role) => role !== false);
  return roles.length > 0 ? `(${roles.join(", ")})` : "";
}

/** "Gave way lately, so counts 1.25 times tonight"; nothing if all is even. */
export function debtOf({ weight }: Pick<Member, "weight">): string {
  if (Math.abs(weight - 1) < EVEN) return "";
  return t(weight > 1 ? "owed" : "owes", { weight: number(weight, 2) });
}

function Remove({ group, member }: { group: Group; member: Member }) {
  const client = useQueryClient();
  const name = member.name ?? t("somebody");
  const remove = useMutation({
    mutationFn: () => data(api.DELETE("/groups/{group_id}/members/{member_id}", { params: { path: { group_id: group.group_id, member_id: member.member_id } } })),
    onSuccess: () => {
      say(t("removed", { name }));
      return client.invalidateQueries({ queryKey: groupQueries.one(group.group_id).queryKey });
    },
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    if (await ask({ title: t("remove_sure", { name }), text: t("remove_what"), yes: t("remove_yes"), no: t("stay") })) remove.mutate();
  };
  const label = t("remove_member", { name });
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={remove.isPending} onClick={() => void sure()}>
      <UserMinus size={18} aria-hidden />
    </button>
  );
}

/** Where others open the code: the page of this client that joins. */
function linkOf(code: string): string {
  return new URL(`join/${code}`, document.baseURI).href;
}

export function ShareCode({ group, code }: { group: Group; code: string }) {
  const client = useQueryClient();
  const amHost = group.members.some((member) => member.is_me && member.is_host);
  const renew = useMutation({
    mutationFn: () => data(api.POST("/groups/{group_id}/code", { params: { path: { group_id: group.group_id } } })),
    onSuccess: (now) => {
      client.setQueryData(groupQueries.one(group.group_id).queryKey, now);
      say(t("new_code_made", { code: now.code ?? "" }));
    },
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    if (await ask({ title: t("new_code_sure"), text: t("new_code_hint"), yes: t("new_code"), no: t("stay") })) renew.mutate();
  };
  const share = async () => {
    if (await copy(linkOf(code))) say(t("link_copied"));
    else sayError(t("link_not_copied", { code }));
  };
  return (
    <section aria-labelledby="share">
      <h2 id="share">{t("share_code")}</h2>
      <p className="hint">{t("share_hint")}</p>
      <p className="group-code">
        <code>{code}</code>
        <button type="button" className="button button-small" onClick={() => void share()}>
          <Copy size={16} aria-hidden /> {t("copy_link")}
        </button>
      </p>
      {amHost && (
        <p>
          <button type="button" className="button-plain" disabled={renew.isPending} onClick={() => void sure()}>
            {t("new_code")}
          </button>{" "}
          <small className="hint">{t("new_code_hint")}</small>
        </p>
      )}
    </section>
  );
}
