-- list_sharing_friends: list the friends who let a reader read their ratings, as the reader lets them.
-- Called by score_by_friends and explain_by_friends. Who rated least comes first; together they rated rating_limit
-- items at most, so that a list costs no more for somebody with many friends.
create or replace function cinelibre.list_sharing_friends(reader_id integer, rating_limit integer default 20000)
returns table (user_id integer, name text, person_id uuid)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select counted.id, counted.name, counted.person_id
    from (
        select u.id, u.name, u.person_id, sum(u.rating_count) over (order by u.rating_count, u.id) as n_ratings
        from cinelibre.list_friends(list_sharing_friends.reader_id) as f
        join cinelibre.users as u on u.id = f.user_id
        where u.shares_ratings
            and (select me.shares_ratings from cinelibre.users as me where me.id = list_sharing_friends.reader_id)
    ) as counted
    where counted.n_ratings <= list_sharing_friends.rating_limit
    order by counted.n_ratings, counted.id;
end;
$$;
