-- describe_mine: return a user's marks of an item with their stars or the implied rating; null without a user.
-- Called by get_movie and get_book.
create or replace function cinelibre.describe_mine(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_shelf(describe_mine.user_id, describe_mine.item_id) || jsonb_build_object(
        'rating', case r.source when 'rating' then r.rating end,
        'rating_id', case r.source when 'rating' then r.id end,
        'implied', case when r.source <> 'rating' then jsonb_build_object('rating', r.rating, 'source', r.source) end
    )
    from (select describe_mine.user_id as id) as reader
    left join cinelibre.ratings as r on r.user_id = reader.id and r.item_id = describe_mine.item_id
    where reader.id is not null;
$$;
