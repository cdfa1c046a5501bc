-- stop_experiment: let an admin end an experiment at once.
-- POST /admin/experiments/{experiment_name}/stop. The event says who did it.
create or replace function public.stop_experiment(
    caller_id integer,
    caller_version integer,
    experiment_name text,
    reason text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _admin_id integer := cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(stop_experiment.caller_id, stop_experiment.caller_version, stop_experiment.acts_for) as c
    ));
begin
    insert into cinelibre.audit_events (actor_id, action) values (_admin_id, 'stop experiment ' || stop_experiment.experiment_name);
    return public.end_experiment(stop_experiment.experiment_name, 'operator', stop_experiment.reason);
end;
$$;
