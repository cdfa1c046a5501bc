-- list_job_runs: list every run with its seconds and its position among the runs of its job, newest first.
-- Called by get_job_runs and describe_jobs.
create or replace function cinelibre.list_job_runs()
returns table (
    id integer,
    job_name text,
    holder text,
    started_at timestamptz,
    ended_at timestamptz,
    seconds float8,
    outcome text,
    counts jsonb,
    errors text[],
    place bigint
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        j.id,
        j.job_name,
        j.holder,
        j.started_at,
        j.ended_at,
        round(extract(epoch from coalesce(j.ended_at, j.beat_at) - j.started_at), 1)::float8,
        coalesce(j.outcome, case when j.beat_at < cinelibre.last_beat_of_the_dead() then 'lost' else 'under way' end),
        j.counts,
        j.errors,
        row_number() over (partition by j.job_name order by j.id desc)
    from cinelibre.job_runs as j;
$$;
