-- parse_movielens_ratings: turn records of [rater, movielens_id, rating, seconds since 1970] into rows with the movie's id.
-- Called by import_ratings. item_id is null if no movie has that movielens_id.
create or replace function cinelibre.parse_movielens_ratings(records jsonb)
returns table (place bigint, external_id text, movielens_id integer, item_id integer, rating real, rated_at timestamptz)
language sql
stable
rows 100 -- as jsonb_array_elements: with more the planner reads whole tables instead of looking each rating up
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        element.place,
        'movielens:' || (element.body ->> 0),
        (element.body ->> 1)::integer,
        movie.item_id,
        (element.body ->> 2)::real,
        to_timestamp((element.body ->> 3)::float8)
    from jsonb_array_elements(parse_movielens_ratings.records) with ordinality as element (body, place)
    left join cinelibre.movies as movie on movie.movielens_id = (element.body ->> 1)::integer;
$$;
