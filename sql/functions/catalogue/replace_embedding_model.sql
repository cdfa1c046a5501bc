-- replace_embedding_model: make another model embed the catalogue, and answer the former model's name.
-- `python -m api.jobs embed --replace-model`. From then on, servers that run the former model get PT503.
-- delete_former_embeddings deletes the former vectors.
create or replace function public.replace_embedding_model(embedding_model text, dimension integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _former text := (
        select m.name
        from cinelibre.models as m
        where m.kind = 'embedding'
            and m.is_active
    );
begin
    if _former is distinct from replace_embedding_model.embedding_model then
        update cinelibre.models as m
        set is_active = false
        where m.kind = 'embedding'
            and m.is_active;
        insert into cinelibre.models as m (kind, name, dimension, is_active)
        values ('embedding', replace_embedding_model.embedding_model, replace_embedding_model.dimension, true)
        on conflict (kind, name) do update
        set is_active = true,
            created_at = now();
    end if;
    return jsonb_build_object('former', _former);
end;
$$;
