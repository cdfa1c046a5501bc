-- list_exported_shelf: list a page of the items that a user has marked as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_shelf(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        s.item_id,
        jsonb_strip_nulls(jsonb_build_object(
            'item', cinelibre.refer_to_item(s.item_id),
            'watchlist_at', s.on_watchlist_at,
            'hidden_at', s.hidden_at,
            'hidden_by', s.hidden_by,
            'seen_at', s.seen_at,
            'favorite_at', s.favorite_at,
            'opinion', s.opinion,
            'opinion_at', s.opinion_at
        ))
    from cinelibre.shelf as s
    where s.user_id = list_exported_shelf.user_id
        and s.item_id > list_exported_shelf.after
    order by s.item_id
    limit list_exported_shelf.page_limit;
$$;
