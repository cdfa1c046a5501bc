-- list_moving: the items that most is going on with, first those with most, without what is known.
-- Called by get_trending_items. Of a work the edition that most is going on with.
create or replace function cinelibre.list_moving(item_type text, known_ids integer[], item_limit integer)
returns table (item_id integer, work_id integer, score float8)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select s.item_id, i.work_id, s.trend * clock.now_factor
    from cinelibre.item_stats as s
    cross join (
        select exp(-ln(2::float8) * extract(epoch from now() - c.landmark)::float8 / (86400 * c.half_life_days)) as now_factor
        from cinelibre.decay_clocks as c
        where c.name = 'trend'
    ) as clock
    join cinelibre.items as i on i.id = s.item_id
    where s.trend > 0
        and i.item_type = coalesce(list_moving.item_type, i.item_type)
        and i.id <> all (list_moving.known_ids)
        and (
            i.work_id is null
            or not exists (
                select
                from cinelibre.items as e
                join cinelibre.item_stats as o on o.item_id = e.id
                where e.work_id = i.work_id and (o.trend, -e.id) > (s.trend, -i.id)
            )
        )
    order by s.trend desc, s.item_id
    limit list_moving.item_limit;
end;
$$;
