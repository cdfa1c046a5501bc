-- list_exported_ratings: list a page of a user's star ratings as an export has them, by item.
-- Called by get_library_page. Implied ratings are left out, because the shelf implies them again.
create or replace function cinelibre.list_exported_ratings(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.item_id,
        jsonb_build_object('item', cinelibre.refer_to_item(r.item_id), 'rating', r.rating, 'rated_at', r.rated_at)
    from cinelibre.ratings as r
    where r.user_id = list_exported_ratings.user_id
        and r.source = 'rating'
        and r.item_id > list_exported_ratings.after
    order by r.item_id
    limit list_exported_ratings.page_limit;
$$;
