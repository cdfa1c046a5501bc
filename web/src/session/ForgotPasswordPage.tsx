/** A new password by a one-time code, which comes by mail or from whoever runs the service. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/account/t";
import { usePage } from "../ui/usePage";
import { Field, FormError, NewPassword, valuesOf } from "./forms";
import { startSession } from "./session";

interface Asked {
  email: string;
  by: "mail" | "operator";
}

export function ForgotPasswordPage() {
  const heading = usePage(t("forgot_password"));
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("forgot_password")}
      </h1>
      {asked ? <Reset asked={asked} again={() => setAsked(null)} /> : <Ask onAsked={setAsked} />}
      <p>
        <Link to="/sign-in">{t("sign_in")}</Link>
      </p>
    </div>
  );
}

function Ask({ onAsked }: { onAsked: (asked: Asked) => void }) {
  const ask = useMutation({
    mutationFn: (email: string) => data(api.POST("/auth/forgot-password", { body: { email } })),
    onSuccess: ({ by }, email) => onAsked({ email, by }),
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate((valuesOf(event.currentTarget)["email"] ?? "").trim());
      }}
    >
      <Field label={t("email")} name="email" type="email" autoComplete="username" required hint={t("code_hint")} error={ask.error} />
      <FormError error={ask.error} fields={["email"]} />
      <button type="submit" className="button button-primary" disabled={ask.isPending}>
        {t("ask_code")}
      </button>
    </form>
  );
}

function Reset({ asked: { email, by }, again }: { asked: Asked; again: () => void }) {
  const navigate = useNavigate();
  const reset = useMutation({
    mutationFn: ({ code = "", password = "" }: Record<string, string>) =>
      data(api.POST("/auth/reset-password", { body: { email, code: code.trim(), password } })),
    onSuccess: (answer) => {
      startSession(answer);
      void navigate("/", { replace: true });
    },
  });
  return (
    <>
      <p role="status">{t(by === "mail" ? "code_mailed" : "code_from_operator", { email })}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate(valuesOf(event.currentTarget));
        }}
      >
        <Field label={t("code")} name="code" autoComplete="one-time-code" required error={reset.error} />
        <NewPassword label={t("new_password")} error={reset.error} />
        <FormError error={reset.error} fields={["code", "password"]} />
        <button type="submit" className="button button-primary" disabled={reset.isPending}>
          {t("set_password")}
        </button>
        <button type="button" className="button-plain" onClick={again}>
          {t("ask_code_again")}
        </button>
      </form>
    </>
  );
}
