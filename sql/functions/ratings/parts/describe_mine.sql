-- describe_mine: return what list_mine does with the times of the marks, the implied rating and the note; null without
-- a user.
-- Called by describe_movie and describe_book.
create or replace function cinelibre.describe_mine(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_shelf(describe_mine.user_id, describe_mine.item_id) - array['item_id', 'item_type'] || own.mine::jsonb || jsonb_build_object(
        'rating_id', case r.source when 'rating' then r.id end,
        'implied', case when r.source <> 'rating' then jsonb_build_object('rating', r.rating, 'source', r.source) end,
        'note', n.body
    )
    from cinelibre.list_mine(describe_mine.user_id, array[describe_mine.item_id]) as own
    left join cinelibre.ratings as r on r.user_id = describe_mine.user_id and r.item_id = own.item_id
    left join cinelibre.notes as n on n.user_id = describe_mine.user_id and n.item_id = own.item_id;
$$;
