/** Signing in, and back to where the reader came from. */
import { useMutation } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/account/t";
import { usePage } from "../ui/usePage";
import { Field, FormError, valuesOf } from "./forms";
import { readEnd, startSession } from "./session";

export function SignInPage() {
  const heading = usePage(t("sign_in"));
  const navigate = useNavigate();
  const next = ((useLocation().state as { next?: string } | null)?.next ?? "/").replace(/^\/*/, "/");
  const signIn = useMutation({
    mutationFn: ({ email = "", password = "" }: Record<string, string>) => data(api.POST("/auth/login", { body: { email, password } })),
    onSuccess: (answer) => {
      startSession(answer);
      void navigate(next, { replace: true });
    },
  });
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("sign_in")}
      </h1>
      {readEnd() === "expired" && <p role="status">{t("session_ended")}</p>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate(valuesOf(event.currentTarget));
        }}
      >
        <Field label={t("email")} name="email" type="email" autoComplete="username" required error={signIn.error} />
        <Field label={t("password")} name="password" type="password" autoComplete="current-password" required error={signIn.error} />
        <FormError error={signIn.error} fields={["email", "password"]} />
        <button type="submit" className="button button-primary" disabled={signIn.isPending}>
          {t("sign_in")}
        </button>
      </form>
      <p>
        <Link to="/forgot-password">{t("forgot_password")}</Link>
      </p>
      <p>
        {t("no_account")} <Link to="/sign-up" state={{ next }}>{t("sign_up")}</Link>
      </p>
    </div>
  );
}
