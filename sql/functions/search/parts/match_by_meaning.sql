-- match_by_meaning: find the items of some types whose descriptions are nearest in meaning to a sentence.
-- Called by match_movies, match_books and match_items. It scans each type apart, because each has its own index, and
-- asks scan_by_meaning for `scan_limit` of each. The threshold is applied after the scan; inside, no index could serve it.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.match_by_meaning(
    item_types text[],
    query_embedding vector,
    match_threshold float8,
    match_count integer,
    embedding_model text,
    user_id integer,
    scan_limit integer default 100
)
returns setof cinelibre.matched_item
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with found as materialized (
        select nearest.item_id, nearest.distance
        from cinelibre.require_embedding_model(
            match_by_meaning.embedding_model,
            vector_dims(match_by_meaning.query_embedding)
        ) as model (id)
        cross join unnest(match_by_meaning.item_types) as asked (item_type)
        cross join lateral cinelibre.scan_by_meaning(
            asked.item_type, match_by_meaning.query_embedding::halfvec, model.id, 'true', match_by_meaning.scan_limit
        ) as nearest
        where 1 - nearest.distance >= match_by_meaning.match_threshold
        order by nearest.distance, nearest.item_id
        limit match_by_meaning.match_count
    )
    select
        c.*,
        1 - found.distance,
        case when match_by_meaning.user_id is not null then cinelibre.has_seen(match_by_meaning.user_id, c.id) end,
        case when match_by_meaning.user_id is not null then cinelibre.has_hidden(match_by_meaning.user_id, c.id) end,
        own.mine
    from found
    cross join lateral cinelibre.item_columns(found.item_id) as c
    left join cinelibre.list_mine(match_by_meaning.user_id, array(select f.item_id from found as f)) as own on own.item_id = c.id
    order by found.distance, c.id;
end;
$$;
