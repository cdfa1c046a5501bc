-- list_own_tables: list the tables that CineLibre made.
-- Called by describe_open_grants and describe_closed_grants.
create or replace function cinelibre.list_own_tables()
returns table (id oid, name text, has_row_security boolean)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select c.oid, 'cinelibre.' || c.relname, c.relrowsecurity
    from pg_class as c
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind in ('r', 'p');
$$;
