-- match_movies: find the movies whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic?type=movie. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_movies(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
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
    from cinelibre.allow_caller(match_movies.caller_id, match_movies.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['movie'],
        match_movies.query_embedding,
        match_movies.match_threshold,
        match_movies.match_count,
        match_movies.embedding_model,
        caller.user_id
    ) as found;
$$;
