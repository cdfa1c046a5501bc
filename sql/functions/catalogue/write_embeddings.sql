-- write_embeddings: write a batch of vectors and answer how many; a second run changes nothing.
-- `python -m api.jobs embed`. A record has item_id, text_hash and embedding; records of deleted items are skipped.
-- PT503 if another model embeds the catalogue.
create or replace function public.write_embeddings(records jsonb, embedding_model text, dimension integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with model as materialized ( -- claimed once, not for each record
        select cinelibre.claim_embedding_model(write_embeddings.embedding_model, write_embeddings.dimension) as id
    ),
    written as (
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
        select i.id, i.item_type, record.embedding, record.text_hash, model.id
        from model
        cross join lateral jsonb_to_recordset(write_embeddings.records) as record (
            item_id integer, text_hash text, embedding halfvec(384)
        )
        join cinelibre.items as i on i.id = record.item_id
        where model.id is not null
        order by i.id
        on conflict (item_id) do update
        set embedding = excluded.embedding,
            text_hash = excluded.text_hash,
            model_id = excluded.model_id
        returning item_id
    )
    select count(*)::integer from written;
$$;
