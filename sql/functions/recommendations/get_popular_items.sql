-- get_popular_items: return one page of what is most liked here and best known elsewhere, and how long the list is.
-- GET /recommendations/popular. The list has list_limit items at most, whichever page is asked, so that pages fit
-- together. It has nothing that the caller knows.
create or replace function public.get_popular_items(
    item_limit integer,
    filters jsonb,
    item_skip integer,
    list_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null,
    n_spare integer default 5
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_popular_items.caller_id, get_popular_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
begin
    return (
        with list as materialized (
            select r.*
            from cinelibre.rank_popular(
                get_popular_items.item_type, _known, cinelibre.build_conditions(get_popular_items.filters),
                get_popular_items.list_limit, get_popular_items.n_spare
            ) as r
        ),
        page as materialized (
            select l.* from list as l order by l.score desc, l.item_id offset item_skip limit item_limit
        )
        select json_build_object(
            'total', (select count(*) from list),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(d.item, json_build_object('score', p.score, 'method', null, 'like_count', p.like_count))
                    order by p.score desc, p.item_id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.item_id from page as o), _caller_id) as d on d.item_id = p.item_id
    );
end;
$$;
