-- describe_my_review: return a reader's own review of an item; `review` is null if there is none.
-- Called by get_my_review, write_review and delete_review.
create or replace function cinelibre.describe_my_review(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'review', case when r.body is not null then jsonb_build_object(
            'id', r.id,
            'text', r.body,
            'has_spoilers', r.has_spoilers,
            'written_at', r.written_at,
            'changed_at', r.changed_at,
            'is_hidden', r.hidden_at is not null
        ) end
    )
    from cinelibre.items as i
    left join cinelibre.reviews as r on r.user_id = describe_my_review.user_id and r.item_id = i.id
    where i.id = describe_my_review.item_id;
$$;
