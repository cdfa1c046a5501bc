-- list_exported_feedback: list a page of what a user said of items on lists as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_feedback(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        f.id,
        jsonb_strip_nulls(jsonb_build_object(
            'item', cinelibre.refer_to_item(f.item_id),
            'kind', f.kind,
            'comment', f.comment,
            'reason_source', f.reason_source,
            'reason_key', f.reason_key,
            'recommendation_id', f.recommendation_id,
            'place', f.place,
            'score', f.score,
            'variant', f.variant,
            'contributions', f.contributions,
            'given_at', f.given_at
        ))
    from cinelibre.feedback as f
    where f.user_id = list_exported_feedback.user_id
        and f.id > list_exported_feedback.after
    order by f.id
    limit list_exported_feedback.page_limit;
$$;
