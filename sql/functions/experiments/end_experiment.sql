-- end_experiment: end an experiment at once; its readers get lists of their own again.
-- `python -m api.jobs experiment stop`, stop_experiment, and the chore that found harm (stopped_by 'guardrail').
-- PT404 if there is none of that name, PT409 if it is over already.
create or replace function public.end_experiment(experiment_name text, stopped_by text, reason text)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _experiment cinelibre.experiments := cinelibre.require_experiment(end_experiment.experiment_name);
begin
    update cinelibre.experiments as e
    set stopped_at = now(), stopped_by = end_experiment.stopped_by, stop_reason = end_experiment.reason
    where e.id = _experiment.id
        and e.stopped_at is null
        and (e.ends is null or e.ends > now())
    returning e.* into _experiment;
    if not found then
        raise exception using errcode = 'PT409', message = 'experiment_over',
            detail = format('experiment_name: %s is over already.', end_experiment.experiment_name);
    end if;
    return cinelibre.describe_experiment(_experiment);
end;
$$;
