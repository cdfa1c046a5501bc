-- change_mark: set a mark or take it back by an event; return the event's id, or null if the shelf says so already.
-- Called by mark_item and by feedback, which have locked the user and the item.
create or replace function cinelibre.change_mark(user_id integer, item_id integer, interaction_type text)
returns bigint
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _event_id bigint;
begin
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select change_mark.user_id, change_mark.item_id, change_mark.interaction_type, clock_timestamp()
    from cinelibre.list_event_marks(change_mark.interaction_type, null, null) as wanted
    where wanted.is_set <> exists (
        select
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        where s.user_id = change_mark.user_id
            and s.item_id = change_mark.item_id
            and marks.mark = wanted.mark
    )
    limit 1
    returning id into _event_id;
    if _event_id is not null then
        perform cinelibre.apply_interactions(change_mark.user_id, array[_event_id]);
    end if;
    return _event_id;
end;
$$;
