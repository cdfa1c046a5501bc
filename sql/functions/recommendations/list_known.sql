-- list_known: the items a user has rated, liked, disliked, seen or hidden: never to be recommended.
-- Called by get_recommendations and its like.
create or replace function cinelibre.list_known(user_id integer)
returns integer[]
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(known.item_id), '{}')
    from (
        select r.item_id
        from cinelibre.ratings as r
        where r.user_id = list_known.user_id
        union
        select s.item_id
        from cinelibre.shelf as s
        where s.user_id = list_known.user_id
            and coalesce(s.hidden_at, s.seen_at) is not null
    ) as known;
$$;
