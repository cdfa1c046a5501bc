-- get_trending_items: return the items that trend, then popular ones, without what the caller knows.
-- GET /recommendations/trending. An item trends if at least three people did something with it lately. `method` says
-- trending or popular, and the score is that of the method.
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
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_trending_items.caller_id, get_trending_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
    _moving integer[];
    _scores float8[];
begin
    select array_agg(m.item_id order by m.score desc, m.item_id), array_agg(m.score order by m.score desc, m.item_id)
    into _moving, _scores
    from cinelibre.list_moving(get_trending_items.item_type, _known, get_trending_items.item_limit) as m;
    return query
    with found as (
        select m.id, m.score, 'trending' as method from unnest(_moving, _scores) as m (id, score)
        union all
        select p.item_id, p.score, 'popular'
        from cinelibre.list_popular_now(
            get_trending_items.item_type,
            _known || case when _moving is not null then cinelibre.list_editions(_moving) end,
            get_trending_items.item_limit - coalesce(cardinality(_moving), 0)
        ) as p
    ),
    shown as materialized (
        select f.* from found as f order by f.method desc, f.score desc, f.id limit get_trending_items.item_limit
    )
    select s.id, d.item || jsonb_build_object('score', s.score, 'method', s.method)
    from shown as s
    join cinelibre.describe_items(array(select o.id from shown as o), _caller_id) as d on d.item_id = s.id
    order by s.method desc, s.score desc, s.id;
end;
$$;
