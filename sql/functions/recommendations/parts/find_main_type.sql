-- find_main_type: return the type of nearly all that a reader rated, from how many they rated of each; null if mixed.
-- Called by describe_rows. It is at least least_rated items of the type, and `mostly` of all.
create or replace function cinelibre.find_main_type(rated jsonb, least_rated integer, mostly float8)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select r.key
    from jsonb_each_text(find_main_type.rated) as r
    where r.value::integer >= greatest(
        find_main_type.least_rated,
        find_main_type.mostly * (select sum(a.value::integer) from jsonb_each_text(find_main_type.rated) as a)
    );
$$;
