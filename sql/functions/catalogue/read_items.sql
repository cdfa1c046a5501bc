-- read_items: a batch of records as typed rows, each with the id of the item it speaks of.
-- Called by upsert_items. Of records that name the same item, by any id they share, the last one counts; a new item takes its id here.
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
        select distinct on (coalesce(t.found_id, -twin.place))
            t.*
        from typed as t
        cross join lateral (
            select coalesce(min(o.place), t.place) as place
            from typed as o
            where o.tmdb_id = t.tmdb_id
                or o.imdb_id = t.imdb_id
                or o.google_id = t.google_id
                or o.isbn13 = t.isbn13
                or (
                    o.item_type = t.item_type
                    and lower(o.title) = lower(t.title)
                    and o.year is not distinct from t.year
                    and coalesce(o.tmdb_id::text, o.imdb_id, o.google_id, o.isbn13) is null
                    and coalesce(t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                )
        ) as twin
        order by coalesce(t.found_id, -twin.place), t.place desc
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
