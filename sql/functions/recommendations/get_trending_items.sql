-- get_trending_items: the items that most is going on with, without what the caller knows.
-- GET /recommendations/trending. Events decay with a half-life of a week; where too few things happened, what is most
-- popular at the sources right now fills up, of a work the edition that is. One plan for all: with a null type in sight
-- the planner takes all items to be a hundred, and sorts them (30 ms instead of 2, in the first five calls of every
-- connection).
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
    with moving as materialized (
        select m.item_id as id, m.work_id, m.score
        from cinelibre.list_moving(get_trending_items.item_type, _known, get_trending_items.item_limit) as m
    ),
    filling as (
        select i.id, 0::float8 as score
        from cinelibre.items as i
        where i.item_type = coalesce(get_trending_items.item_type, i.item_type)
            and i.id <> all (_known)
            and not exists (select from moving as m where m.id = i.id or m.work_id = i.work_id)
            and (
                i.work_id is null
                or not exists (
                    select
                    from cinelibre.items as e
                    where e.work_id = i.work_id
                        and (coalesce(e.external_popularity, -1), e.prominence, -e.id)
                        > (coalesce(i.external_popularity, -1), i.prominence, -i.id)
                )
            )
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
