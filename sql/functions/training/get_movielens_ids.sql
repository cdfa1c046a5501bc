-- get_movielens_ids: which ids the raters and films of MovieLens have here: {"raters": [[its, ours]…], "movies": [[its, ours]…]}.
-- `python -m api.jobs evaluate`, which knows people and films by their numbers there.
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
