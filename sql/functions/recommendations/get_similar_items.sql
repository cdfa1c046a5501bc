-- get_similar_items: return one page of the items most like one item, of its type or the other, and how many there are.
-- GET /recommendations/similar/{item_type}/{item_id}. The item's other editions are left out, and a work has one
-- edition. Unless include_seen, the caller's known items are left out. The list has list_limit items at most. PT404 if
-- there is no such item.
create or replace function public.get_similar_items(
    item_type text,
    item_id integer,
    item_limit integer,
    include_seen boolean,
    item_skip integer,
    threshold float8,
    list_limit integer,
    across text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_similar_items.caller_id, get_similar_items.caller_version);
    _item_id integer := cinelibre.require_item(get_similar_items.item_id, get_similar_items.item_type);
    _known integer[] := cinelibre.list_editions(array[_item_id]) || case
        when _caller_id is null or get_similar_items.include_seen then '{}'
        else cinelibre.list_known(_caller_id)
    end;
begin
    return (
        with found as materialized (
            select r.*
            from cinelibre.rank_alike(
                _item_id, get_similar_items.item_type, coalesce(get_similar_items.across, get_similar_items.item_type),
                _known, get_similar_items.threshold, get_similar_items.list_limit
            ) as r
        ),
        page as materialized (
            select f.*
            from found as f
            order by f.score desc, f.other_id
            offset get_similar_items.item_skip
            limit get_similar_items.item_limit
        )
        select json_build_object(
            'total', (select count(*) from found),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(shown.item, json_build_object('score', p.score, 'alike', p.alike || d.alike))
                    order by p.score desc, p.other_id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.other_id from page as o), _caller_id) as shown on shown.item_id = p.other_id
        join cinelibre.describe_likeness(_item_id, array(select o.other_id from page as o)) as d on d.other_id = p.other_id
    );
end;
$$;
