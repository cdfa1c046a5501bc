-- read_items: turn a batch of records into typed rows, each with the id of the item it describes.
-- Called by upsert_items. If several records share an id, they describe one item and the last one counts.
-- A new item gets its id here. taken_ids lists ids that another item has already; the row leaves them out.
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
    movielens_id integer,
    tmdb_id integer,
    imdb_id text,
    release_date date,
    runtime integer,
    directors text[],
    cast_members text[],
    certification text,
    keywords text[],
    google_id text,
    isbn13 text,
    published_date date,
    page_count integer,
    authors text[],
    publisher text,
    embedding halfvec,
    text_hash text,
    place integer,
    taken_ids text[]
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
                record.item_type, record.title, record.year, record.movielens_id,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ) as found_id
        from jsonb_array_elements(read_items.records) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as record (
            item_type text, title text, original_title text, year integer, language text, genres text[],
            description text, image_url text,
            external_rating real, external_count integer, external_popularity real,
            movielens_id integer, tmdb_id integer, imdb_id text, release_date date, runtime integer,
            directors text[], "cast" text[], certification text, keywords text[],
            google_id text, isbn13 text, published_date date, page_count integer, authors text[], publisher text,
            embedding halfvec, text_hash text
        )
    ),
    named as (
        select t.place, t.movielens_id, name.kind, name.text
        from typed as t
        cross join lateral (
            values
                ('movielens_id', t.movielens_id::text),
                ('tmdb_id', t.tmdb_id::text),
                ('imdb_id', t.imdb_id),
                ('google_id', t.google_id),
                ('isbn13', t.isbn13),
                (
                    'title',
                    case
                        when coalesce(t.movielens_id::text, t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                            then concat(t.year, ' ', t.item_type, ' ') || lower(t.title)
                    end
                )
        ) as name (kind, text)
        where name.text is not null
    ),
    twins as (
        select n.place, min(o.place) as first_place
        from named as n
        join named as o on o.kind = n.kind and o.text = n.text
        where (o.movielens_id = n.movielens_id) is not false
        group by n.place
    ),
    latest as (
        select distinct on (coalesce(t.found_id, -twin.first_place, -t.place))
            t.*
        from typed as t
        left join twins as twin on twin.place = t.place
        order by coalesce(t.found_id, -twin.first_place, -t.place), t.place desc
    ),
    judged as (
        select
            l.*,
            coalesce(
                (select m.item_id is distinct from l.found_id from cinelibre.movies as m where m.tmdb_id = l.tmdb_id),
                l.place > min(l.place) over (partition by l.tmdb_id)
            ) as is_tmdb_id_taken,
            coalesce(
                (select m.item_id is distinct from l.found_id from cinelibre.movies as m where m.imdb_id = l.imdb_id),
                l.place > min(l.place) over (partition by l.imdb_id)
            ) as is_imdb_id_taken
        from latest as l
    )
    select
        coalesce(l.found_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
        l.item_type, l.title, l.original_title, l.year, l.language, l.genres,
        l.description, l.image_url,
        l.external_rating, l.external_count, l.external_popularity,
        l.movielens_id,
        case when not l.is_tmdb_id_taken then l.tmdb_id end,
        case when not l.is_imdb_id_taken then l.imdb_id end,
        l.release_date, l.runtime, l.directors, l."cast", l.certification, l.keywords,
        l.google_id, l.isbn13, l.published_date, l.page_count, l.authors, l.publisher,
        l.embedding, l.text_hash,
        l.place::integer - 1,
        array_remove(
            array[
                case when l.is_tmdb_id_taken then 'tmdb_id ' || l.tmdb_id end,
                case when l.is_imdb_id_taken then 'imdb_id ' || l.imdb_id end
            ],
            null
        )
    from (select judged.* from judged order by judged.place) as l;
$$;
