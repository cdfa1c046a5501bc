-- last_beat_of_the_dead: return the time before which a run's last sign of life means that it is lost.
-- Called by begin_job and list_job_runs. Twenty beats may be missed, because a database may be away for some minutes.
create or replace function cinelibre.last_beat_of_the_dead()
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select now() - interval '10 minutes';
$$;
