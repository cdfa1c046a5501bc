/** What whoever runs the service looks at: how it is, what there is, and why a reader sees what they see. */
import { Navigate, NavLink, useParams } from "react-router";
import { t } from "../messages/admin/t";
import { usePage } from "../ui/usePage";
import { Counts } from "./Counts";
import { Doctor } from "./Doctor";
import { Experiments } from "./Experiments";
import { ItemTab } from "./ItemTab";
import { Jobs } from "./Jobs";
import { Models } from "./Models";
import { ReaderTab } from "./ReaderTab";
import "../styles/shelf.css";
import "../styles/insights.css";
import "../styles/admin.css";

const TABS = ["state", "counts", "models", "experiments", "item", "reader"] as const;

export function AdminPage() {
  const named = useParams()["tab"] ?? "state";
  const tab = TABS.find((one) => one === named);
  const heading = usePage(tab ? t(`tab_${tab}`) : t("operator"));
  if (!tab) return <Navigate to="/admin" replace />;
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("operator")}
      </h1>
      <nav className="block tabs" aria-label={t("operator")}>
        {TABS.map((one) => (
          <NavLink key={one} to={one === "state" ? "/admin" : `/admin/${one}`} end>
            {t(`tab_${one}`)}
          </NavLink>
        ))}
      </nav>
      <div className="block admin">
        {tab === "state" && (
          <>
            <Doctor />
            <Jobs />
          </>
        )}
        {tab === "counts" && <Counts />}
        {tab === "models" && <Models />}
        {tab === "experiments" && <Experiments />}
        {tab === "item" && <ItemTab />}
        {tab === "reader" && <ReaderTab />}
      </div>
    </>
  );
}
