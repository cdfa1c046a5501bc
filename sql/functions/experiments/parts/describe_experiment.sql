-- describe_experiment: return an experiment as operators see it, with its state and how many readers entered it.
-- Called by begin_experiment, get_experiment_list, get_experiment_moments and end_experiment. The weights that a blend stood for
-- when the experiment was made (`bands`) are left out.
create or replace function cinelibre.describe_experiment(experiment cinelibre.experiments)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'name', experiment.name,
        'state', case
            when experiment.stopped_at is not null then 'stopped'
            when cinelibre.is_running(experiment) then 'running'
            when experiment.starts > now() then 'planned'
            else 'ended'
        end,
        'variants', (
            select jsonb_agg(
                v.body || jsonb_build_object('settings', (v.body -> 'settings') - array['bands', 'uses_trained'])
                order by v.place
            )
            from jsonb_array_elements(experiment.variants) with ordinality as v (body, place)
        ),
        'share', experiment.share,
        'salt', experiment.salt,
        'most_worse', experiment.most_worse,
        'starts', experiment.starts,
        'ends', experiment.ends,
        'stopped_at', experiment.stopped_at,
        'stopped_by', experiment.stopped_by,
        'stop_reason', experiment.stop_reason,
        'measured_at', experiment.measured_at,
        'n_readers', (
            select count(*) from cinelibre.experiment_readers as r where r.experiment_id = experiment.id
        )
    );
$$;
