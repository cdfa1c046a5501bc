-- match_books: find the books whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic?type=book. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_books(
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
    from cinelibre.allow_caller(match_books.caller_id, match_books.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['book'],
        match_books.query_embedding,
        match_books.match_threshold,
        match_books.match_count,
        match_books.embedding_model,
        caller.user_id
    ) as found;
$$;
