-- get_seasons: return all seasons, by name and first day, and how many items each is about.
-- `python -m api.jobs seasons`, and `evaluate`, which judges lists without them.
create or replace function public.get_seasons()
returns table (
    name text,
    from_day date,
    to_day date,
    is_yearly boolean,
    keywords text[],
    genres text[],
    languages text[],
    weight float8,
    n_items integer
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.name, s.from_day, s.to_day, s.is_yearly, s.keywords, s.genres, s.languages, s.weight, cinelibre.count_seasonal(s)
    from cinelibre.seasons as s
    order by s.name, s.from_day;
$$;
