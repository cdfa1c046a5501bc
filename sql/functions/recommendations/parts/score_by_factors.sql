-- score_by_factors: score the unknown items that a reader would like most by the model of factors, by u · z above 0.
-- Called by score_by_sources; without a reader, or without a model in use, no rows. fold_in_factors finds u. The walk of
-- the index skips known items.
create or replace function cinelibre.score_by_factors(for_reader cinelibre.reader, item_limit integer default 400)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 400
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 400 -- as many as are wanted
set hnsw.iterative_scan = strict_order -- lets the walk go on past known items
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
declare
    _model_id integer := (
        select m.id
        from cinelibre.models as m
        where m.kind = 'factors' and m.is_active and for_reader.item_ids is not null
    );
    _own vector;
begin
    if _model_id is null then
        return;
    end if;
    _own := cinelibre.fold_in_factors(_model_id, for_reader);
    if _own is null then
        return;
    end if;
    return query execute format(
        'select n.item_id, -n.distance from ('
        ' select f.item_id, f.factors <#> $1 as distance from cinelibre.item_factors as f'
        ' where f.model_id = %s and f.item_id <> all ($2) order by f.factors <#> $1 limit %s'
        ') as n where n.distance < 0',
        _model_id, score_by_factors.item_limit
    )
    using _own::halfvec, coalesce(for_reader.known_ids, '{}');
end;
$$;
