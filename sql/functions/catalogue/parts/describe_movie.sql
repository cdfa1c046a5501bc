-- describe_movie: return everything we know of one movie and what a user thinks of it; null if there is no such movie.
-- Called by get_movie and get_item.
create or replace function cinelibre.describe_movie(movie_id integer, user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select to_jsonb(found)
    from (
        select
            c.*,
            cinelibre.rating_summary(i.id) as ratings,
            cinelibre.describe_mine(describe_movie.user_id, i.id) as mine,
            (select p.prediction from cinelibre.describe_predictions(describe_movie.user_id, array[i.id]) as p) as prediction,
            m.tmdb_id,
            m.imdb_id,
            m.release_date,
            m.directors,
            m.cast_members as "cast",
            m.certification,
            i.keywords
        from cinelibre.items as i
        cross join lateral cinelibre.item_columns(i.id) as c
        join cinelibre.movies as m on m.item_id = i.id
        where i.id = describe_movie.movie_id
    ) as found;
$$;
