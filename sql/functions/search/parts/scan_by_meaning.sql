-- scan_by_meaning: find the items of one type that are nearest to a vector among those that pass a filter.
-- Called by find_by_meaning, match_by_meaning and scan_by_vector. Without a filter it uses the HNSW index. A
-- filter that passes up to 100,000 items compares all their sketches. A wider filter walks the index until enough items
-- pass, and compares sketches if the walk gives up. docs/algorithms.md has the measured recall.
create or replace function cinelibre.scan_by_meaning(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    exact_below integer default 100000,
    n_compared integer default 500
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 160 -- pgvector's 40 would cap a list at 40 rows
set hnsw.iterative_scan = relaxed_order -- lets a filtered walk go on until enough items pass
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
set work_mem = '16MB' -- keeps sorts and hashes in memory
as $$
declare
    _is_filtered boolean := scan_by_meaning.conditions <> 'true';
    _limit integer := least(scan_by_meaning.scan_limit, case when _is_filtered then 40 end);
    _passing text := format(
        'join (select s.*, s.item_id as id from cinelibre.item_sketches as s where s.item_type = %L) as i on i.id = e.item_id and %s',
        scan_by_meaning.item_type, scan_by_meaning.conditions
    );
    _is_walked boolean := not _is_filtered
        or cinelibre.count_expected(scan_by_meaning.item_type, scan_by_meaning.conditions) > scan_by_meaning.exact_below;
    _found integer[] := '{}'::integer[];
    _distances float8[];
begin
    if (
        select c.reltuples from pg_class as c where c.oid = to_regclass(format('cinelibre.item_embeddings_%s_hnsw', item_type))
    ) > 100000 then
        -- Only for this call: PostgreSQL restores the setting when the function returns, so the function stays stable.
        perform set_config('hnsw.ef_search', '300', true);
    end if;
    if _is_walked then
        execute format(
            'select array_agg(n.item_id), array_agg(n.distance) from ('
            ' select e.item_id, e.embedding <=> $1 as distance from cinelibre.item_embeddings as e %s'
            ' where e.item_type = %L and e.model_id = $2 order by e.embedding <=> $1 limit %s'
            ') as n',
            case when _is_filtered then _passing end, scan_by_meaning.item_type, _limit
        )
        into _found, _distances using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
    end if;
    if not _is_filtered or coalesce(cardinality(_found), 0) >= _limit then
        return query select * from unnest(_found, _distances);
        return;
    end if;
    return query
    select compared.*
    from cinelibre.compare_sketches(item_type, query_embedding, model_id, conditions, _limit, n_compared) as compared;
end;
$$;
