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
    _event_id bigint;
begin
    perform cinelibre.lock_user(_user_id, mark_item.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select _user_id, _item_id, mark_item.interaction_type, clock_timestamp()
    from cinelibre.list_event_marks(mark_item.interaction_type, null, null) as wanted
    where wanted.is_set <> exists (
        select
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        where s.user_id = _user_id
            and s.item_id = _item_id
            and marks.mark = wanted.mark
    )
    limit 1
    returning id into _event_id;
    if _event_id is not null then
        perform cinelibre.apply_interactions(_user_id, array[_event_id]);
    end if;
    return cinelibre.describe_shelf(_user_id, _item_id);
end;
$$;
