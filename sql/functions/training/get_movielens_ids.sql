-- get_movielens_ids: return our ids of MovieLens' raters and movies.
-- `python -m api.jobs evaluate` knows them by MovieLens' numbers. Each entry of raters and movies is [theirs, ours].
create or replace function public.get_movielens_ids()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'raters', (
            select coalesce(
                jsonb_agg(jsonb_build_array(split_part(u.external_id, ':', 2)::integer, u.id) order by u.id),
                '[]'
            )
            from cinelibre.users as u
            where u.external_id like 'movielens:%'
        ),
        'movies', (
            select coalesce(jsonb_agg(jsonb_build_array(m.movielens_id, m.item_id) order by m.item_id), '[]')
            from cinelibre.movies as m
            where m.movielens_id is not null
        )
    );
$$;
