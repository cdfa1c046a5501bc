/** Experiments: what each compares, what was found so far, and a button that ends it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { t } from "../messages/admin/t";
import { date, percent } from "../messages/t";
import { ask } from "../ui/Question";
import { LinesSkeleton } from "../ui/Skeleton";
import { Failed } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { adminQueries, stopExperiment, type Experiment } from "./queries";
import { Report } from "./Report";
import { ago } from "./words";

export function Experiments() {
  const experiments = useQuery(adminQueries.experiments());
  if (experiments.isPending) return <LinesSkeleton count={6} />;
  if (!experiments.data) return <Failed error={experiments.error} retry={() => void experiments.refetch()} />;
  const all = experiments.data.experiments;
  return (
    <section className="insight experiments" aria-labelledby="experiments">
      <h2 id="experiments">{t("experiments")}</h2>
      <p className="hint">{t("experiments_hint")}</p>
      <p className="hint">
        {t("experiments_begin")} <code>python -m api.jobs experiment create bolder --variant control --variant &apos;bold=&#123;&quot;diversity&quot;: 0.4&#125;&apos;</code>
      </p>
      {all.length === 0 && <p>{t("no_experiments")}</p>}
      {all.map((experiment, n) => (
        <One key={experiment.name} experiment={experiment} isFirst={n === 0} />
      ))}
    </section>
  );
}

function One({ experiment, isFirst }: { experiment: Experiment; isFirst: boolean }) {
  const [isOpen, setOpen] = useState(isFirst);
  const { name, state, stopped_by: by, stop_reason: reason } = experiment;
  return (
    <section className="model experiment" aria-labelledby={`experiment-${name}`}>
      <div className="admin-head">
        <h3 id={`experiment-${name}`}>{name}</h3>
        <span className={`outcome ${state === "running" ? "outcome-ok" : by === "guardrail" ? "outcome-problem" : ""}`}>{t(by === "guardrail" ? "state_guardrail" : `state_${state}`)}</span>
      </div>
      <p className="hint">{facts(experiment).join(" · ")}</p>
      {reason && <p lang="en">{reason}</p>}
      <Variants experiment={experiment} />
      {(state === "running" || state === "planned") && <Stop name={name} />}
      {state !== "planned" && (
        <details className="admin-more" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("experiment_report")}</summary>
          {isOpen && <Report name={name} />}
        </details>
      )}
    </section>
  );
}

/** When it runs, who takes part, and when it was counted. */
function facts({ starts, stopped_at: stopped, ends, share, n_readers: n, measured_at: measured }: Experiment): string[] {
  const over = stopped ?? ends;
  return [
    over ? t("experiment_from_to", { from: date(starts), to: date(over) }) : t("experiment_from", { from: date(starts) }),
    t("experiment_share", { share: percent(share) }),
    t("experiment_readers", { n }),
    measured ? t("experiment_counted", { when: ago(measured) }) : t("experiment_uncounted"),
  ];
}

function Variants({ experiment: { variants } }: { experiment: Experiment }) {
  const total = variants.reduce((sum, { portion }) => sum + portion, 0);
  return (
    <dl className="pairs">
      {variants.map(({ name, portion, settings }, n) => (
        <Fragment key={name}>
          <dt>
            {name} {n === 0 && name !== "control" && t("control")}
          </dt>
          <dd>
            {percent(portion / total)} {Object.keys(settings).length > 0 ? <code>{JSON.stringify(settings)}</code> : <span className="hint">{t("as_everybody")}</span>}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Stop({ name }: { name: string }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => stopExperiment(name),
    onSuccess: () => say(t("experiment_stopped", { name })),
    onError: (error) => sayError(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["admin", "experiments"] }),
  });
  const askFirst = async () => {
    const title = t("stop_question", { name });
    if (await ask({ title, text: t("stop_means"), yes: t("stop_experiment"), no: t("stop_not") })) stop.mutate();
  };
  return (
    <button type="button" className="button button-small" disabled={stop.isPending} onClick={() => void askFirst()}>
      {t("stop_experiment")}
      <span className="hidden-text">: {name}</span>
    </button>
  );
}
