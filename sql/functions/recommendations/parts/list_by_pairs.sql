-- list_by_pairs: list an item's rarest pairs of two genres, or of a genre and a language, with their best known items.
-- Called by find_alike. An item's genres also count by themselves, because it may have only one.
create or replace function cinelibre.list_by_pairs(genres text[], language text, item_type text, n_pairs integer)
returns table (name text, item_ids integer[])
language sql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with own as (
        select f.kind, f.name
        from cinelibre.list_features(list_by_pairs.genres, list_by_pairs.language, null, null) as f
    )
    select f.name, f.item_ids
    from (
        select 'pair' as kind, one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name as name
        from own as one
        join own as other on (one.kind, one.name) < (other.kind, other.name)
        union all
        select o.kind, o.name
        from own as o
        where o.kind = 'genre'
    ) as wanted
    join cinelibre.features as f
        on f.kind = wanted.kind and f.name = wanted.name and f.item_type = list_by_pairs.item_type
    order by f.share, f.kind, f.name
    limit list_by_pairs.n_pairs;
$$;
