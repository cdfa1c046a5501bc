-- list_together: list the items liked by those who like an item, largest phi first; phi is from 0 to 1.
-- Called by find_alike and compare_items. docs/algorithms.md explains phi.
create or replace function cinelibre.list_together(item_id integer, item_limit integer default 300)
returns table (other_id integer, phi float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select n.other_id, n.weight::float8
    from cinelibre.models as m
    join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_together.item_id
    cross join lateral unnest(
        row.neighbor_ids[:list_together.item_limit], row.weights[:list_together.item_limit]
    ) as n (other_id, weight)
    where m.kind = 'phi' and m.is_active;
end;
$$;
