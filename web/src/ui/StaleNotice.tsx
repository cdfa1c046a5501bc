/** Says quietly that a list could be newer than the one on the screen; the reader decides when to see it. */
import { RefreshCw } from "lucide-react";
import { t } from "../messages/t";

export function StaleNotice({ isStale, refresh }: { isStale: boolean; refresh: () => void }) {
  return (
    <div className="stale-notice" role="status">
      {isStale && (
        <button type="button" className="button" onClick={refresh}>
          <RefreshCw size={16} aria-hidden /> {t("list_changed")}
        </button>
      )}
    </div>
  );
}
