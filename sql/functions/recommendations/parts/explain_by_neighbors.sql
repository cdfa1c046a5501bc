-- explain_by_neighbors: count the neighbors who rated each chosen item, and average their ratings.
-- Called by gather_evidence. A neighbor must share least_common items with the reader, or all of a shorter history, and
-- agree on them (r > 0). Otherwise we cannot claim that they have the same taste.
-- It reads present ratings, because stored neighbors may be a week old. Neighbors stay anonymous.
create or replace function cinelibre.explain_by_neighbors(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    least_common integer default 3,
    middle float8 default 2.75
)
returns table (item_id integer, found json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
set enable_nestloop = off -- a nested loop compares every rating with the whole history (docs/plans.md 3)
as $$
begin
    return query
    with rated as materialized (
        select r.user_id, r.item_id, r.rating, mine.rating as own, chosen.item_id is not null as is_chosen
        from cinelibre.ratings as r
        left join unnest(for_reader.item_ids, for_reader.ratings) as mine (item_id, rating) on mine.item_id = r.item_id
        left join unnest(explain_by_neighbors.chosen_ids) as chosen (item_id) on chosen.item_id = r.item_id
        where r.user_id = any (case when explain_by_neighbors.chosen_ids <> '{}' then for_reader.neighbor_ids end)
            and (mine.item_id is not null or chosen.item_id is not null)
    ),
    near as materialized (
        select r.user_id, (
            select u.external_id like 'simulated:%' from cinelibre.users as u where u.id = r.user_id
        ) as is_simulated
        from rated as r
        where r.own is not null
        group by r.user_id
        having count(*) >= least(explain_by_neighbors.least_common, cardinality(for_reader.item_ids))
            and sum((r.own - explain_by_neighbors.middle) * (r.rating - explain_by_neighbors.middle)) > 0
    )
    select r.item_id, json_build_object(
        'count', count(*),
        'n_liked', count(*) filter (where r.rating >= 4),
        'average', round(avg(r.rating)::numeric, 2),
        'is_simulated', coalesce(bool_or(n.is_simulated), false)
    )
    from near as n
    join rated as r on r.user_id = n.user_id and r.is_chosen
    group by r.item_id;
end;
$$;
