/** The account: what it is called, when its day begins, who may find it, its password, and its end. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, data } from "../api/client";
import type { components } from "../api/schema";
import { t } from "../messages/account/t";
import { date } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { usePage } from "../ui/usePage";
import { DeleteAccount } from "./DeleteAccount";
import { Field, FormError, NewPassword, valuesOf } from "./forms";
import { sessionQueries } from "./queries";
import { endSession, renameSession } from "./session";
import { timeZones } from "./zones";

type User = components["schemas"]["User"];
type Change = components["schemas"]["AccountChange"];

export function ProfilePage() {
  const heading = usePage(t("profile"));
  const me = useQuery(sessionQueries.me());
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("profile")}
      </h1>
      {me.isPending && <LinesSkeleton />}
      {me.isError && !me.data && <Failed error={me.error} retry={() => void me.refetch()} />}
      {me.data && (
        <>
          <p className="hint">
            {me.data.email} · {t("member_since", { date: date(me.data.created_at, "long") })}
          </p>
          <About user={me.data} />
          <Password />
          <SignOutEverywhere />
          <DeleteAccount />
        </>
      )}
    </div>
  );
}

/** Change the account, and keep what the API answers. */
function useChange(onDone: (user: User) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) => data(api.PATCH("/auth/me", { body })),
    onSuccess: (user) => {
      client.setQueryData(sessionQueries.me().queryKey, (now) => now && { ...now, ...user });
      onDone(user);
    },
  });
}

function About({ user }: { user: User }) {
  const change = useChange((now) => {
    renameSession(now.name);
    say(t("profile_kept"));
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, timezone, discoverable } = valuesOf(event.currentTarget);
        change.mutate({ name: name?.trim() || null, timezone: timezone ?? user.timezone, discoverable: discoverable === "on" });
      }}
    >
      <Field label={t("name")} name="name" defaultValue={user.name ?? ""} autoComplete="name" required={user.name !== null} hint={t("name_hint")} error={change.error} />
      <label className="field">
        {t("time_zone")}
        <select name="timezone" defaultValue={user.timezone}>
          {timeZones(user.timezone, Intl.supportedValuesOf("timeZone")).map(({ zone, label }) => (
            <option key={zone} value={zone}>
              {label}
            </option>
          ))}
        </select>
        <small className="hint">{t("time_zone_hint")}</small>
      </label>
      <label className="check">
        <input type="checkbox" name="discoverable" defaultChecked={user.discoverable} />
        <span>
          {t("discoverable")}
          <small className="hint">{t("discoverable_hint")}</small>
        </span>
      </label>
      <FormError error={change.error} fields={["name"]} />
      <button type="submit" className="button button-primary" disabled={change.isPending}>
        {t("keep_changes")}
      </button>
    </form>
  );
}

function Password() {
  const change = useChange(() => say(t("password_changed")));
  return (
    <section className="profile-part">
      <h2>{t("new_password")}</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const { current_password: current = "", password = "" } = valuesOf(form);
          change.mutate({ current_password: current, password }, { onSuccess: () => form.reset() });
        }}
      >
        <Field label={t("current_password")} name="current_password" type="password" autoComplete="current-password" required error={change.error} />
        <NewPassword label={t("new_password")} error={change.error} />
        <FormError error={change.error} fields={["current_password", "password"]} />
        <button type="submit" className="button" disabled={change.isPending}>
          {t("change_password")}
        </button>
        <p className="hint">{t("password_ends_sessions")}</p>
      </form>
    </section>
  );
}

function SignOutEverywhere() {
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => data(api.POST("/auth/logout", { params: { query: { all: true } } })),
    onSuccess: () => {
      endSession("signed-out");
      void navigate("/");
    },
    onError: (error) => sayError(error.message),
  });
  return (
    <section className="profile-part">
      <h2>{t("devices")}</h2>
      <p>{t("sign_out_everywhere_hint")}</p>
      <button type="button" className="button" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        {t("sign_out_everywhere")}
      </button>
    </section>
  );
}
