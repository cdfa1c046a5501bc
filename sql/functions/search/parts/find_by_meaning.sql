-- find_by_meaning: find the items of each asked type that are nearest to a vector, best first.
-- Called by fuse_items. Without a vector it finds nothing.
create or replace function cinelibre.find_by_meaning(
    query_embedding vector,
    item_type text,
    vector_conditions text,
    embedding_model text
)
returns table (item_id integer, similarity float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        found.item_id,
        1 - found.distance,
        row_number() over (order by found.distance, found.item_id)
    from unnest(array['movie', 'book']) as asked_type
    cross join cinelibre.require_embedding_model(
        find_by_meaning.embedding_model,
        vector_dims(find_by_meaning.query_embedding)
    ) as model (id)
    cross join lateral cinelibre.scan_by_meaning(
        asked_type, find_by_meaning.query_embedding::halfvec, model.id, find_by_meaning.vector_conditions, 100
    ) as found
    where find_by_meaning.query_embedding is not null
        and asked_type = coalesce(find_by_meaning.item_type, asked_type);
$$;
