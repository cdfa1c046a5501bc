-- require_embedding_model: return the id of the model that embedded the catalogue, or no row if it is empty.
-- Called by whatever compares or writes vectors. Another model gets PT503, because distances between the vectors of two
-- models mean nothing.
create or replace function cinelibre.require_embedding_model(embedding_model text, dimension integer)
returns table (model_id integer)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _active cinelibre.models;
begin
    select m.*
    into _active
    from cinelibre.models as m
    where m.kind = 'embedding'
        and m.is_active;
    if not found then
        return;
    end if;
    if _active.name is distinct from coalesce(require_embedding_model.embedding_model, _active.name)
        or _active.dimension <> require_embedding_model.dimension then
        raise exception using
            errcode = 'PT503',
            message = 'embedding_model_mismatch',
            detail = format(
                'The catalogue was embedded by %s (%s dimensions), the question by %s (%s): set EMBEDDING_MODEL back, or run `python -m api.jobs embed --replace-model`.',
                _active.name,
                _active.dimension,
                coalesce(require_embedding_model.embedding_model, 'another model'),
                require_embedding_model.dimension
            );
    end if;
    return query select _active.id;
end;
$$;
