-- get_movie: return everything we know of one movie, or raise PT404.
-- GET /movies/{id}. For a logged-in caller the answer includes their rating and marks.
create or replace function public.get_movie(
    movie_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select to_jsonb(found)
            from (
                select
                    c.*,
                    cinelibre.rating_summary(i.id) as ratings,
                    cinelibre.describe_mine(caller.user_id, i.id) as mine,
                    m.tmdb_id,
                    m.imdb_id,
                    m.release_date,
                    m.runtime,
                    m.directors,
                    m.cast_members as "cast",
                    m.certification,
                    i.keywords
                from cinelibre.items as i
                cross join lateral cinelibre.item_columns(i) as c
                join cinelibre.movies as m on m.item_id = i.id
                where i.id = get_movie.movie_id
            ) as found
        ),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no movie with the id %s.', get_movie.movie_id))
    )
    from cinelibre.allow_caller(get_movie.caller_id, get_movie.caller_version) as caller (user_id);
$$;
