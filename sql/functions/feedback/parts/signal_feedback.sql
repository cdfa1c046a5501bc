-- signal_feedback: record feedback as the event that it stands for; return the moment of the event that tells it now.
-- Called by record_feedback. An event without a mark is recorded once a list and item. A mark that is set already stays
-- as it is: the moment is that of earlier feedback that set it, and null if the reader set it otherwise.
create or replace function cinelibre.signal_feedback(
    user_id integer,
    recommendation_id uuid,
    item_id integer,
    signal text
)
returns timestamptz
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _has_mark boolean := exists (select from cinelibre.list_event_marks(signal_feedback.signal, null, null));
    _told_at timestamptz := (
        select max(f.signaled_at)
        from cinelibre.feedback as f
        where f.user_id = signal_feedback.user_id
            and f.item_id = signal_feedback.item_id
            and f.signal = signal_feedback.signal
            and (_has_mark or f.recommendation_id = signal_feedback.recommendation_id)
    );
    _event_id bigint;
begin
    if _has_mark then
        _event_id := cinelibre.change_mark(user_id, item_id, signal);
    elsif signal_feedback.signal is not null and _told_at is null then
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, context)
        values (
            signal_feedback.user_id, signal_feedback.item_id, signal_feedback.signal, clock_timestamp(),
            jsonb_build_object('recommendation_id', signal_feedback.recommendation_id)
        )
        returning id into _event_id;
    end if;
    return coalesce((select e.occurred_at from cinelibre.interactions as e where e.id = _event_id), _told_at);
end;
$$;
