-- get_experiments: return to an admin the newest experiments, newest first.
-- GET /admin/experiments.
create or replace function public.get_experiments(
    caller_id integer,
    caller_version integer,
    experiment_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_experiment_list(get_experiments.experiment_limit)
    from cinelibre.require_caller(get_experiments.caller_id, get_experiments.caller_version, get_experiments.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
