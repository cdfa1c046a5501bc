-- apply_stars: set and delete a user's star ratings as their events say; return the items whose rating was deleted.
-- Called by apply_interactions. For each item, the newest event counts. An event that arrives late neither overwrites a
-- newer rating nor brings back a deleted one.
create or replace function cinelibre.apply_stars(user_id integer, interaction_ids bigint[])
returns integer[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with newest as materialized (
        select distinct on (e.item_id) e.item_id, e.rating, e.occurred_at
        from cinelibre.interactions as e
        where e.id = any (apply_stars.interaction_ids)
            and e.item_id is not null
            and (e.rating is not null or e.interaction_type = 'unrate')
            and not exists (
                select
                from cinelibre.interactions as later
                where later.user_id = apply_stars.user_id
                    and later.occurred_at > e.occurred_at
                    and later.item_id = e.item_id
                    and (later.rating is not null or later.interaction_type = 'unrate')
            )
        order by e.item_id, e.occurred_at desc, e.id desc
    ),
    written as (
        insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
        select apply_stars.user_id, n.item_id, n.rating, 'rating', n.occurred_at
        from newest as n
        where n.rating is not null
        order by n.item_id
        on conflict on constraint ratings_pkey do update
        set rating = excluded.rating,
            source = excluded.source,
            rated_at = excluded.rated_at
        where r.source <> 'rating' or r.rated_at <= excluded.rated_at
    ),
    taken_back as (
        delete from cinelibre.ratings as r
        using newest as n
        where r.user_id = apply_stars.user_id
            and r.item_id = n.item_id
            and r.source = 'rating'
            and n.rating is null
            and r.rated_at <= n.occurred_at
        returning r.item_id
    )
    select coalesce(array_agg(t.item_id order by t.item_id), '{}')
    from taken_back as t;
$$;
