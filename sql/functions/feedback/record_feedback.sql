-- record_feedback: keep what a reader says of an item on a list of theirs, and count it as a signal at once.
-- POST /feedback. `signal` is the type of event that it stands for, null if it says nothing of the item. A second time
-- replaces comment and reason. PT404 if the list is not theirs or lacks the item, PT410 after a week.
create or replace function public.record_feedback(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    item_id integer,
    kind text,
    signal text,
    comment text,
    reason_source text,
    reason_key text,
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
        from cinelibre.require_caller(record_feedback.caller_id, record_feedback.caller_version, record_feedback.acts_for) as c
    ), record_feedback.acts_for);
    _list cinelibre.recommendation_lists := cinelibre.require_list(_user_id, record_feedback.recommendation_id);
    _entry record;
    _kept cinelibre.feedback;
begin
    select e.* into _entry from cinelibre.require_entry(_list, record_feedback.item_id) as e;
    if record_feedback.signal is not null then
        perform cinelibre.lock_items(array[record_feedback.item_id]);
    end if;
    insert into cinelibre.feedback as f
    (user_id, recommendation_id, item_id, kind, comment, reason_source, reason_key, place, score, variant,
    contributions, listed_at, signal, signaled_at)
    values (
        _user_id, _list.id, record_feedback.item_id, record_feedback.kind, record_feedback.comment,
        record_feedback.reason_source, record_feedback.reason_key, _entry.place, (_entry.body ->> 'score')::float8,
        coalesce(_entry.body ->> 'variant', _list.variant, 'default'), _entry.body -> 'contributions', _list.created_at,
        record_feedback.signal,
        cinelibre.signal_feedback(_user_id, _list.id, record_feedback.item_id, record_feedback.signal)
    )
    on conflict on constraint feedback_user_id_recommendation_id_item_id_kind_key do update
    set comment = excluded.comment,
        reason_source = excluded.reason_source,
        reason_key = excluded.reason_key,
        signaled_at = excluded.signaled_at
    returning f.* into _kept;
    return cinelibre.describe_feedback(_kept) || jsonb_build_object(
        'item_type', (select i.item_type from cinelibre.items as i where i.id = _kept.item_id)
    );
end;
$$;
