-- describe_items: return items as lists show them, in the order of their ids, each with what a user did with it.
-- Called by every function that answers a list of items as JSON. Unknown ids are left out. Without a user, `mine` is null.
-- The item is json, whose members stand in the order of the columns; `widen` adds others at the end.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_items(item_ids integer[], user_id integer)
returns table (place bigint, item_id integer, item json)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select asked.place, asked.id, row_to_json(shown)
    from unnest(describe_items.item_ids) with ordinality as asked (id, place)
    left join cinelibre.list_mine(describe_items.user_id, describe_items.item_ids) as own on own.item_id = asked.id
    cross join lateral (select c.*, own.mine from cinelibre.item_columns(asked.id) as c) as shown
    order by asked.place;
end;
$$;
