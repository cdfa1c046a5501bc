-- begin_model: create a model that is not in use yet and return its id; unfinished models of its kind are deleted.
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
