-- scan_by_vector: find the items of one type whose vectors are nearest to a vector, without known items.
-- Called by find_beyond_models and find_alike. The walk of the index skips known items, so a user who knows the nearest
-- five hundred still gets the next. The type is a literal because the index is partial.
-- A larger ef_search finds more and costs more.
create or replace function cinelibre.scan_by_vector(
    item_type text,
    near vector,
    known_ids integer[],
    conditions text,
    scan_limit integer,
    ef_search integer default 100
)
returns table (item_id integer, similarity float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 100 -- set_config replaces it below; declared here, PostgreSQL restores it at the end
set hnsw.iterative_scan = strict_order -- lets the walk go on past known items
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    if scan_by_vector.near is null then
        return;
    end if;
    if scan_by_vector.conditions <> 'true' then
        return query
        select f.item_id, 1 - f.distance
        from cinelibre.models as m
        cross join lateral cinelibre.scan_by_meaning(
            scan_by_vector.item_type,
            scan_by_vector.near::halfvec,
            m.id,
            format('%s and i.id <> all (%L::integer[])', scan_by_vector.conditions, scan_by_vector.known_ids),
            scan_by_vector.scan_limit
        ) as f
        where m.kind = 'embedding'
            and m.is_active;
        return;
    end if;
    -- Only for this call: PostgreSQL restores the setting when the function returns, so the function stays stable.
    perform set_config('hnsw.ef_search', scan_by_vector.ef_search::text, true);
    return query execute format(
        'select n.item_id, 1 - n.distance from ('
        ' select e.item_id, e.embedding <=> $1 as distance from cinelibre.item_embeddings as e'
        ' where e.item_type = %L and e.item_id <> all ($2) order by e.embedding <=> $1 limit %s'
        ') as n',
        scan_by_vector.item_type, scan_by_vector.scan_limit
    )
    using scan_by_vector.near::halfvec, scan_by_vector.known_ids;
end;
$$;
