-- get_items_by_id: return items as lists show them, in the order asked for; unknown ids are left out.
-- GET /items. An id asked for twice is answered once.
create or replace function public.get_items_by_id(
    item_ids integer[],
    caller_id integer default null,
    caller_version integer default null
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce((
        select json_agg(d.item order by d.place)
        from cinelibre.describe_items(get_items_by_id.item_ids, caller.user_id) as d
    ), '[]')
    from cinelibre.allow_caller(get_items_by_id.caller_id, get_items_by_id.caller_version) as caller (user_id);
$$;
