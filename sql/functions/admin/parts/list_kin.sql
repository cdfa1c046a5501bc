-- list_kin: list an item's nearest of every kind: by each item model, by description, and as similar items are served.
-- Called by get_item_neighbors. `value` is the model's weight, the cosine of the descriptions, or the score of likeness.
-- Models and descriptions are as they are stored, of either type; what is served is of the item's own type.
create or replace function cinelibre.list_kin(item_id integer, own_type text, kin_limit integer)
returns table (kind text, place integer, other_id integer, value float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select m.kind, n.place::integer, n.other_id, n.weight::float8
    from cinelibre.models as m
    join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_kin.item_id
    cross join lateral unnest(row.neighbor_ids, row.weights) with ordinality as n (other_id, weight, place)
    where m.is_active
        and n.place <= list_kin.kin_limit
    union all
    select 'content', (row_number() over (order by n.similarity desc, n.item_id))::integer, n.item_id, n.similarity
    from (
        select near.item_id, near.similarity
        from cinelibre.item_embeddings as e
        cross join unnest(array['movie', 'book']) as each_type
        cross join lateral cinelibre.scan_by_vector(
            each_type, e.embedding::vector, array[list_kin.item_id], 'true', list_kin.kin_limit
        ) as near
        where e.item_id = list_kin.item_id
        order by near.similarity desc, near.item_id
        limit list_kin.kin_limit
    ) as n
    union all
    select 'similar', (row_number() over (order by r.score desc, r.other_id))::integer, r.other_id, r.score
    from cinelibre.rank_alike(
        list_kin.item_id, list_kin.own_type, list_kin.own_type, cinelibre.list_editions(array[list_kin.item_id]),
        0, list_kin.kin_limit
    ) as r;
$$;
