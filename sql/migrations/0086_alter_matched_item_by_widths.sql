-- matched_item: lists show an item's poster in several widths.
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
    image_srcset text,
    similarity float8,
    seen boolean,
    hidden boolean,
    mine json
);
