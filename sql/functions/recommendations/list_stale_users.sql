-- list_stale_users: the users whose neighbors are to be computed anew, in the order in which they are.
-- Called by refresh_stale_neighbors. Stale are neighbors of a former taste, those a week old, and those of somebody with
-- ratings who has none yet. Who can log in comes first, and of them whose are oldest.
create or replace function cinelibre.list_stale_users()
returns table (user_id integer, place bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        u.id,
        row_number() over (order by u.email is null, n.computed_at nulls first, u.id)
    from cinelibre.users as u
    left join cinelibre.user_neighbors as n on n.user_id = u.id
    where (u.rating_count > 0 or n.user_id is not null)
        and (
            n.user_id is null
            or n.taste_version <> u.taste_version
            or n.computed_at <= now() - interval '7 days'
        );
$$;
