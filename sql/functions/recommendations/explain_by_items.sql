-- explain_by_items: which of what somebody liked an item model goes by, for each of some items: the weightiest three.
-- Called by gather_evidence, for EASE and cosine. share is a part's of all that the model says of the item.
create or replace function cinelibre.explain_by_items(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    model_kind text,
    n_parts integer default 3
)
returns table (item_id integer, found json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with parts as materialized (
        select near.item_id, near.because_id, near.rating, near.weight * near.share as points
        from (
            select
                h.item_id as because_id,
                h.rating,
                cinelibre.weigh_rating(h.rating, h.place) as weight,
                unnest(n.neighbor_ids) as item_id,
                unnest(n.weights) as share
            from unnest(for_reader.item_ids, for_reader.ratings) with ordinality as h (item_id, rating, place)
            join cinelibre.models as m on m.kind = explain_by_items.model_kind and m.is_active
            join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
            where h.rating > 2
        ) as near
        join unnest(explain_by_items.chosen_ids) as chosen (item_id) on chosen.item_id = near.item_id
    )
    select t.item_id, cinelibre.describe_parts(
        for_reader.user_id,
        (array_agg(t.because_id order by t.points desc, t.because_id))[:explain_by_items.n_parts],
        (array_agg(t.rating order by t.points desc, t.because_id))[:explain_by_items.n_parts],
        (array_agg(t.points / nullif(t.total, 0) order by t.points desc, t.because_id))[:explain_by_items.n_parts]
    )
    from (select p.*, sum(p.points) over (partition by p.item_id) as total from parts as p) as t
    group by t.item_id;
end;
$$;
