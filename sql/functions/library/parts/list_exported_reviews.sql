-- list_exported_reviews: list a page of a user's reviews as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_reviews(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.item_id,
        jsonb_build_object(
            'item', cinelibre.refer_to_item(r.item_id),
            'review', r.body,
            'has_spoilers', r.has_spoilers,
            'written_at', r.written_at,
            'changed_at', r.changed_at,
            'is_hidden', r.hidden_at is not null
        )
    from cinelibre.reviews as r
    where r.user_id = list_exported_reviews.user_id
        and r.body is not null
        and r.item_id > list_exported_reviews.after
    order by r.item_id
    limit list_exported_reviews.page_limit;
$$;
