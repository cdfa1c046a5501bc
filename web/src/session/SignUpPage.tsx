/** A new account: an e-mail and a password; the timezone is the browser's. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/account/t";
import { list } from "../messages/t";
import { Empty } from "../ui/States";
import { usePage } from "../ui/usePage";
import { Field, FormError, NewPassword, valuesOf } from "./forms";
import { giveLikes, readLikes } from "./likes";
import { sessionQueries } from "./queries";
import { startSession } from "./session";

export function SignUpPage() {
  const heading = usePage(t("sign_up"));
  const navigate = useNavigate();
  const next = ((useLocation().state as { next?: string } | null)?.next ?? "/").replace(/^\/*/, "/");
  const settings = useQuery(sessionQueries.settings());
  const [likes] = useState(readLikes);
  const signUp = useMutation({
    mutationFn: ({ email = "", password = "", name }: Record<string, string>) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const timezone = zone.includes("/") ? zone : "UTC"; // the API takes names with a place
      return data(api.POST("/auth/register", { body: { email, password, name: name || null, timezone } }));
    },
    onSuccess: async (answer) => {
      startSession(answer);
      await giveLikes();
      void navigate(next, { replace: true });
    },
  });
  if (settings.data && !(settings.data.registration && settings.data.password_login)) {
    return (
      <Empty title={t("registration_closed")} action={<Link className="button" to="/">{t("to_home")}</Link>}>
        {t("registration_closed_hint")}
      </Empty>
    );
  }
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("sign_up")}
      </h1>
      {likes.length > 0 && <p className="hint">{t("likes_come_along", { titles: list(likes.map(({ title }) => title)) })}</p>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          signUp.mutate(valuesOf(event.currentTarget));
        }}
      >
        <Field label={t("email")} name="email" type="email" autoComplete="username" required error={signUp.error} />
        <NewPassword label={t("password")} error={signUp.error} />
        <Field label={t("name_optional")} name="name" autoComplete="name" error={signUp.error} />
        <FormError error={signUp.error} fields={["email", "password", "name"]} />
        <button type="submit" className="button button-primary" disabled={signUp.isPending}>
          {t("sign_up")}
        </button>
      </form>
      <p>
        {t("have_account")} <Link to="/sign-in" state={{ next }}>{t("sign_in")}</Link>
      </p>
    </div>
  );
}
