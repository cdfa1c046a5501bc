-- describe_feedback: return feedback as its reader sees it.
-- Called by record_feedback and get_feedback.
create or replace function cinelibre.describe_feedback(given cinelibre.feedback)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', given.id,
        'recommendation_id', given.recommendation_id,
        'item_id', given.item_id,
        'kind', given.kind,
        'comment', given.comment,
        'reason_source', given.reason_source,
        'reason_key', given.reason_key,
        'place', given.place,
        'score', given.score,
        'variant', given.variant,
        'given_at', cinelibre.tell_moment(given.given_at)
    );
$$;
