-- get_trending_items: return one page of the items that trend, then of popular ones, and how long the list is.
-- GET /recommendations/trending. An item trends if at least three people did something with it lately. `method` says
-- trending or popular, and the score is that of the method. The list has list_limit items, whichever page is asked, so
-- that pages fit together, and nothing that the caller knows.
create or replace function public.get_trending_items(
    item_limit integer,
    item_skip integer,
    list_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
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
    from cinelibre.list_moving(get_trending_items.item_type, _known, get_trending_items.list_limit) as m;
    return (
        with list as materialized (
            select m.id, m.score, 'trending' as method from unnest(_moving, _scores) as m (id, score)
            union all
            select p.item_id, p.score, 'popular'
            from cinelibre.list_popular_now(
                get_trending_items.item_type,
                _known || case when _moving is not null then cinelibre.list_editions(_moving) end,
                get_trending_items.list_limit - coalesce(cardinality(_moving), 0)
            ) as p
        ),
        page as materialized (
            select l.* from list as l order by l.method desc, l.score desc, l.id offset item_skip limit item_limit
        )
        select json_build_object(
            'total', (select count(*) from list),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(d.item, json_build_object('score', p.score, 'method', p.method, 'like_count', null))
                    order by p.method desc, p.score desc, p.id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.id from page as o), _caller_id) as d on d.item_id = p.id
    );
end;
$$;
