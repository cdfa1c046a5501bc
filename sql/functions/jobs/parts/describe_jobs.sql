-- describe_jobs: return the newest run of each job and the time since the job last succeeded.
-- Called by get_health and get_doctor_facts. It leaves out the texts of errors, because they can contain titles.
create or replace function cinelibre.describe_jobs()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'job_name', newest.job_name,
                'started_at', newest.started_at,
                'ended_at', newest.ended_at,
                'outcome', newest.outcome,
                'seconds', newest.seconds,
                'counts', newest.counts,
                'n_errors', cardinality(newest.errors),
                'idle_seconds', round(extract(epoch from now() - since.began_at))
            )
            order by newest.job_name
        ),
        '[]'
    )
    from cinelibre.list_job_runs() as newest
    cross join lateral (
        select coalesce(max(j.ended_at) filter (where j.outcome = 'done'), min(j.started_at)) as began_at
        from cinelibre.job_runs as j
        where j.job_name = newest.job_name
    ) as since
    where newest.place = 1;
$$;
