-- undo_signal: undo what feedback that is no longer there had recorded; answer whether anything changed.
-- Called by delete_feedback. A mark is taken back if it is still the one that the feedback set and no other feedback
-- sets it. An event without a mark is deleted.
create or replace function cinelibre.undo_signal(given cinelibre.feedback)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _undoing text := (
        select kind.name
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        cross join lateral cinelibre.list_event_marks(given.signal, null, null) as own
        join cinelibre.interaction_types as kind on kind.undoes = given.signal
        where s.user_id = given.user_id
            and s.item_id = given.item_id
            and marks.mark = own.mark
            and marks.marked_at = given.signaled_at
            and not exists (
                select
                from cinelibre.feedback as other
                where other.user_id = given.user_id
                    and other.item_id = given.item_id
                    and other.signal = given.signal
            )
        order by kind.name
        limit 1
    );
begin
    if _undoing is not null then
        return cinelibre.change_mark(given.user_id, given.item_id, _undoing) is not null;
    end if;
    delete from cinelibre.interactions as e
    where e.user_id = given.user_id
        and e.item_id = given.item_id
        and e.interaction_type = given.signal
        and e.occurred_at = given.signaled_at
        and not exists (select from cinelibre.list_event_marks(given.signal, null, null));
    return found;
end;
$$;
