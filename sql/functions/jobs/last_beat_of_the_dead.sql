-- last_beat_of_the_dead: the moment since when a run must have shown a sign of life, or its lease has expired.
-- Called by begin_job and read_job_runs. Twenty beats may be missed: a database may be away for some minutes.
create or replace function cinelibre.last_beat_of_the_dead()
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select now() - interval '10 minutes';
$$;
