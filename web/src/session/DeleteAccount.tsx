/** The end of an account: a dialog that says what goes, and asks for the password. */
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { Link, useNavigate } from "react-router";
import { api, data } from "../api/client";
import { t } from "../messages/account/t";
import { say } from "../ui/Toasts";
import { Field, FormError, valuesOf } from "./forms";
import { endSession } from "./session";

export function DeleteAccount() {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: (password: string) => data(api.DELETE("/auth/me", { body: { password } })),
    onSuccess: () => {
      endSession("signed-out");
      void navigate("/");
      say(t("account_deleted"));
    },
  });
  return (
    <section className="profile-part">
      <h2>{t("delete_account")}</h2>
      <p>
        {t("delete_hint")} <Link to="/library">{t("export_first")}</Link>
      </p>
      <button type="button" className="button button-danger" onClick={() => dialog.current?.showModal()}>
        {t("delete_account")}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="delete-title" onClose={() => remove.reset()}>
        <h2 id="delete-title">{t("delete_sure")}</h2>
        <p>{t("delete_what")}</p>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            remove.mutate(valuesOf(event.currentTarget)["password"] ?? "");
          }}
        >
          <Field label={t("current_password")} name="password" type="password" autoComplete="current-password" required error={remove.error} />
          <FormError error={remove.error} fields={["password"]} />
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => dialog.current?.close()}>
              {t("cancel")}
            </button>
            <button type="submit" className="button button-danger" disabled={remove.isPending}>
              {t("delete_for_good")}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}
