-- describe_review: return a review as everybody may read it, with its author's name and stars, if there are any.
-- Called by get_reviews. Nothing in it is an account's number or address.
create or replace function cinelibre.describe_review(review_id integer, reader_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', r.id,
        'author', u.name,
        'rating', stars.rating,
        'is_mine', coalesce(r.user_id = describe_review.reader_id, false),
        'text', r.body,
        'has_spoilers', r.has_spoilers,
        'written_at', r.written_at,
        'changed_at', r.changed_at
    )
    from cinelibre.reviews as r
    join cinelibre.users as u on u.id = r.user_id
    left join cinelibre.ratings as stars on stars.user_id = r.user_id and stars.item_id = r.item_id and stars.source = 'rating'
    where r.id = describe_review.review_id;
$$;
