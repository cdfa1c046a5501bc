-- queue_feedback: leave an event in the outbox for each piece of feedback that was given, changed or withdrawn.
-- Called by stream_feedback, a trigger, and by delete_feedback, while the outbox is on. It answers how many. What a
-- reader wrote as a comment stays here.
create or replace function cinelibre.queue_feedback(feedback_ids integer[], status text)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            f.user_id,
            'feedback',
            1,
            jsonb_build_object(
                'feedback_id', f.id,
                'status', queue_feedback.status,
                'kind', f.kind,
                'item_id', f.item_id,
                'item_type', i.item_type,
                'recommendation_id', f.recommendation_id,
                'variant', f.variant,
                'place', f.place,
                'score', f.score,
                'contributions', f.contributions,
                'reason_source', f.reason_source,
                'reason_key', f.reason_key,
                'listed_at', f.listed_at,
                'given_at', f.given_at
            )
        from cinelibre.feedback as f
        join cinelibre.items as i on i.id = f.item_id
        where f.id = any (queue_feedback.feedback_ids)
        order by f.id
        returning id
    )
    select count(*)::integer from queued;
$$;
