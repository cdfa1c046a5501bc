-- get_jobs: return to an admin the newest runs of every job, with what went wrong in them.
-- GET /admin/jobs. Errors can contain titles; whoever runs the service may read them. The first error_limit are told.
create or replace function public.get_jobs(
    caller_id integer,
    caller_version integer,
    run_limit integer,
    error_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with admin as materialized (
        select cinelibre.require_admin(c.user_id) as user_id
        from cinelibre.require_caller(get_jobs.caller_id, get_jobs.caller_version, get_jobs.acts_for) as c
    ),
    runs as materialized (
        select r.* from cinelibre.list_job_runs() as r where r.place <= get_jobs.run_limit
    )
    select (
        select coalesce(
            jsonb_agg(
                job || jsonb_build_object(
                    'holder', newest.holder,
                    'errors', to_jsonb(newest.errors[:get_jobs.error_limit]),
                    'runs', (
                        select jsonb_agg(
                            jsonb_build_object('started_at', r.started_at, 'seconds', r.seconds, 'outcome', r.outcome, 'counts', r.counts)
                            order by r.place
                        )
                        from runs as r
                        where r.job_name = newest.job_name
                    )
                )
                order by newest.job_name
            ),
            '[]'
        )
        from runs as newest
        join jsonb_array_elements(cinelibre.describe_jobs()) as job on job ->> 'job_name' = newest.job_name
        where newest.place = 1
    )
    from admin as a
    where a.user_id is not null;
$$;
