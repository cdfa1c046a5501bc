-- match_items: find the movies and books whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic without a type. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_items(
    query_embedding vector,
    match_threshold float8,
    match_count integer,
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns setof cinelibre.matched_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from cinelibre.allow_caller(match_items.caller_id, match_items.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['movie', 'book'],
        match_items.query_embedding,
        match_items.match_threshold,
        match_items.match_count,
        match_items.embedding_model,
        caller.user_id
    ) as found;
$$;
