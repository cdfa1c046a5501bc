-- scan_by_meaning: the items of one type nearest to a vector, among those a filter lets through.
-- Called by search_items. Three ways: without a filter the HNSW index; with one that lets few through, all of those
-- compared; else the index again, walking on until enough pass. Which, is told by counting a small table, by a
-- sample of a large one. With a filter 40 are enough: each costs the index as many steps as the filter lets one through.
-- The type and the conditions are literals of a dynamic query: no plan is reused for others.
create or replace function cinelibre.scan_by_meaning(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    exact_below integer default 8000
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 120
set hnsw.iterative_scan = strict_order
set max_parallel_workers_per_gather = 0
set work_mem = '16MB'
as $$
declare
    _nearest text := format(
        'select e.item_id, (e.embedding <=> $1)%%s'
        ' from cinelibre.item_embeddings as e join cinelibre.items as i on i.id = e.item_id'
        ' where e.item_type = %L and e.model_id = $2 and %s order by 2 limit %s',
        scan_by_meaning.item_type,
        scan_by_meaning.conditions,
        case when scan_by_meaning.conditions = 'true' then scan_by_meaning.scan_limit else least(scan_by_meaning.scan_limit, 40) end
    );
    _by_index text := format(_nearest, '');
    _one_by_one text := format(_nearest, ' + 0'); -- an expression no index can order by
    _n_found integer;
begin
    if scan_by_meaning.conditions = 'true' then
        return query execute _by_index using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
        return;
    end if;
    if cinelibre.count_expected(scan_by_meaning.item_type, scan_by_meaning.conditions) > scan_by_meaning.exact_below then
        return query execute _by_index using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
        get diagnostics _n_found = row_count;
        if _n_found > 0 then
            return;
        end if;
    end if;
    return query execute _one_by_one using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
end;
$$;
