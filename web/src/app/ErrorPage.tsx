/** For addresses that lead nowhere, and for what went wrong while a page was drawn. */
import { Link, useRouteError } from "react-router";
import { t } from "../messages/t";
import { State } from "../ui/States";
import { usePage } from "../ui/usePage";

export function ErrorPage() {
  const error = useRouteError();
  return (
    <main className="page" role="alert">
      <State
        title={t("broken")}
        action={
          <button type="button" className="button" onClick={() => location.reload()}>
            {t("reload")}
          </button>
        }
      >
        {t("broken_hint")} {error instanceof Error && <small>{error.message}</small>}
      </State>
    </main>
  );
}

export function NotFoundPage() {
  const heading = usePage(t("not_found"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="hidden-text">
        {t("not_found")}
      </h1>
      <State title={t("not_found")} action={<Link className="button" to="/">{t("to_home")}</Link>}>
        {t("not_found_hint")}
      </State>
    </>
  );
}
