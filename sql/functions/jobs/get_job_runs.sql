-- get_job_runs: return the newest runs of one job, or the newest run of every job.
-- `python -m api.jobs status`, and the scheduler.
create or replace function public.get_job_runs(job_name text default null, run_limit integer default 20)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(r) order by r.started_at desc, r.id desc), '[]')
    from cinelibre.list_job_runs() as r
    where case when get_job_runs.job_name is null then r.place = 1 else r.job_name = get_job_runs.job_name end
        and r.place <= get_job_runs.run_limit;
$$;
