-- score_by_neighbors: what neighbors rated, by how near they are and how they liked it, tempered by how common it is.
-- A source of candidates. A sum, not an average, which would put one neighbor's obscure favourite first:
-- Σ w · (1 where they gave 4 or more, else ¼) / raters^0.1.
create or replace function cinelibre.score_by_neighbors(
    neighbor_ids integer[],
    weights real[],
    other_share float8 default 0.25,
    commonness_power float8 default 0.1
)
returns table (item_id integer, score float8)
language sql
stable
rows 2000
set search_path = cinelibre, public, extensions, pg_temp
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
    ) as rated
    join cinelibre.item_stats as s on s.item_id = rated.item_id
    where s.rater_count > 0;
$$;
