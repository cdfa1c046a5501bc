-- begin_job: start a run of a job and return its id; the run is the job's lease until it ends.
-- Called by every job. A run without a sign of life loses its lease and is recorded as lost. While another run is
-- alive, the caller gets PT409.
create or replace function public.begin_job(job_name text, holder text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
    _other cinelibre.job_runs;
begin
    update cinelibre.job_runs as j
    set ended_at = now(),
        outcome = 'lost'
    where j.job_name = begin_job.job_name
        and j.ended_at is null
        and j.beat_at < cinelibre.last_beat_of_the_dead();
    insert into cinelibre.job_runs (job_name, holder)
    values (begin_job.job_name, begin_job.holder)
    on conflict do nothing
    returning id into _id;
    if _id is null then
        select j.* into _other
        from cinelibre.job_runs as j
        where j.job_name = begin_job.job_name
            and j.ended_at is null;
        raise exception using
            errcode = 'PT409',
            message = 'job_under_way',
            detail = format(
                '%s is under way: begun %s by %s, last sign of life %s seconds ago. Without one for %s seconds it makes way.',
                begin_job.job_name, to_char(_other.started_at at time zone 'utc', 'YYYY-MM-DD HH24:MI "UTC"'), _other.holder,
                extract(epoch from now() - _other.beat_at)::integer,
                extract(epoch from now() - cinelibre.last_beat_of_the_dead())::integer
            );
    end if;
    return _id;
end;
$$;
