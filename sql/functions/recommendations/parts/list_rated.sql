-- list_rated: return a user's newest rated items, newest first, as an array of items, one of ratings and one of shares.
-- Called by build_reader, refresh_neighbors and whatever else asks what a user rated. A share is how much a rating counts:
-- by its age before the newest one (age_of_rating), times what the user set (list_shares). Implied ratings count too;
-- what counts nothing is left out.
create or replace function cinelibre.list_rated(
    user_id integer,
    item_limit integer default 1000,
    until timestamptz default 'infinity'
)
returns table (item_ids integer[], ratings real[], shares float8[])
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with newest as materialized (
        select
            r.item_id,
            r.rating,
            r.rated_at,
            extract(epoch from first_value(r.rated_at) over (order by r.rated_at desc) - r.rated_at)::float8 / 86400 as days
        from cinelibre.ratings as r
        where r.user_id = list_rated.user_id
            and r.rated_at < list_rated.until
        order by r.rated_at desc, r.item_id
        limit list_rated.item_limit
    ),
    shared as (
        select n.item_id, n.rating, n.rated_at, cinelibre.age_of_rating(n.days) * coalesce(s.share, 1) as share
        from newest as n
        left join cinelibre.list_shares(list_rated.user_id, array(select o.item_id from newest as o)) as s on s.item_id = n.item_id
        where coalesce(s.share, 1) > 0
    )
    select
        coalesce(array_agg(h.item_id order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.rating order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.share order by h.rated_at desc, h.item_id), '{}')
    from shared as h;
end;
$$;
