-- list_own_functions: list the functions that CineLibre made, in whatever schema.
-- Called by describe_open_grants and describe_closed_grants.
create or replace function cinelibre.list_own_functions()
returns table (id oid, name text)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select p.oid, n.nspname || '.' || p.proname
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    left join cinelibre.shipped_functions as s
        on s.schema_name = n.nspname
        and s.function_name = p.proname
    where n.nspname = 'cinelibre'
        or s.function_name is not null;
$$;
