-- delete_feedback: take feedback back, with the event or the mark that it set.
-- DELETE /feedback/{feedback_id}. The mark stays if the reader has set it anew since, or if other feedback of theirs
-- says the same of the item. PT404 if the caller gave no feedback with that id.
create or replace function public.delete_feedback(
    caller_id integer,
    caller_version integer,
    feedback_id integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_feedback.caller_id, delete_feedback.caller_version, delete_feedback.acts_for) as c
    ), delete_feedback.acts_for);
    _given cinelibre.feedback;
begin
    perform cinelibre.lock_items(array(
        select f.item_id from cinelibre.feedback as f where f.id = delete_feedback.feedback_id and f.user_id = _user_id
    ));
    if cinelibre.is_streaming() then
        perform cinelibre.queue_feedback(
            array(select f.id from cinelibre.feedback as f where f.id = delete_feedback.feedback_id and f.user_id = _user_id),
            'withdrawn'
        );
    end if;
    delete from cinelibre.feedback as f
    where f.id = delete_feedback.feedback_id
        and f.user_id = _user_id
    returning f.* into _given;
    if not found then
        raise exception using errcode = 'PT404', message = 'feedback_not_found',
            detail = format('You gave no feedback with the id %s.', delete_feedback.feedback_id);
    end if;
    perform cinelibre.undo_signal(_given);
    return cinelibre.describe_feedback(_given) || jsonb_build_object(
        'item_type', (select i.item_type from cinelibre.items as i where i.id = _given.item_id)
    );
end;
$$;
