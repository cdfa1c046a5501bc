-- list_own_features: return what one item is, by kind and name: genres, language, decade, people, type.
-- Called by list_preferences and list_seen. Unlike list_features it leaves out the decades beside its own.
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
    select f.kind, f.name
    from cinelibre.list_features(list_own_features.genres, list_own_features.language, list_own_features.year, list_own_features.people) as f
    where f.share = 1
    union all
    select 'type', list_own_features.item_type;
$$;
