-- get_shelf: return how a user has marked one item, or raise PT404 if there is no such item.
-- GET /watchlist/{item_type}/{item_id}, GET /hidden/{item_type}/{item_id}.
create or replace function public.get_shelf(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_shelf(caller.user_id, cinelibre.require_item(get_shelf.item_id, get_shelf.item_type))
    from cinelibre.require_caller(get_shelf.caller_id, get_shelf.caller_version, get_shelf.acts_for) as caller;
$$;
