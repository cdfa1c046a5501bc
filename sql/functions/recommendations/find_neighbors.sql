-- find_neighbors: whose taste is nearest to that of somebody with these ratings, nearest first.
-- Called by refresh_neighbors, and for the history of somebody without an account. Pearson's correlation over the items
-- both rated (0 where it is undefined), weighed by how much of what either rated the other did:
-- w = (r + 1) / 2 · (n / √((n_u + 30) (n_v + 30)))^1.5: two who rated three things alike are not the same yet. The
-- rarest of a long history are compared: they tell most, and cost least. The nearest fifty are kept, of those with
-- fifteen ratings or more, whose lists go by EASE, twenty-five; no more than have rating_limit ratings together, but
-- ten at least: a list reads all that they rated.
create or replace function cinelibre.find_neighbors(
    item_ids integer[],
    ratings real[],
    excluded_id integer default null,
    neighbor_limit integer default null,
    item_limit integer default 200,
    damping float8 default 30,
    overlap_power float8 default 1.5,
    rating_limit integer default 20000
)
returns table (user_id integer, weight float8, correlation float8, common integer)
language sql
stable
rows 50
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
set work_mem = '32MB'
as $$
    with mine as materialized (
        select h.item_id, h.rating::float8 as rating
        from unnest(find_neighbors.item_ids, find_neighbors.ratings) as h (item_id, rating)
        left join cinelibre.item_stats as s on s.item_id = h.item_id
        order by coalesce(s.rater_count, 0), h.item_id
        limit find_neighbors.item_limit
    ),
    shared as materialized (
        select
            r.user_id,
            count(*)::float8 as n,
            coalesce(corr(m.rating, r.rating::float8), 0) as correlation
        from mine as m
        join cinelibre.ratings as r on r.item_id = m.item_id
        where r.user_id is distinct from find_neighbors.excluded_id
        group by r.user_id
    ),
    weighed as (
        select
            s.user_id,
            (s.correlation + 1) / 2 * power(
                s.n / sqrt((mine_count.n + find_neighbors.damping) * (u.rating_count + find_neighbors.damping)),
                find_neighbors.overlap_power
            ) as weight,
            s.correlation,
            s.n,
            u.rating_count
        from shared as s
        join cinelibre.users as u on u.id = s.user_id
        cross join (select count(*)::float8 as n from mine) as mine_count
    )
    select
        n.user_id,
        n.weight,
        n.correlation,
        n.n::integer
    from (
        select
            nearest.*,
            row_number() over by_weight as place,
            sum(nearest.rating_count) over by_weight as n_ratings
        from (
            select w.*
            from weighed as w
            where w.weight > 0
            order by w.weight desc, w.user_id
            limit coalesce(
                find_neighbors.neighbor_limit,
                case when cardinality(find_neighbors.item_ids) < 15 then 50 else 25 end
            )
        ) as nearest
        window by_weight as (order by nearest.weight desc, nearest.user_id)
    ) as n
    where n.place <= 10
        or n.n_ratings <= find_neighbors.rating_limit
    order by n.place;
$$;
