/** What a page shows when it has nothing to show: nothing there, something wrong, or no connection. */
import { CloudOff, Inbox, ServerCrash } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { ApiError, isPassing, Unreachable } from "../api/errors";
import { t } from "../messages/t";

interface StateProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function State({ icon, title, children, action }: StateProps) {
  return (
    <div className="state">
      {icon}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Empty({ title, children, action }: Omit<StateProps, "icon">) {
  return (
    <State icon={<Inbox size={36} aria-hidden />} title={title} action={action}>
      {children}
    </State>
  );
}

/** What went wrong with a part of a page, in one line, so that the rest of the page stays in view. */
export function FailedPart({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  return (
    <p role="alert" className="failed-part">
      <strong>{what}:</strong> {error instanceof ApiError ? error.message : t(error instanceof Unreachable ? "failed_unreachable" : "failed")}{" "}
      <button type="button" className="button button-small" onClick={retry}>
        {t("try_again")}
      </button>
    </p>
  );
}

/** What went wrong, in the service's own words, and a button to try again. Once the connection is back, it is tried again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const isAway = error instanceof Unreachable;
  useEffect(() => {
    if (!isAway || !retry) return;
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [isAway, retry]);
  return (
    <div role="alert">
      <State
        icon={isAway ? <CloudOff size={36} aria-hidden /> : <ServerCrash size={36} aria-hidden />}
        title={t(isAway ? "failed_unreachable" : isPassing(error) ? "failed_busy" : "failed")}
        action={
          retry && (
            <button type="button" className="button" onClick={retry}>
              {t("try_again")}
            </button>
          )
        }
      >
        {error instanceof ApiError ? error.message : isAway ? t("failed_unreachable_hint") : t("failed_hint")}
        {error instanceof ApiError && error.requestId && <small>{t("request_id", { id: error.requestId })}</small>}
      </State>
    </div>
  );
}
