-- find_neighbors: find the users whose taste is nearest to a history, nearest first.
-- Called by refresh_neighbors, build_reader and build_visitor. docs/algorithms.md has the formula, a constrained Pearson
-- correlation. Without neighbor_limit a short history gets fifty neighbors. From fifteen ratings on, EASE carries a
-- list, and twenty-five are enough.
create or replace function cinelibre.find_neighbors(
    item_ids integer[],
    ratings real[],
    excluded_id integer default null,
    neighbor_limit integer default null,
    item_limit integer default 200,
    damping float8 default 30,
    overlap_power float8 default 1.5,
    rating_limit integer default 20000,
    middle float8 default 2.75,
    short_limit integer default 50,
    long_limit integer default 25,
    long_from integer default 15
)
returns table (user_id integer, weight float8, correlation float8, common integer)
language sql
stable
rows 50
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
as $$
    with mine as materialized (
        select h.item_id, h.rating - find_neighbors.middle as x
        from unnest(find_neighbors.item_ids, find_neighbors.ratings::float8[]) as h (item_id, rating)
        left join cinelibre.item_stats as s on s.item_id = h.item_id
        order by coalesce(s.rater_count, 0), h.item_id
        limit find_neighbors.item_limit
    ),
    shared as materialized (
        select r.user_id, count(*) as n,
            sum(m.x * (r.rating - middle)) / sqrt(sum(m.x * m.x) * sum((r.rating - middle) * (r.rating - middle))) as r
        from mine as m
        join cinelibre.ratings as r on r.item_id = m.item_id
        where r.user_id is distinct from find_neighbors.excluded_id
        group by r.user_id
    ),
    nearest as (
        select s.user_id, s.r, s.n, u.rating_count,
            s.r * power(s.n / sqrt((own.n + damping) * (u.rating_count + damping)), overlap_power) as weight
        from shared as s
        join cinelibre.users as u on u.id = s.user_id
        cross join (select count(*) as n from mine) as own
        where s.r > 0
        order by weight desc, s.user_id
        limit coalesce(neighbor_limit, case when cardinality(find_neighbors.item_ids) < long_from then short_limit else long_limit end)
    ),
    counted as (
        select n.*, row_number() over by_weight as place, sum(n.rating_count) over by_weight as n_ratings
        from nearest as n
        window by_weight as (order by n.weight desc, n.user_id)
    )
    select c.user_id, c.weight, c.r, c.n::integer
    from counted as c where c.place <= 10 or c.n_ratings <= find_neighbors.rating_limit
    order by c.place;
$$;
