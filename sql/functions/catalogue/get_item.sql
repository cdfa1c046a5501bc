-- get_item: return everything we know of one item, whatever its type, or raise PT404.
-- GET /items/{item_id}. It answers what get_movie or get_book does.
create or replace function public.get_item(
    item_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        cinelibre.describe_movie(get_item.item_id, caller.user_id),
        cinelibre.describe_book(get_item.item_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no item with the id %s.', get_item.item_id))
    )
    from cinelibre.allow_caller(get_item.caller_id, get_item.caller_version) as caller (user_id);
$$;
