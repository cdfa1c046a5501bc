-- beat_job: record that a run is alive, with its counts so far; answer whether it still holds its lease.
-- Every job calls it every half minute.
create or replace function public.beat_job(run_id integer, counts jsonb default null)
returns boolean
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with beaten as (
        update cinelibre.job_runs as j
        set beat_at = now(),
            counts = coalesce(beat_job.counts, j.counts)
        where j.id = beat_job.run_id
            and j.ended_at is null
        returning j.id
    )
    select exists (select from beaten);
$$;
