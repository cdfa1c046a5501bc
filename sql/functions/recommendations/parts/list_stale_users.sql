-- list_stale_users: list the users whose neighbors must be recomputed, in the order of the work.
-- Called by refresh_stale_neighbors. Neighbors are stale after a change of taste, after a week, or if a user with
-- ratings has none. Users who can log in come first, and among them the oldest neighbors.
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
