-- get_experiment_moments: return an experiment, how many readers entered each variant, and the sums that a report is made of.
-- `python -m api.jobs experiment report`, get_experiment_report, and the chore that looks for harm. PT404 if there is none.
create or replace function public.get_experiment_moments(experiment_name text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'experiment', cinelibre.describe_experiment(e),
        'entered', (
            select coalesce(jsonb_object_agg(counted.variant, counted.n), '{}')
            from (
                select r.variant, count(*) as n
                from cinelibre.experiment_readers as r
                where r.experiment_id = e.id
                group by r.variant
            ) as counted
        ),
        'moments', (select coalesce(jsonb_agg(to_jsonb(m) order by m.variant, m.measure), '[]') from cinelibre.sum_moments(e.id) as m)
    )
    from cinelibre.require_experiment(get_experiment_moments.experiment_name) as e;
$$;
