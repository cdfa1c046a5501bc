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
        cinelibre.describe_movie(get_movie.movie_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no movie with the id %s.', get_movie.movie_id))
    )
    from cinelibre.allow_caller(get_movie.caller_id, get_movie.caller_version) as caller (user_id);
$$;
