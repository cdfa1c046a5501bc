-- tell_item: a movie or a book as lists show it, as text: cheaper by half than jsonb, which is put together to be read.
-- What describe_item tells of an id, of a row that is at hand. A row-level helper: it inlines.
create or replace function cinelibre.tell_item(item cinelibre.items)
returns json
language sql
stable
as $$
    select json_build_object(
        'id', (tell_item.item).id,
        'item_type', (tell_item.item).item_type,
        'title', (tell_item.item).title,
        'original_title', (tell_item.item).original_title,
        'year', (tell_item.item).year,
        'language', (tell_item.item).language,
        'genres', (tell_item.item).genres,
        'people', (tell_item.item).people,
        'description', (tell_item.item).description,
        'image_url', (tell_item.item).image_url,
        'external_rating', (tell_item.item).external_rating,
        'external_count', (tell_item.item).external_count
    );
$$;
