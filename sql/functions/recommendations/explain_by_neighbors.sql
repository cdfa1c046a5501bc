-- explain_by_neighbors: how many neighbors rated each of some items, how many gave 4 or more, and what they gave on average.
-- Called by gather_evidence. Only neighbors who have at least least_common items in common with the reader, or all of a
-- shorter history, and who agree on these (r > 0): of others one cannot say that they have the same taste. Counted by the
-- ratings of now, since stored neighbors may be a week old. They stay nameless.
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
set random_page_cost = 1.1
as $$
begin
    return query
    with mine as materialized (
        select h.item_id, h.rating - explain_by_neighbors.middle as x
        from unnest(for_reader.item_ids, for_reader.ratings) as h (item_id, rating)
    ),
    rated as materialized (
        select r.user_id, r.item_id, r.rating
        from unnest(for_reader.neighbor_ids) as n (user_id)
        join cinelibre.ratings as r on r.user_id = n.user_id
        where explain_by_neighbors.chosen_ids <> '{}'
    ),
    near as materialized (
        select r.user_id
        from rated as r
        join mine as m on m.item_id = r.item_id
        group by r.user_id
        having count(*) >= least(explain_by_neighbors.least_common, cardinality(for_reader.item_ids))
            and sum(m.x * (r.rating - explain_by_neighbors.middle)) > 0
    )
    select r.item_id, json_build_object(
        'count', count(*),
        'n_liked', count(*) filter (where r.rating >= 4),
        'average', round(avg(r.rating)::numeric, 2),
        'is_simulated', coalesce(bool_or(u.external_id like 'simulated:%'), false)
    )
    from near as n
    join cinelibre.users as u on u.id = n.user_id
    join rated as r on r.user_id = n.user_id
    where r.item_id = any (explain_by_neighbors.chosen_ids)
    group by r.item_id;
end;
$$;
