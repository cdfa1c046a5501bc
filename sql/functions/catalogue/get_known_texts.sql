-- get_known_texts: which of these records' items were embedded from the same text before.
-- Called by every import and by the sync before they embed: a text that stayed the same keeps its vector, so
-- that a second run, or one that goes on after it was killed, is fast. A record is what names an item (its
-- type, title, year and ids) and text_hash. Answers the places of the records, the first is 0.
create or replace function public.get_known_texts(records jsonb, embedding_model text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(element.place - 1 order by element.place), '[]')
    from jsonb_array_elements(get_known_texts.records) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as record (
        item_type text, title text, year integer, movielens_id integer,
        tmdb_id integer, imdb_id text, google_id text, isbn13 text, text_hash text
    )
    join cinelibre.item_embeddings as e
        on e.text_hash = record.text_hash
        and e.item_id = cinelibre.find_item(
            record.item_type, record.title, record.year, record.movielens_id,
            record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
        )
    join cinelibre.models as m
        on m.id = e.model_id
        and m.name = get_known_texts.embedding_model;
$$;
