-- mark_item: put an item on the watchlist, hide it, or undo either; a second call changes nothing.
-- PUT and DELETE of /watchlist/… and /hidden/…. It writes an event only if the mark changes.
create or replace function public.mark_item(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    interaction_type text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(mark_item.caller_id, mark_item.caller_version, mark_item.acts_for) as c
    );
    _item_id integer := cinelibre.require_item(mark_item.item_id, mark_item.item_type);
begin
    perform cinelibre.lock_user(_user_id, mark_item.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    perform cinelibre.change_mark(_user_id, _item_id, mark_item.interaction_type);
    return cinelibre.describe_shelf(_user_id, _item_id);
end;
$$;
