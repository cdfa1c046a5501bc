-- matched_item: an item as the lists of match_movies, match_books and match_items show it, and how near it is.
-- A type, so that the three declare the columns of an item nowhere: a column that is added to it is in all three.
create type cinelibre.matched_item as (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    people text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8,
    seen boolean,
    hidden boolean
);
