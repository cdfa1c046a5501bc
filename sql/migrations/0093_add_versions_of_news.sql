-- What tells a client that something of a reader's changed: stars_version counts the changes of their star ratings, which
-- friends may read, and people_version who asked them and how their friendships began and ended.
-- taste_version cannot stand for the first: it also counts what a reader hides and saves, which is nobody's business.
-- Both stand in the row that these writes change anyway, so that no write touches a row more.
alter table cinelibre.users
add column stars_version integer not null default 0,
add column people_version integer not null default 0;

create or replace function cinelibre.count_ratings()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        insert into cinelibre.item_stats as s (item_id, rater_count, rating_count, rating_sum, simulated_count, like_count)
        select
            n.item_id,
            count(*),
            count(*) filter (where n.source in ('rating', 'simulated')),
            coalesce(sum(n.rating::float8) filter (where n.source in ('rating', 'simulated')), 0),
            count(*) filter (where n.source = 'simulated'),
            count(*) filter (where n.rating >= 4)
        from new_ratings as n
        group by n.item_id
        order by n.item_id
        on conflict (item_id) do update
        set rater_count = s.rater_count + excluded.rater_count,
            rating_count = s.rating_count + excluded.rating_count,
            rating_sum = s.rating_sum + excluded.rating_sum,
            simulated_count = s.simulated_count + excluded.simulated_count,
            like_count = s.like_count + excluded.like_count;

        update cinelibre.users as u
        set rating_count = u.rating_count + added.n,
            taste_version = u.taste_version + 1,
            stars_version = u.stars_version + added.has_stars::integer
        from (
            select n.user_id, count(*) as n, bool_or(n.source = 'rating') as has_stars
            from new_ratings as n
            group by n.user_id
        ) as added
        where u.id = added.user_id;
        return null;
    end if;

    perform s.item_id
    from cinelibre.item_stats as s
    where s.item_id in (select o.item_id from old_ratings as o)
    order by s.item_id
    for no key update;

    if tg_op = 'DELETE' then
        update cinelibre.item_stats as s
        set rater_count = s.rater_count - gone.rater_count,
            rating_count = s.rating_count - gone.rating_count,
            rating_sum = s.rating_sum - gone.rating_sum,
            simulated_count = s.simulated_count - gone.simulated_count,
            like_count = s.like_count - gone.like_count
        from (
            select
                o.item_id,
                count(*) as rater_count,
                count(*) filter (where o.source in ('rating', 'simulated')) as rating_count,
                coalesce(sum(o.rating::float8) filter (where o.source in ('rating', 'simulated')), 0) as rating_sum,
                count(*) filter (where o.source = 'simulated') as simulated_count,
                count(*) filter (where o.rating >= 4) as like_count
            from old_ratings as o
            group by o.item_id
        ) as gone
        where s.item_id = gone.item_id;

        update cinelibre.users as u
        set rating_count = u.rating_count - gone.n,
            taste_version = u.taste_version + 1,
            stars_version = u.stars_version + gone.has_stars::integer
        from (
            select o.user_id, count(*) as n, bool_or(o.source = 'rating') as has_stars
            from old_ratings as o
            group by o.user_id
        ) as gone
        where u.id = gone.user_id;
        return null;
    end if;

    update cinelibre.item_stats as s
    set rating_count = s.rating_count + changed.rating_count,
        rating_sum = s.rating_sum + changed.rating_sum,
        simulated_count = s.simulated_count + changed.simulated_count,
        like_count = s.like_count + changed.like_count
    from (
        select
            both_ways.item_id,
            coalesce(sum(both_ways.way) filter (where both_ways.source in ('rating', 'simulated')), 0) as rating_count,
            coalesce(
                sum(both_ways.way * both_ways.rating::float8) filter (where both_ways.source in ('rating', 'simulated')),
                0
            ) as rating_sum,
            coalesce(sum(both_ways.way) filter (where both_ways.source = 'simulated'), 0) as simulated_count,
            coalesce(sum(both_ways.way) filter (where both_ways.rating >= 4), 0) as like_count
        from (
            select n.item_id, n.source, n.rating, 1 as way from new_ratings as n
            union all
            select o.item_id, o.source, o.rating, -1 from old_ratings as o
        ) as both_ways
        group by both_ways.item_id
    ) as changed
    where s.item_id = changed.item_id;

    update cinelibre.users as u
    set taste_version = u.taste_version + 1,
        stars_version = u.stars_version + changed.has_stars::integer
    from (
        select both_ways.user_id, bool_or(both_ways.source = 'rating') as has_stars
        from (
            select n.user_id, n.source from new_ratings as n
            union all
            select o.user_id, o.source from old_ratings as o
        ) as both_ways
        group by both_ways.user_id
    ) as changed
    where u.id = changed.user_id;
    return null;
end;
$$;
