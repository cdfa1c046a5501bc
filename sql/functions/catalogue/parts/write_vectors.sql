-- write_vectors: write the embeddings of a batch; return the ids of the items whose embedding changed.
-- Called by upsert_items, after write_items. A record without an embedding keeps the one there is.
create or replace function cinelibre.write_vectors(incoming cinelibre.incoming_item[], model_id integer)
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.item_embeddings as e (item_id, item_type, embedding, text_hash, model_id)
    select n.item_id, n.item_type, n.embedding, n.text_hash, write_vectors.model_id
    from unnest(write_vectors.incoming) as n
    where n.embedding is not null
    order by n.item_id
    on conflict (item_id) do update
    set embedding = excluded.embedding,
        text_hash = excluded.text_hash,
        model_id = excluded.model_id
    returning e.item_id;
$$;
