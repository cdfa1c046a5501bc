-- claim_embedding_model: return the id of the model that embeds the catalogue; the first writer's model becomes it.
-- Called by upsert_items and write_embeddings. Any other model gets PT503 until the catalogue is embedded anew.
create or replace function cinelibre.claim_embedding_model(embedding_model text, dimension integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.models (kind, name, dimension, is_active)
    select
        'embedding',
        claim_embedding_model.embedding_model,
        claim_embedding_model.dimension,
        true
    where not exists (
        select
        from cinelibre.models as m
        where m.kind = 'embedding'
            and m.is_active
    )
    on conflict do nothing;

    select model.model_id
    from cinelibre.require_embedding_model(
        claim_embedding_model.embedding_model,
        claim_embedding_model.dimension
    ) as model;
$$;
