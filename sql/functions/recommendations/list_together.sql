-- list_together: what is liked together with an item oftener than by chance, by the lift model in use: weights to 1.
-- Called by find_alike and compare_items.
create or replace function cinelibre.list_together(item_id integer)
returns table (other_id integer, weight float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select near.other_id, near.weight::float8
    from cinelibre.models as m
    join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = list_together.item_id
    cross join lateral unnest(n.neighbor_ids, n.weights) as near (other_id, weight)
    where m.kind = 'lift'
        and m.is_active;
end;
$$;
