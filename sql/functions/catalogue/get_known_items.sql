-- get_known_items: return the stored texts of the items that some records describe, by position in `records` from 0.
-- Every import and the sync call it before they embed; the demo calls it to learn its items' ids.
-- Callers fill in what a record leaves out, and keep the vector of an unchanged text. So a second run is fast.
-- A record needs only what names an item: type, title, year and ids.
create or replace function public.get_known_items(records jsonb, embedding_model text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(element.place - 1, to_jsonb(known)), '{}')
    from jsonb_array_elements(get_known_items.records) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as record (
        item_type text, title text, year integer, movielens_id integer,
        tmdb_id integer, imdb_id text, google_id text, isbn13 text
    )
    cross join lateral (
        select
            i.id as item_id,
            i.year,
            i.genres,
            i.keywords,
            i.description,
            m.directors,
            m.cast_members as "cast",
            b.authors,
            (
                select e.text_hash
                from cinelibre.item_embeddings as e
                join cinelibre.models as model on model.id = e.model_id
                where e.item_id = i.id
                    and model.name = get_known_items.embedding_model
            ) as text_hash
        from cinelibre.items as i
        left join cinelibre.movies as m on m.item_id = i.id
        left join cinelibre.books as b on b.item_id = i.id
        where i.id = cinelibre.find_item(
            record.item_type, record.title, record.year, record.movielens_id,
            record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
        )
    ) as known;
$$;
