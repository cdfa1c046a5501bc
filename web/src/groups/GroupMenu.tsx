/** What changes a group as a whole: its name, leaving it, and its end. What cannot be taken back is asked first. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/groups/t";
import { Field, FormError, valuesOf } from "../session/forms";
import { useSession } from "../session/session";
import { ask } from "../ui/Question";
import { say, sayError } from "../ui/Toasts";
import { forgetGuest } from "./guests";
import { groupQueries, keyOf, type Group } from "./queries";

export function GroupMenu({ group }: { group: Group }) {
  const me = group.members.find((member) => member.is_me);
  return (
    <section className="group-menu">
      {me?.is_host && <Rename key={group.name} group={group} />}
      <div className="group-buttons">
        {me && <Leave group={group} memberId={me.member_id} isGuest={me.is_guest} />}
        {me?.is_host && <Delete group={group} />}
      </div>
    </section>
  );
}

function Rename({ group }: { group: Group }) {
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => data(api.PATCH("/groups/{group_id}", { params: { path: { group_id: group.group_id } }, body: { name } })),
    onSuccess: (now) => {
      client.setQueryData(groupQueries.one(group.group_id).queryKey, now);
      void client.invalidateQueries({ queryKey: groupQueries.all().queryKey });
      say(t("group_renamed", { name: now.name }));
    },
  });
  return (
    <details>
      <summary className="button-plain">{t("rename_group")}</summary>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(valuesOf(event.currentTarget)["name"] ?? "");
        }}
      >
        <Field label={t("group_name")} name="name" required maxLength={60} defaultValue={group.name} autoComplete="off" error={rename.error} />
        <FormError error={rename.error} fields={["name"]} />
        <button type="submit" className="button button-small" disabled={rename.isPending}>
          {t("rename_group")}
        </button>
      </form>
    </details>
  );
}

/** Forget a group that is left or deleted, and go where other groups are. */
function useGone(group: Group) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  return async (text: string) => {
    await navigate(session ? "/groups" : "/", { replace: true });
    forgetGuest(group.group_id);
    client.removeQueries({ queryKey: groupQueries.one(group.group_id).queryKey });
    void client.invalidateQueries({ queryKey: groupQueries.all().queryKey });
    say(text);
  };
}

function Leave({ group, memberId, isGuest }: { group: Group; memberId: string; isGuest: boolean }) {
  const gone = useGone(group);
  const leave = useMutation({
    mutationFn: () =>
      data(
        api.DELETE("/groups/{group_id}/members/{member_id}", {
          params: { path: { group_id: group.group_id, member_id: memberId } },
          headers: keyOf(group.group_id),
        }),
      ),
    onSuccess: () => gone(t("left", { name: group.name })),
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    const text = t(isGuest ? "leave_guest_what" : "leave_what");
    if (await ask({ title: t("leave_sure", { name: group.name }), text, yes: t("leave_yes"), no: t("stay") })) leave.mutate();
  };
  return (
    <button type="button" className="button button-small" disabled={leave.isPending} onClick={() => void sure()}>
      {t("leave_group")}
    </button>
  );
}

function Delete({ group }: { group: Group }) {
  const gone = useGone(group);
  const remove = useMutation({
    mutationFn: () => data(api.DELETE("/groups/{group_id}", { params: { path: { group_id: group.group_id } } })),
    onSuccess: () => gone(t("group_deleted", { name: group.name })),
    onError: (error) => sayError(error.message),
  });
  const sure = async () => {
    if (await ask({ title: t("delete_group_sure", { name: group.name }), text: t("delete_group_what"), yes: t("delete_group_yes"), no: t("stay") })) remove.mutate();
  };
  return (
    <button type="button" className="button button-small button-danger" disabled={remove.isPending} onClick={() => void sure()}>
      {t("delete_group")}
    </button>
  );
}
