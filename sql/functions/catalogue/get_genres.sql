-- get_genres: return the genres of the catalogue with their numbers of items, largest first.
-- GET /genres. The subquery checks the caller once, even in an empty catalogue, so an ended token always gets PT401.
create or replace function public.get_genres(
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns table (name text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        genre,
        count(*)
    from cinelibre.items as i
    cross join lateral unnest(i.genres) as genre
    where coalesce((select cinelibre.allow_caller(get_genres.caller_id, get_genres.caller_version)), 0) >= 0
        and i.item_type = coalesce(get_genres.item_type, i.item_type)
    group by genre
    order by count(*) desc, genre
    limit 500;
$$;
