-- match_items: find the movies and books whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic without a type. It scans movies and books apart, because each type has its own index.
create or replace function public.match_items(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    people text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8,
    seen boolean,
    hidden boolean
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from (
        select movies.*
        from public.match_movies(
            match_items.query_embedding,
            match_items.match_threshold,
            match_items.match_count,
            match_items.embedding_model,
            match_items.caller_id,
            match_items.caller_version
        ) as movies
        union all
        select books.*
        from public.match_books(
            match_items.query_embedding,
            match_items.match_threshold,
            match_items.match_count,
            match_items.embedding_model,
            match_items.caller_id,
            match_items.caller_version
        ) as books
    ) as found
    where coalesce((select cinelibre.allow_caller(match_items.caller_id, match_items.caller_version)), 0) >= 0
    order by found.similarity desc, found.id
    limit match_items.match_count;
$$;
