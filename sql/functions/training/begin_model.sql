-- begin_model: the id of a new model of a kind, not in use yet. What was begun before and never finished is removed.
-- `python -m api.jobs train`.
create or replace function public.begin_model(kind text, name text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
begin
    delete from cinelibre.models as m
    where m.kind = begin_model.kind
        and not m.is_active;
    insert into cinelibre.models (kind, name)
    values (begin_model.kind, begin_model.name)
    returning id into _id;
    return _id;
end;
$$;
