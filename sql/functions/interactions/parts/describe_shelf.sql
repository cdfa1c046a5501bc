-- describe_shelf: return how a user has marked an item.
-- Called by mark_item, get_shelf and describe_mine.
create or replace function cinelibre.describe_shelf(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'on_watchlist_at', cinelibre.tell_moment(s.on_watchlist_at),
        'hidden_at', cinelibre.tell_moment(s.hidden_at),
        'seen_at', cinelibre.tell_moment(s.seen_at),
        'favorite_at', cinelibre.tell_moment(s.favorite_at),
        'opinion', s.opinion
    )
    from cinelibre.items as i
    left join cinelibre.shelf as s on s.user_id = describe_shelf.user_id and s.item_id = i.id
    where i.id = describe_shelf.item_id;
$$;
