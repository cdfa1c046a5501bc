-- get_measured_experiments: return the experiments whose readers are counted: those that run, and those that ended lately.
-- The chore `experiment-measure`. Clicks and returns come for a week after the last list.
create or replace function public.get_measured_experiments(days_after integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(jsonb_build_object('name', e.name, 'is_running', cinelibre.is_running(e)) order by e.id), '[]'
    )
    from cinelibre.experiments as e
    where e.starts <= now()
        and coalesce(least(e.stopped_at, e.ends), now()) > now() - make_interval(days => days_after);
$$;
