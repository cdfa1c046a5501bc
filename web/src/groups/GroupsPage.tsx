/** The groups that the reader is in, and two ways to another: make it, or join it by its code. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Users } from "lucide-react";
import type { SubmitEventHandler } from "react";
import { Link, useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/groups/t";
import { list } from "../messages/t";
import { Field, FormError, valuesOf } from "../session/forms";
import { LinesSkeleton } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/States";
import { say } from "../ui/Toasts";
import { usePage } from "../ui/usePage";
import { groupQueries, type Group } from "./queries";
import "../styles/groups.css";

export function GroupsPage() {
  const heading = usePage(t("groups"));
  const groups = useQuery(groupQueries.all());
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("groups")}
      </h1>
      <p className="hint">{t("groups_hint")}</p>
      <div className="block group-forms">
        <Make />
        <Join />
      </div>
      <section className="block" aria-labelledby="my-groups">
        <h2 id="my-groups">{t("my_groups")}</h2>
        {groups.isPending && <LinesSkeleton count={3} />}
        {groups.isError && !groups.data && <Failed error={groups.error} retry={() => void groups.refetch()} />}
        {groups.data?.length === 0 && <Empty title={t("no_groups")}>{t("no_groups_hint")}</Empty>}
        <ul className="group-list">
          {groups.data?.map((group) => (
            <li key={group.group_id}>
              <Link to={`/groups/${group.group_id}`} className="group-link">
                <strong>{group.name}</strong>
                <span>
                  <Users size={16} aria-hidden /> {[t("n_members", { n: group.members.length }), t("n_evenings", { n: group.n_evenings })].join(" · ")}
                </span>
                <span>{list(group.members.map((member) => member.name ?? t("somebody")))}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** Keep a group that was made or joined, and open it. */
function useOpen() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return (group: Group) => {
    client.setQueryData(groupQueries.one(group.group_id).queryKey, group);
    void client.invalidateQueries({ queryKey: groupQueries.all().queryKey });
    void navigate(`/groups/${group.group_id}`);
  };
}

function Make() {
  const open = useOpen();
  const make = useMutation({
    mutationFn: (name: string) => data(api.POST("/groups", { body: { name } })),
    onSuccess: (group) => {
      open(group);
      say(t("group_made", { name: group.name }));
    },
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    make.mutate(valuesOf(event.currentTarget)["name"] ?? "");
  };
  return (
    <form className="form group-form" onSubmit={submit}>
      <h2>{t("make_group")}</h2>
      <Field label={t("group_name")} name="name" required maxLength={60} autoComplete="off" error={make.error} />
      <FormError error={make.error} fields={["name"]} />
      <button type="submit" className="button button-primary" disabled={make.isPending}>
        {t("make_group")}
      </button>
    </form>
  );
}

function Join() {
  const open = useOpen();
  const join = useMutation({
    mutationFn: (code: string) => data(api.POST("/groups/join", { body: { code } })),
    onSuccess: open,
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    join.mutate(valuesOf(event.currentTarget)["code"] ?? "");
  };
  return (
    <form className="form group-form" onSubmit={submit}>
      <h2>{t("join_group")}</h2>
      <Field label={t("group_code")} name="code" required maxLength={40} autoComplete="off" autoCapitalize="characters" hint={t("group_code_hint")} error={join.error} />
      <FormError error={join.error} fields={["code"]} />
      <button type="submit" className="button" disabled={join.isPending}>
        {t("join")}
      </button>
    </form>
  );
}
