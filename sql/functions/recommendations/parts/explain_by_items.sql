-- explain_by_items: return for each chosen item the items of the reader's that count most in an item model.
-- Called by gather_evidence for EASE and cosine. share is the part of the model's whole score. A leaning has no rating.
create or replace function cinelibre.explain_by_items(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    model_kinds text[],
    n_parts integer default 3
)
returns setof cinelibre.part
language plpgsql
stable
rows 120
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with parts as (
        select near.kind, near.item_id, near.because_id, near.rating, near.weight * near.share as points
        from (
            select h.kind, h.because_id, h.rating, h.weight, unnest(h.neighbor_ids) as item_id, unnest(h.weights) as share
            from (
                select
                    m.kind,
                    rated.item_id as because_id,
                    rated.rating,
                    rated.weight,
                    n.neighbor_ids,
                    n.weights
                from cinelibre.weigh_liked(
                    for_reader.item_ids, for_reader.ratings, for_reader.leaning_ids, for_reader.leaning_weights, for_reader.shares
                ) as rated
                join cinelibre.models as m on m.kind = any (explain_by_items.model_kinds) and m.is_active
                join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = rated.item_id
            ) as h
        ) as near
        join unnest(explain_by_items.chosen_ids) as chosen (item_id) on chosen.item_id = near.item_id
    ),
    placed as (
        select
            p.*,
            row_number() over (partition by p.kind, p.item_id order by p.points desc, p.because_id) as rank,
            sum(p.points) over (partition by p.kind, p.item_id) as total
        from parts as p
    )
    select p.kind, p.item_id, p.because_id, p.rating, p.points / nullif(p.total, 0), p.rank
    from placed as p
    where p.rank <= explain_by_items.n_parts;
end;
$$;
