-- get_trending_items: the items that most is going on with, without what the caller knows.
-- GET /recommendations/trending. Events decay with a half-life of a week; where too few things happened, what is most
-- popular at the sources right now fills up. One plan for all: with a null type in sight the planner takes all items
-- to be a hundred, and sorts them (30 ms instead of 2, in the first five calls of every connection).
create or replace function public.get_trending_items(
    item_limit integer default 20,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns table (item_id integer, item jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_trending_items.caller_id, get_trending_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
begin
    return query
    with clock as materialized (
        select exp(-ln(2::float8) * extract(epoch from now() - c.landmark)::float8 / (86400 * c.half_life_days)) as now_factor
        from cinelibre.decay_clocks as c
        where c.name = 'trend'
    ),
    moving as materialized (
        select s.item_id as id, s.trend * clock.now_factor as score
        from cinelibre.item_stats as s
        cross join clock
        join cinelibre.items as i on i.id = s.item_id
        where s.trend > 0
            and i.item_type = coalesce(get_trending_items.item_type, i.item_type)
            and i.id <> all (_known)
        order by s.trend desc, s.item_id
        limit get_trending_items.item_limit
    ),
    filling as (
        select i.id, 0::float8 as score
        from cinelibre.items as i
        where i.item_type = coalesce(get_trending_items.item_type, i.item_type)
            and i.id <> all (_known)
            and not exists (select from moving as m where m.id = i.id)
        order by i.external_popularity desc nulls last, i.prominence desc, i.id
        limit get_trending_items.item_limit - (select count(*) from moving)
    )
    select t.id, cinelibre.describe_item(t.id) || jsonb_build_object('score', t.score)
    from (
        select m.id, m.score, 1 as part, row_number() over (order by m.score desc, m.id) as place from moving as m
        union all
        select f.id, f.score, 2, row_number() over (order by i.external_popularity desc nulls last, i.prominence desc, i.id)
        from filling as f
        join cinelibre.items as i on i.id = f.id
    ) as t
    order by t.part, t.place
    limit get_trending_items.item_limit;
end;
$$;
