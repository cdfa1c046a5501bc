-- record_evaluation: keep what an evaluation measured, and delete all but the newest kept_count.
-- `python -m api.jobs evaluate`, if a database is configured.
create or replace function public.record_evaluation(measures jsonb, versions jsonb, kept_count integer default 100)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
begin
    insert into cinelibre.evaluations as e (measures, versions)
    values (record_evaluation.measures, record_evaluation.versions)
    returning e.id into _id;
    delete from cinelibre.evaluations as e
    where e.id <= (
        select former.id
        from cinelibre.evaluations as former
        order by former.id desc
        offset record_evaluation.kept_count
        limit 1
    );
    return _id;
end;
$$;
