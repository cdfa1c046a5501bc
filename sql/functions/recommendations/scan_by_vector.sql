-- scan_by_vector: the items of one type whose vectors are nearest to one, without those that are known.
-- Called by find_beyond_models and get_similar_items. What is known is skipped inside the walk of the index, so that
-- somebody who has seen the five hundred nearest still gets the next. The type is a literal: the index is partial.
-- ef_search is how many the walk keeps in view; what it costs grows with it.
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
set hnsw.ef_search = 100
set hnsw.iterative_scan = strict_order
set max_parallel_workers_per_gather = 0
set random_page_cost = 1.1
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
    -- Of this call alone: what the function sets is put back when it returns, so it is still stable.
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
