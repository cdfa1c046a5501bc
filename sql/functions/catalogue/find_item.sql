-- find_item: the id of the item that a record from outside speaks of, or null.
-- Ids of the sources first; then title and year, where one side has no ids that could contradict. An item that
-- MovieLens knows by another id is another item, even under the same tmdb_id: MovieLens has two of tmdb_id 4912.
create or replace function cinelibre.find_item(
    item_type text,
    title text,
    year integer,
    movielens_id integer,
    tmdb_id integer,
    imdb_id text,
    google_id text,
    isbn13 text
)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select m.item_id
            from cinelibre.movies as m
            where m.movielens_id = find_item.movielens_id
                and find_item.item_type = 'movie'
        ),
        (
            select m.item_id
            from cinelibre.movies as m
            where m.tmdb_id = find_item.tmdb_id
                and (m.movielens_id = find_item.movielens_id) is not false
                and find_item.item_type = 'movie'
        ),
        (
            select m.item_id
            from cinelibre.movies as m
            where m.imdb_id = find_item.imdb_id
                and (m.movielens_id = find_item.movielens_id) is not false
                and find_item.item_type = 'movie'
        ),
        (select b.item_id from cinelibre.books as b where b.google_id = find_item.google_id and find_item.item_type = 'book'),
        (select b.item_id from cinelibre.books as b where b.isbn13 = find_item.isbn13 and find_item.item_type = 'book'),
        (
            select i.id
            from cinelibre.items as i
            left join cinelibre.movies as m on m.item_id = i.id
            left join cinelibre.books as b on b.item_id = i.id
            where i.item_type = find_item.item_type
                and lower(i.title) = lower(find_item.title)
                and i.year is not distinct from find_item.year
                and (
                    coalesce(m.movielens_id::text, m.tmdb_id::text, m.imdb_id, b.google_id, b.isbn13) is null
                    or coalesce(
                        find_item.movielens_id::text, find_item.tmdb_id::text, find_item.imdb_id,
                        find_item.google_id, find_item.isbn13
                    ) is null
                )
            order by i.id
            limit 1
        )
    );
$$;
