-- explain_by_neighbors: how many neighbors rated each of some items, how many gave 4 or more, and what they gave on average.
-- Called by gather_evidence. Only neighbors who have at least least_common items in common with the reader, or all of a
-- shorter history, and agree on these: of others one cannot say that they have the same taste. Counted by the ratings of
-- now, since stored neighbors may be a week old. They stay nameless.
create or replace function cinelibre.explain_by_neighbors(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    least_common integer default 3
)
returns table (item_id integer, found json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
declare
    _near integer[] := case when explain_by_neighbors.chosen_ids <> '{}' then cinelibre.list_agreeing(
        for_reader.neighbor_ids, for_reader.item_ids, for_reader.ratings, explain_by_neighbors.least_common
    ) end;
begin
    return query
    with near as materialized (
        select n.user_id, u.external_id like 'simulated:%' as is_simulated
        from unnest(_near) as n (user_id)
        join cinelibre.users as u on u.id = n.user_id
    )
    select r.item_id, json_build_object(
        'count', count(*),
        'n_liked', count(*) filter (where r.rating >= 4),
        'average', round(avg(r.rating)::numeric, 2),
        'is_simulated', bool_or(coalesce(n.is_simulated, false))
    )
    from near as n
    join cinelibre.ratings as r on r.user_id = n.user_id and r.item_id = any (explain_by_neighbors.chosen_ids)
    group by r.item_id;
end;
$$;
