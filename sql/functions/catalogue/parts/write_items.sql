-- write_items: write what a batch says of movies and books alike; return the ids of the items that changed.
-- Called by upsert_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_items(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.items as i (
        id, item_type, title, original_title, year, language, genres, keywords, people, description, image_url,
        external_rating, external_count, external_popularity
    )
    select
        n.item_id, n.item_type, n.title, n.original_title, n.year, n.language, coalesce(n.genres, '{}'),
        coalesce(n.keywords, '{}'),
        coalesce(n.directors, '{}') || coalesce(n."cast"[:3], '{}') || coalesce(n.authors, '{}'),
        n.description, n.image_url, n.external_rating, n.external_count, n.external_popularity
    from unnest(write_items.incoming) as n
    order by n.item_id
    on conflict (id) do update
    set title = excluded.title,
        original_title = coalesce(excluded.original_title, i.original_title),
        year = coalesce(excluded.year, i.year),
        language = coalesce(excluded.language, i.language),
        genres = coalesce(nullif(excluded.genres, '{}'), i.genres),
        keywords = coalesce(nullif(excluded.keywords, '{}'), i.keywords),
        people = coalesce(nullif(excluded.people, '{}'), i.people),
        description = coalesce(excluded.description, i.description),
        image_url = coalesce(excluded.image_url, i.image_url),
        external_rating = coalesce(excluded.external_rating, i.external_rating),
        external_count = coalesce(excluded.external_count, i.external_count),
        external_popularity = coalesce(excluded.external_popularity, i.external_popularity)
    returning i.id;
$$;
