-- list_own_features: return what one item is, by kind and name: genres, language, decade, people, type.
-- Called by list_preferences. Unlike list_features it leaves out the decades beside its own.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.list_own_features(
    item_type text,
    genres text[],
    language text,
    year integer,
    people text[]
)
returns table (kind text, name text)
language sql
immutable
rows 10
as $$
    select 'type', list_own_features.item_type
    union all
    select 'language', list_own_features.language
    where list_own_features.language is not null
    union all
    select 'decade', (list_own_features.year / 10 * 10)::text
    where list_own_features.year is not null
    union all
    select 'genre', g.name
    from unnest(list_own_features.genres) as g (name)
    union all
    select 'person', p.name
    from (select distinct n.name from unnest(list_own_features.people) as n (name)) as p;
$$;
