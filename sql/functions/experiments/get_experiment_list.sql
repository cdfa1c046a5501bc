-- get_experiment_list: return the newest experiments, newest first.
-- `python -m api.jobs experiment list`, and get_experiments.
create or replace function public.get_experiment_list(experiment_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(cinelibre.describe_experiment(newest) order by newest.id desc), '[]')
    from (
        select e.* from cinelibre.experiments as e order by e.id desc limit get_experiment_list.experiment_limit
    ) as newest;
$$;
