-- delete_seasons: delete the seasons of a name, or the one of them that begins on a day, and answer how many.
-- `python -m api.jobs seasons remove`.
create or replace function public.delete_seasons(name text, from_day date)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.seasons as s
    where s.name = delete_seasons.name
        and s.from_day = coalesce(delete_seasons.from_day, s.from_day);
    get diagnostics _n_deleted = row_count;
    return _n_deleted;
end;
$$;
