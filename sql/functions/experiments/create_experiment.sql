-- create_experiment: let an admin begin an experiment.
-- POST /admin/experiments. The event says who did it.
create or replace function public.create_experiment(
    caller_id integer,
    caller_version integer,
    definition jsonb,
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
        from cinelibre.require_caller(create_experiment.caller_id, create_experiment.caller_version, create_experiment.acts_for) as c
    ));
begin
    insert into cinelibre.audit_events (actor_id, action) values (_admin_id, 'create experiment ' || (create_experiment.definition ->> 'name'));
    return public.begin_experiment(create_experiment.definition);
end;
$$;
