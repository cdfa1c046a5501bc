-- list_popular_now: list what is popular now, by likes here and popularity at the sources, without known items.
-- Called by get_public_carousels, and by get_trending_items if too little trends. If a type's source does not tell what
-- is popular now, its numbers of raters count. Items with neither are left out, because ids alone would order them.
-- A work has one edition.
create or replace function cinelibre.list_popular_now(item_type text, known_ids integer[], item_limit integer)
returns table (item_id integer, score float8)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with pool as materialized (
        select known.id
        from cinelibre.catalogue_totals as t
        cross join lateral cinelibre.list_best_known(
            t.item_type,
            case when t.popularity_total >= 0.001 then 'now' else 'ever' end,
            list_popular_now.known_ids,
            list_popular_now.item_limit
        ) as known (id)
        where t.item_type = coalesce(list_popular_now.item_type, t.item_type)
        union
        (
            select i.id
            from cinelibre.item_stats as s
            join cinelibre.items as i on i.id = s.item_id
            where s.like_count > 0
                and i.item_type = coalesce(list_popular_now.item_type, i.item_type)
                and i.id <> all (list_popular_now.known_ids)
            order by s.like_count desc, i.id
            limit 2 * list_popular_now.item_limit
        )
    ),
    scored as (
        select
            i.id,
            coalesce(i.work_id, i.id) as work_id,
            case
                when i.external_popularity > 0
                    then cinelibre.rate_popularity(coalesce(s.like_count, 0), 1, t.popularity_total / i.external_popularity)
                else cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
            end as score
        from pool
        join cinelibre.items as i on i.id = pool.id
        join cinelibre.catalogue_totals as t on t.item_type = i.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
    ),
    best as (select s.*, row_number() over (partition by s.work_id order by s.score desc, s.id) as edition from scored as s)
    select b.id, b.score
    from best as b
    where b.edition = 1 and b.score > 0
    order by b.score desc, b.id
    limit list_popular_now.item_limit;
end;
$$;
