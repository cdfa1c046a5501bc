-- find_item: return the id of the item that an outside record describes, or null.
-- Called by parse_items and get_known_items. The sources' ids decide first. Title and year decide only if the item or
-- the record has no id that could contradict. MovieLens' id overrules the others: it has two movies with tmdb_id 4912.
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
