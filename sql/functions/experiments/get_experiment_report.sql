-- get_experiment_report: return to an admin what the report of an experiment is made of.
-- GET /admin/experiments/{experiment_name}.
create or replace function public.get_experiment_report(
    caller_id integer,
    caller_version integer,
    experiment_name text,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_experiment_moments(get_experiment_report.experiment_name)
    from cinelibre.require_caller(
        get_experiment_report.caller_id, get_experiment_report.caller_version,
        get_experiment_report.acts_for
    ) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
