-- list_by_taste: list the best known items that have most of what a user likes.
-- Called by find_beyond_models; docs/algorithms.md explains the features ("Taste"). It reads per_feature unknown items
-- of each liked feature and of each pair. An item scores the sum of the features whose lists have it.
create or replace function cinelibre.list_by_taste(
    likings cinelibre.liking[],
    known_ids integer[],
    item_types text[],
    item_limit integer,
    per_feature integer default 30,
    n_features integer default 6
)
returns table (item_id integer)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with best as materialized (
        select l.kind, l.name, l.liked - l.disliked as strength
        from unnest(list_by_taste.likings) as l
        where l.liked > l.disliked and l.kind <> 'type'
        order by strength desc, l.kind, l.name
        limit list_by_taste.n_features
    ),
    asked as (
        select b.kind, b.name, b.strength from best as b
        union all
        select 'pair', one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name, one.strength + other.strength
        from best as one
        join best as other on (one.kind, one.name) < (other.kind, other.name)
    )
    select found.item_id
    from asked as a
    join cinelibre.features as f on f.kind = a.kind and f.name = a.name and f.item_type = any (list_by_taste.item_types)
    cross join lateral (
        select b.item_id, b.place
        from unnest(f.item_ids) with ordinality as b (item_id, place)
        where b.item_id not in (select unnest(list_by_taste.known_ids))
        order by b.place
        limit list_by_taste.per_feature
    ) as found
    group by found.item_id
    order by sum(a.strength) desc, min(found.place), found.item_id
    limit list_by_taste.item_limit;
end;
$$;
