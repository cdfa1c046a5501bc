-- list_implied_ratings: return the rating that an item's marks on a user's shelf stand for, with its source and time.
-- Called by imply_ratings. The newest of opinion, favorite and hiding counts; at the same time, the better one.
-- That the item was seen counts only if no other mark is set.
create or replace function cinelibre.list_implied_ratings(user_id integer, item_ids integer[])
returns table (item_id integer, rating real, source text, rated_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select distinct on (s.item_id)
        s.item_id,
        kind.implied_rating,
        kind.name,
        said.set_at
    from cinelibre.shelf as s
    cross join lateral (
        values
        (s.opinion, s.opinion_at, 2),
        (case when s.favorite_at is not null then 'favorite' end, s.favorite_at, 2),
        (s.hidden_by, s.hidden_at, 2),
        (case when s.seen_at is not null then 'seen' end, s.seen_at, 1)
    ) as said (name, set_at, strength)
    join cinelibre.interaction_types as kind on kind.name = said.name
    where s.user_id = list_implied_ratings.user_id
        and s.item_id = any (list_implied_ratings.item_ids)
        and kind.implied_rating is not null
    order by s.item_id, said.strength desc, said.set_at desc, kind.implied_rating desc, kind.name;
$$;
