-- score_by_neighbors: what neighbors rated, by how near they are and how they liked it, tempered by how common it is.
-- A source of candidates. A sum, not an average, which would put one neighbor's obscure favourite first:
-- Σ w · (1 where they gave 4 or more, else ¼) / raters^0.1. The thousand with the largest sums are tempered: raters^0.1
-- is 1 to 3, so that none of the others would come near the first hundred.
create or replace function cinelibre.score_by_neighbors(
    neighbor_ids integer[],
    weights real[],
    other_share float8 default 0.25,
    commonness_power float8 default 0.1
)
returns table (item_id integer, score float8)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
as $$
    select
        rated.item_id,
        rated.points / power(s.rater_count, score_by_neighbors.commonness_power)
    from (
        select
            r.item_id,
            sum(n.weight * case when r.rating >= 4 then 1 else score_by_neighbors.other_share end) as points
        from unnest(score_by_neighbors.neighbor_ids, score_by_neighbors.weights) as n (user_id, weight)
        join cinelibre.ratings as r on r.user_id = n.user_id
        group by r.item_id
        order by points desc, r.item_id
        limit 1000
    ) as rated
    cross join lateral (
        select t.rater_count from cinelibre.item_stats as t where t.item_id = rated.item_id and t.rater_count > 0 limit 1
    ) as s;
$$;
