-- read_items: a batch of records as typed rows, each with the id of the item it speaks of.
-- Called by upsert_items. Of records that name the same item the last one counts; a new item takes its id here.
create or replace function cinelibre.read_items(records jsonb)
returns table (
    item_id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    external_popularity real,
    tmdb_id integer,
    imdb_id text,
    release_date date,
    runtime integer,
    directors text[],
    cast_members text[],
    certification text,
    google_id text,
    isbn13 text,
    published_date date,
    page_count integer,
    authors text[],
    publisher text,
    embedding halfvec,
    text_hash text
)
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select
            element.place,
            record.*,
            cinelibre.find_item(
                record.item_type, record.title, record.year,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ) as found_id
        from jsonb_array_elements(read_items.records) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as record (
            item_type text, title text, original_title text, year integer, language text, genres text[],
            description text, image_url text,
            external_rating real, external_count integer, external_popularity real,
            tmdb_id integer, imdb_id text, release_date date, runtime integer,
            directors text[], "cast" text[], certification text,
            google_id text, isbn13 text, published_date date, page_count integer, authors text[], publisher text,
            embedding halfvec, text_hash text
        )
    ),
    latest as (
        select distinct on (
            coalesce(
                t.found_id::text,
                'tmdb ' || t.tmdb_id,
                'imdb ' || t.imdb_id,
                'google ' || t.google_id,
                'isbn ' || t.isbn13,
                concat_ws(' ', t.item_type, lower(t.title), t.year)
            )
        )
            t.*
        from typed as t
        order by
            coalesce(
                t.found_id::text,
                'tmdb ' || t.tmdb_id,
                'imdb ' || t.imdb_id,
                'google ' || t.google_id,
                'isbn ' || t.isbn13,
                concat_ws(' ', t.item_type, lower(t.title), t.year)
            ),
            t.place desc
    )
    select
        coalesce(l.found_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
        l.item_type, l.title, l.original_title, l.year, l.language, l.genres,
        l.description, l.image_url,
        l.external_rating, l.external_count, l.external_popularity,
        l.tmdb_id, l.imdb_id, l.release_date, l.runtime, l.directors, l."cast", l.certification,
        l.google_id, l.isbn13, l.published_date, l.page_count, l.authors, l.publisher,
        l.embedding, l.text_hash
    from (select latest.* from latest order by latest.place) as l;
$$;
