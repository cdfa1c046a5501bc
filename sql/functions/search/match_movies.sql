-- match_movies: find the movies whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic?type=movie. It returns at most 100 movies, because scan_by_meaning is asked for 100.
-- The threshold is applied after the scan; inside, no index could serve it.
create or replace function public.match_movies(
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
    select
        i.id,
        i.item_type,
        i.title,
        i.original_title,
        i.year,
        i.language,
        i.genres,
        i.people,
        i.description,
        i.image_url,
        i.external_rating,
        i.external_count,
        1 - nearest.distance as similarity,
        case when caller.user_id is not null then cinelibre.has_seen(caller.user_id, i.id) end as seen,
        case when caller.user_id is not null then cinelibre.has_hidden(caller.user_id, i.id) end as hidden
    from cinelibre.allow_caller(match_movies.caller_id, match_movies.caller_version) as caller (user_id)
    cross join cinelibre.require_embedding_model(
        match_movies.embedding_model,
        vector_dims(match_movies.query_embedding)
    ) as model (id)
    cross join lateral cinelibre.scan_by_meaning(
        'movie', match_movies.query_embedding::halfvec, model.id, 'true', 100
    ) as nearest
    join cinelibre.items as i on i.id = nearest.item_id
    where coalesce((select cinelibre.allow_caller(match_movies.caller_id, match_movies.caller_version)), 0) >= 0
        and 1 - nearest.distance >= match_movies.match_threshold
    order by nearest.distance, i.id
    limit match_movies.match_count;
$$;
