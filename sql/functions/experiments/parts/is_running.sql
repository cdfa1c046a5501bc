-- is_running: say whether an experiment has begun and is not over.
-- Called by find_variant, describe_experiment and get_measured_experiments. Inlined: it stands in the way of every list.
create or replace function cinelibre.is_running(experiment cinelibre.experiments)
returns boolean
language sql
stable
as $$
    select experiment.stopped_at is null
        and experiment.starts <= now()
        and (experiment.ends is null or experiment.ends > now());
$$;
