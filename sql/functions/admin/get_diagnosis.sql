-- get_diagnosis: return to an admin what the database is judged by.
-- GET /admin/doctor. api/doctor decides what is wrong, as for the job `doctor`.
create or replace function public.get_diagnosis(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_doctor_facts()
    from cinelibre.require_caller(get_diagnosis.caller_id, get_diagnosis.caller_version, get_diagnosis.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
