-- end_job: record a run's outcome, counts and first hundred errors; answer whether it still held its lease.
-- Called by every job.
create or replace function public.end_job(
    run_id integer,
    outcome text,
    counts jsonb,
    errors text[]
)
returns boolean
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with ended as (
        update cinelibre.job_runs as j
        set ended_at = now(),
            beat_at = now(),
            outcome = end_job.outcome,
            counts = end_job.counts,
            errors = end_job.errors[:100]
        where j.id = end_job.run_id
            and j.ended_at is null
        returning j.id
    )
    select exists (select from ended);
$$;
