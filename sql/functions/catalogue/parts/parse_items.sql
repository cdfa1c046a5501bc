-- parse_items: turn a batch of records into rows, each with the id of the item it describes if there is one.
-- Called by upsert_items. What a record leaves out is null.
create or replace function cinelibre.parse_items(records jsonb)
returns setof cinelibre.incoming_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select filled.*
    from jsonb_array_elements(parse_items.records) with ordinality as element (body, place)
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_item, element.body) as record
    cross join lateral jsonb_populate_record(
        record,
        jsonb_build_object(
            'place', element.place - 1,
            'item_id', cinelibre.find_item(
                record.item_type, record.title, record.year, record.movielens_id,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ),
            'taken_ids', null
        )
    ) as filled
    order by element.place;
$$;
