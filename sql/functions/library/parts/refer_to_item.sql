-- refer_to_item: return what names an item to another catalogue: title, year, and its ids at the sources.
-- Called by get_library_page and import_library.
create or replace function cinelibre.refer_to_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', i.id,
        'item_type', i.item_type,
        'title', i.title,
        'year', i.year,
        'tmdb_id', m.tmdb_id,
        'imdb_id', m.imdb_id,
        'movielens_id', m.movielens_id,
        'google_id', b.google_id,
        'isbn13', b.isbn13
    ))
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    where i.id = refer_to_item.item_id;
$$;
