-- count_rated: count the items of each type in a user's history, as JSON.
-- Called by describe_rows.
create or replace function cinelibre.count_rated(for_reader cinelibre.reader)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(counted.item_type, counted.n), '{}')
    from (
        select i.item_type, count(*) as n
        from unnest((for_reader).item_ids) as h (item_id)
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select own.item_type from cinelibre.items as own where own.id = h.item_id limit 1
        ) as i
        group by i.item_type
    ) as counted;
$$;
