-- compare_genres: the cosine of each item's genres to those of one: 1 where they are the same, the rarer the weightier.
-- Called by compare_items. unknown_rarity is of a genre that nobody counted yet: one in twenty.
create or replace function cinelibre.compare_genres(
    item_id integer,
    candidate_ids integer[],
    unknown_rarity float8 default 3
)
returns table (other_id integer, likeness float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    with described as materialized (
        select i.id, i.item_type, i.genres
        from unnest(array[compare_genres.item_id] || compare_genres.candidate_ids) as c (id)
        cross join lateral (
            select o.id, o.item_type, o.genres from cinelibre.items as o where o.id = c.id limit 1
        ) as i
    ),
    named as materialized (
        select d.id, lower(g.name) as name, coalesce(r.rarity, compare_genres.unknown_rarity) ^ 2 as square
        from described as d
        cross join lateral unnest(d.genres) as g (name)
        left join cinelibre.weigh_rarity('genre', array(select distinct t.item_type from described as t)) as r
            on r.name = lower(g.name)
    ),
    own as materialized (
        select n.name, sum(n.square) over () as norm from named as n where n.id = compare_genres.item_id
    )
    select
        n.id,
        coalesce(sum(n.square) filter (where o.name is not null), 0) / nullif(sqrt(sum(n.square) * max(norm.whole)), 0)
    from named as n
    cross join (select max(w.norm) as whole from own as w) as norm
    left join own as o on o.name = n.name
    where n.id <> compare_genres.item_id
    group by n.id;
end;
$$;
