-- compare_genres: return the cosine of each item's genres to those of one item; rare genres weigh more.
-- Called by compare_items, which passes the others' genres as pairs of an item and a name. Null if there are no genres.
-- A genre that was not counted yet gets unknown_rarity, as if one item in twenty had it.
create or replace function cinelibre.compare_genres(
    own_genres text[],
    item_types text[],
    item_ids integer[],
    names text[],
    unknown_rarity float8 default 3
)
returns table (other_id integer, likeness float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _own text[] := array(select lower(o.name) from unnest(compare_genres.own_genres) as o (name));
begin
    return query
    with weighed as materialized (
        select
            g.item_id,
            sqrt(sum(g.square)) as norm,
            coalesce(sum(g.square) filter (where g.is_shared), 0) as shared
        from (
            select
                n.item_id,
                coalesce(r.rarity * r.rarity, compare_genres.unknown_rarity ^ 2) as square,
                n.name = any (_own) as is_shared
            from (
                select 0 as item_id, unnest(_own) as name
                union -- not all: an item may name a genre twice, in other capitals
                select unnest(compare_genres.item_ids), lower(unnest(compare_genres.names))
            ) as n
            left join cinelibre.weigh_rarity(compare_genres.item_types) as r on r.name = n.name
        ) as g
        group by g.item_id
    )
    select w.item_id, w.shared / nullif(w.norm * own.norm, 0)
    from weighed as w
    join weighed as own on own.item_id = 0
    where w.item_id <> 0;
end;
$$;
