-- matched_item: the columns that lists show of an item have grown, and a caller sees what they did with it.
-- Dropping the type drops the functions that answer it; shipping brings them back.
drop type cinelibre.matched_item cascade;

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
    runtime integer,
    page_count integer,
    average float8,
    rating_count integer,
    ids jsonb,
    similarity float8,
    seen boolean,
    hidden boolean,
    mine jsonb
);
