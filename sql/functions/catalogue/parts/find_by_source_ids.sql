-- find_by_source_ids: find the items that have an id of a record at its source; the lowest rank decides.
-- Called by find_item, match_records and get_twin_books; it is inlined. `rank` is 1 for MovieLens' id, which comes first
-- because MovieLens has two movies with tmdb_id 4912. `is_other` says that the item has another id of MovieLens.
create or replace function cinelibre.find_by_source_ids(
    movielens_id integer,
    tmdb_id integer,
    imdb_id text,
    google_id text,
    isbn13 text
)
returns table (item_id integer, item_type text, rank integer, is_other boolean)
language sql
stable
rows 1
as $$
    select m.item_id, 'movie', 1, false
    from cinelibre.movies as m
    where m.movielens_id = find_by_source_ids.movielens_id
    union all
    select m.item_id, 'movie', 2, m.movielens_id <> find_by_source_ids.movielens_id
    from cinelibre.movies as m
    where m.tmdb_id = find_by_source_ids.tmdb_id
    union all
    select m.item_id, 'movie', 3, m.movielens_id <> find_by_source_ids.movielens_id
    from cinelibre.movies as m
    where m.imdb_id = find_by_source_ids.imdb_id
    union all
    select b.item_id, 'book', 4, false
    from cinelibre.books as b
    where b.google_id = find_by_source_ids.google_id
    union all
    select b.item_id, 'book', 5, false
    from cinelibre.books as b
    where b.isbn13 = find_by_source_ids.isbn13;
$$;
