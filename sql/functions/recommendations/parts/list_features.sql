-- list_features: return one item's features with their shares; a neighboring decade has half a share.
-- Called by list_likings, list_by_pairs and list_catalogue_features.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.list_features(genres text[], language text, year integer, people text[])
returns table (kind text, name text, share float8)
language sql
immutable
rows 10
as $$
    select 'genre', g.name, 1::float8
    from unnest(list_features.genres) as g (name)
    union all
    select 'language', list_features.language, 1::float8
    where list_features.language is not null
    union all
    select 'decade', (list_features.year / 10 * 10 + near.years)::text, near.share
    from (values (0, 1::float8), (-10, 0.5::float8), (10, 0.5::float8)) as near (years, share)
    where list_features.year is not null
    union all
    select 'person', p.name, 1::float8
    from (select distinct n.name from unnest(list_features.people) as n (name)) as p;
$$;
