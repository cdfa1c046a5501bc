-- list_by_taste: the best known items of the features somebody likes most, and of each two of these together.
-- Called by find_candidates. Of each the first per_feature that are not known.
create or replace function cinelibre.list_by_taste(
    likings cinelibre.liking[],
    known_ids integer[],
    item_types text[],
    per_feature integer default 20,
    n_features integer default 6
)
returns table (item_id integer)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with best as materialized (
        select l.kind, l.name
        from unnest(list_by_taste.likings) as l
        where l.liked > l.disliked and l.kind <> 'type'
        order by l.liked - l.disliked desc, l.kind, l.name
        limit list_by_taste.n_features
    ),
    known as materialized (select k.item_id from unnest(list_by_taste.known_ids) as k (item_id)),
    asked as (
        select b.kind, b.name from best as b
        union all
        select 'pair', one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name
        from best as one
        join best as other on (one.kind, one.name) < (other.kind, other.name)
    )
    select distinct found.item_id
    from asked as a
    join cinelibre.features as f on f.kind = a.kind and f.name = a.name and f.item_type = any (list_by_taste.item_types)
    cross join lateral (
        select b.item_id
        from unnest(f.item_ids) with ordinality as b (item_id, place)
        where b.item_id not in (select k.item_id from known as k)
        order by b.place
        limit list_by_taste.per_feature
    ) as found;
$$;
