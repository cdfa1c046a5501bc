-- start_chore: write down that an admin starts a chore, and refuse everybody else.
-- POST /admin/jobs/{job_name}/runs, before the chore takes its lease by begin_job.
create or replace function public.start_chore(
    caller_id integer,
    caller_version integer,
    job_name text,
    acts_for integer default null
)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.audit_events as a (actor_id, action)
        select cinelibre.require_admin(caller.user_id), 'start ' || start_chore.job_name
        from cinelibre.require_caller(start_chore.caller_id, start_chore.caller_version, start_chore.acts_for) as caller
        returning a.id
    )
    select jsonb_build_object('audit_event_id', w.id) from written as w;
$$;
