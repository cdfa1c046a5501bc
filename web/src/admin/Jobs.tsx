/** Every job: when it ran last, what came of it, and a button or the command that runs it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { t } from "../messages/admin/t";
import { number } from "../messages/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { adminQueries, startChore, type Job } from "./queries";
import { ago, duration } from "./words";

export function Jobs() {
  const jobs = useQuery(adminQueries.jobs());
  const doctor = useQuery(adminQueries.doctor());
  if (doctor.isPending) return null; // nobody knows how much room its sentences take above
  return (
    <section className="insight" aria-labelledby="jobs">
      <h2 id="jobs">{t("jobs")}</h2>
      <p className="hint">{t("jobs_hint")}</p>
      {jobs.isPending && <LinesSkeleton />}
      {jobs.isError && !jobs.data && <Failed error={jobs.error} retry={() => void jobs.refetch()} />}
      {jobs.data && (
        <ul className="jobs">
          {jobs.data.jobs.map((job) => (
            <Row key={job.job_name} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ job }: { job: Job }) {
  const client = useQueryClient();
  const name = job.job_name;
  const start = useMutation({
    mutationFn: () => startChore(name),
    onSuccess: () => say(t("job_started", { name })),
    onError: (error) => sayError(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: adminQueries.jobs().queryKey }),
  });
  return (
    <li className="job">
      <div className="job-name">
        <strong>{name}</strong>
        <small>
          {job.started_at ? [ago(job.started_at), job.seconds !== null && duration(job.seconds)].filter(Boolean).join(" · ") : t("never_ran")}
        </small>
      </div>
      <span className="job-outcomes">
        {job.outcome && <Outcome outcome={job.outcome} />}
        {job.stale && (
          <span className="outcome outcome-warning" title={job.stale}>
            {t("job_stale")}
          </span>
        )}
      </span>
      {job.can_start ? (
        <button
          type="button"
          className="button button-small"
          disabled={start.isPending || job.outcome === "under way"}
          onClick={() => start.mutate()}
        >
          <Play size={16} aria-hidden /> {t("run_now")}
          <span className="hidden-text">: {name}</span>
        </button>
      ) : (
        <code>{job.command}</code>
      )}
      {job.runs.length > 0 && <Details job={job} />}
    </li>
  );
}

function Outcome({ outcome }: { outcome: NonNullable<Job["outcome"]> }) {
  const isWrong = outcome === "failed" || outcome === "lost";
  return <span className={`outcome ${isWrong ? "outcome-problem" : outcome === "done" ? "outcome-ok" : ""}`}>{t(outcome === "under way" ? "outcome_under_way" : `outcome_${outcome}`)}</span>;
}

function Details({ job }: { job: Job }) {
  return (
    <details className="admin-more">
      <summary>
        <span className="hidden-text">{job.job_name}: </span>
        {counted(job.counts) || t("no_counts")}
      </summary>
      {job.errors.length > 0 && (
        <>
          <p className="wrong">{t("job_errors", { n: job.n_errors })}</p>
          <ul className="job-errors" lang="en">
            {job.errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        </>
      )}
      <p className="hint">{t("job_by", { holder: job.holder ?? "" })}</p>
      {job.runs.length > 1 && (
        <>
          <h3>{t("earlier_runs")}</h3>
          <ul className="job-runs">
            {job.runs.slice(1).map((run) => (
              <li key={run.started_at}>
                <Outcome outcome={run.outcome} /> {ago(run.started_at)} · {duration(run.seconds)} <small lang="en">{counted(run.counts)}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

/** "12 refreshed, 0 left", as the command says it. */
function counted(counts: Job["counts"]): string {
  return Object.entries(counts)
    .filter(([, value]) => typeof value === "number")
    .map(([name, value]) => `${number(value as number)} ${name.replace(/^n_/, "").replaceAll("_", " ")}`)
    .join(", ");
}
