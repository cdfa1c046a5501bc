/** The doctor's findings: what is wrong first, what is fine on request. The sentences are English in every language. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, OctagonAlert, RotateCw, TriangleAlert } from "lucide-react";
import { t } from "../messages/admin/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { adminQueries, type Finding } from "./queries";

const ICONS = { ok: CircleCheck, warning: TriangleAlert, problem: OctagonAlert };

export function Doctor() {
  const doctor = useQuery(adminQueries.doctor());
  return (
    <section className="insight" aria-labelledby="doctor">
      <div className="admin-head">
        <h2 id="doctor">{t("doctor")}</h2>
        <button type="button" className="button button-small" disabled={doctor.isFetching} onClick={() => void doctor.refetch()}>
          <RotateCw size={16} aria-hidden /> {t("look_again")}
        </button>
      </div>
      {doctor.isPending && <LinesSkeleton count={1} />}
      {doctor.isError && <Failed error={doctor.error} retry={() => void doctor.refetch()} />}
      {doctor.data && <Findings findings={doctor.data.findings} />}
    </section>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const of = (state: Finding["state"]) => findings.filter((finding) => finding.state === state);
  const [problems, warnings, fine] = [of("problem"), of("warning"), of("ok")];
  const counts = [problems.length > 0 && t("doctor_problems", { n: problems.length }), warnings.length > 0 && t("doctor_warnings", { n: warnings.length })];
  return (
    <>
      <p role="status" className="admin-verdict">
        {counts.filter(Boolean).join(", ") || t("doctor_well")}
      </p>
      <List findings={[...problems, ...warnings]} />
      <details className="admin-more">
        <summary>{t("doctor_fine", { n: fine.length })}</summary>
        <List findings={fine} />
      </details>
      <p className="hint">
        {t("doctor_more")} <code>python -m api.jobs doctor</code>
      </p>
    </>
  );
}

function List({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="findings">
      {findings.map(({ check, state, sentence }) => {
        const Icon = ICONS[state];
        return (
          <li key={`${check} ${sentence}`} className={`finding finding-${state}`}>
            <Icon size={18} aria-hidden />
            <span className="hidden-text">{t(`state_${state}`)}:</span>
            <span className="finding-check" lang="en">
              {check}
            </span>
            <span lang="en">{withCode(sentence)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** What stands between backticks as code, to be copied. */
function withCode(sentence: string) {
  return sentence.split("`").map((part, n) => (n % 2 === 1 ? <code key={n}>{part}</code> : part));
}
