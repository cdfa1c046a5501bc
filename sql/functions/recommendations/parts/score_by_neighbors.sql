-- score_by_neighbors: score what neighbors rated, by how near they are and how they liked it.
-- Called by score_by_sources and get_collaborative_recommendations: Σ w · (1 if they gave 4 or more, else ¼). It is a
-- sum because an average would put one neighbor's obscure favorite first.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.score_by_neighbors(
    neighbor_ids integer[],
    weights real[],
    other_share float8 default 0.25
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return query
    select r.item_id, sum(n.weight * case when r.rating >= 4 then 1 else score_by_neighbors.other_share end)
    from unnest(score_by_neighbors.neighbor_ids, score_by_neighbors.weights) as n (user_id, weight)
    join cinelibre.ratings as r on r.user_id = n.user_id
    group by r.item_id;
end;
$$;
