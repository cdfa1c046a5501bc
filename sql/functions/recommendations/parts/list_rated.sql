-- list_rated: return a user's rated items, newest first, as an array of items and one of ratings.
-- Called by build_reader and refresh_neighbors. Implied ratings count too, and
-- what the user muted does not (cinelibre.influences).
create or replace function cinelibre.list_rated(user_id integer, item_limit integer default 1000)
returns table (item_ids integer[], ratings real[])
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        coalesce(array_agg(h.item_id order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.rating order by h.rated_at desc, h.item_id), '{}')
    from (
        select r.item_id, r.rating, r.rated_at
        from cinelibre.ratings as r
        where r.user_id = list_rated.user_id
            and not exists (
                select
                from cinelibre.influences as i
                where i.user_id = r.user_id and i.kind = 'item' and i.item_id = r.item_id and i.weight = 0
            )
        order by r.rated_at desc, r.item_id
        limit list_rated.item_limit
    ) as h;
$$;
