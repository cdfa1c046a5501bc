-- delete_former_embeddings: delete a limited number of vectors that former embedding models made.
-- `python -m api.jobs embed --replace-model` calls it until it answers fewer than row_limit.
-- Vectors of two models cannot be compared, so lists must never see them together.
create or replace function public.delete_former_embeddings(row_limit integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.item_embeddings as e
    where e.item_id in (
        select former.item_id
        from cinelibre.item_embeddings as former
        join cinelibre.models as m on m.id = former.model_id and not m.is_active
        order by former.item_id
        limit delete_former_embeddings.row_limit
    );
    get diagnostics _n_deleted = row_count;
    if _n_deleted < delete_former_embeddings.row_limit then
        delete from cinelibre.models as m
        where m.kind = 'embedding'
            and not m.is_active
            and not exists (select from cinelibre.item_embeddings as e where e.model_id = m.id);
    end if;
    return _n_deleted;
end;
$$;
