-- get_genres: the genres of the catalogue and how many items each has, most first.
-- GET /genres.
create or replace function public.get_genres(item_type text default null)
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
    where i.item_type = coalesce(get_genres.item_type, i.item_type)
    group by genre
    order by count(*) desc, genre
    limit 500;
$$;
