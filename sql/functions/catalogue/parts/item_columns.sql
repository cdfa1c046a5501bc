-- item_columns: return the columns of an item that every list shows.
-- Everything that answers items takes its columns from here. It has no search_path of its own, so that it is inlined
-- into the caller's query.
create or replace function cinelibre.item_columns(item cinelibre.items)
returns table (
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
    external_count integer
)
language sql
stable
rows 1
as $$
    select
        (item_columns.item).id,
        (item_columns.item).item_type,
        (item_columns.item).title,
        (item_columns.item).original_title,
        (item_columns.item).year,
        (item_columns.item).language,
        (item_columns.item).genres,
        (item_columns.item).people,
        (item_columns.item).description,
        (item_columns.item).image_url,
        (item_columns.item).external_rating,
        (item_columns.item).external_count;
$$;
