-- get_exported_items: return what an export of ratings says of its items: type, title, year and outside ids.
-- `python -m api.jobs export`, once for each page of ratings.
create or replace function public.get_exported_items(item_ids integer[])
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'item_id', i.id,
                'item_type', i.item_type,
                'title', i.title,
                'year', i.year,
                'movielens_id', m.movielens_id,
                'tmdb_id', m.tmdb_id,
                'imdb_id', m.imdb_id,
                'google_id', b.google_id,
                'isbn13', b.isbn13
            )
            order by i.id
        ),
        '[]'
    )
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    where i.id = any (get_exported_items.item_ids);
$$;
