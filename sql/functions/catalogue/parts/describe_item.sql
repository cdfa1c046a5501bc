-- describe_item: return a movie or a book as lists show it, or null if there is none.
-- Called by every function that answers a list of items.
create or replace function cinelibre.describe_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', i.id,
        'item_type', i.item_type,
        'title', i.title,
        'original_title', i.original_title,
        'year', i.year,
        'language', i.language,
        'genres', i.genres,
        'people', i.people,
        'description', i.description,
        'image_url', i.image_url,
        'external_rating', i.external_rating,
        'external_count', i.external_count
    )
    from cinelibre.items as i
    where i.id = describe_item.item_id;
$$;
