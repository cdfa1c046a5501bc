-- get_item_neighbors: return to an admin an item, what is known of it, and its neighbors of every kind.
-- GET /admin/items/{item_id}. PT404 if there is no such item.
create or replace function public.get_item_neighbors(
    caller_id integer,
    caller_version integer,
    item_id integer,
    neighbor_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _admin_id integer := cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_item_neighbors.caller_id, get_item_neighbors.caller_version, get_item_neighbors.acts_for
        ) as c
    ));
    _own cinelibre.items := (select i from cinelibre.items as i where i.id = get_item_neighbors.item_id);
begin
    if _own.id is null then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = format('There is no item with the id %s.', get_item_neighbors.item_id);
    end if;
    return (
        with near as materialized (
            select n.*, cinelibre.name_item(n.other_id) as named
            from cinelibre.list_kin(_own.id, _own.item_type, neighbor_limit) as n
        )
        select jsonb_build_object(
            'item', (select d.item from cinelibre.describe_items(array[_own.id], null) as d),
            'facts', cinelibre.describe_item_facts(_own.id),
            'neighbors', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('kind', n.kind, 'place', n.place, 'value', n.value) || n.named
                        order by n.kind, n.place
                    ),
                    '[]'
                )
                from near as n
                where n.named is not null -- a model may know an item that was deleted since
            )
        )
    );
end;
$$;
