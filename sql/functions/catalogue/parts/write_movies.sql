-- write_movies: write what a batch says of movies alone; return the ids of the items that changed.
-- Called by upsert_items, after write_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_movies(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.movies as m (
        item_id, movielens_id, tmdb_id, imdb_id, release_date, runtime, directors, cast_members, certification
    )
    select
        n.item_id, n.movielens_id, n.tmdb_id, n.imdb_id, n.release_date, n.runtime,
        coalesce(n.directors, '{}'), coalesce(n."cast", '{}'), n.certification
    from unnest(write_movies.incoming) as n
    where n.item_type = 'movie'
    order by n.item_id
    on conflict (item_id) do update
    set movielens_id = coalesce(excluded.movielens_id, m.movielens_id),
        tmdb_id = coalesce(excluded.tmdb_id, m.tmdb_id),
        imdb_id = coalesce(excluded.imdb_id, m.imdb_id),
        release_date = coalesce(excluded.release_date, m.release_date),
        runtime = coalesce(excluded.runtime, m.runtime),
        directors = coalesce(nullif(excluded.directors, '{}'), m.directors),
        cast_members = coalesce(nullif(excluded.cast_members, '{}'), m.cast_members),
        certification = coalesce(excluded.certification, m.certification)
    returning m.item_id;
$$;
