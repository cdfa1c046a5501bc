-- compare_sketches: find the items nearest to a vector among all that pass a filter, by their sketches.
-- Called by scan_by_meaning. A sketch is the signs of a vector's numbers. The `n_compared` items with the most similar
-- sketches are compared by their vectors. `conditions` refer to an item as i.
-- The query is dynamic because a plan made for one filter would be wrong for another.
create or replace function cinelibre.compare_sketches(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    n_compared integer
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select e.item_id, e.embedding <=> $1 as distance'
        ' from ('
        '  select i.id from (select s.*, s.item_id as id from cinelibre.item_sketches as s where s.item_type = %L) as i'
        '  where %s order by i.sketch <~> $3 limit %s'
        ' ) as near'
        ' join cinelibre.item_embeddings as e on e.item_id = near.id'
        ' where e.model_id = $2 order by distance limit %s',
        compare_sketches.item_type, compare_sketches.conditions, compare_sketches.n_compared, compare_sketches.scan_limit
    )
    using compare_sketches.query_embedding, compare_sketches.model_id, binary_quantize(compare_sketches.query_embedding);
end;
$$;
