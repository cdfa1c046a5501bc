-- list_together: what is liked together with an item: lift, oftener than by chance, and fellows, by how many.
-- Called by find_alike and compare_items. fellows goes from 0 to 1: the best weights of the cosine model over the largest
-- of them, the less the fewer like the item at all: n / (n + 10).
create or replace function cinelibre.list_together(item_id integer, n_fellows integer default 40, doubt float8 default 10)
returns table (other_id integer, lift float8, fellows float8)
language plpgsql
stable
rows 120
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select near.other_id, max(near.lift), max(near.fellows)
    from (
        select n.other_id, n.weight::float8 as lift, null::float8 as fellows
        from cinelibre.models as m
        join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_together.item_id
        cross join lateral unnest(row.neighbor_ids, row.weights) as n (other_id, weight)
        where m.kind = 'lift' and m.is_active
        union all
        select n.other_id, null, n.weight / row.weights[1] * s.like_count / (s.like_count + list_together.doubt)
        from cinelibre.models as m
        join cinelibre.item_stats as s on s.item_id = list_together.item_id
        join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_together.item_id
        cross join lateral unnest(
            row.neighbor_ids[:list_together.n_fellows], row.weights[:list_together.n_fellows]
        ) as n (other_id, weight)
        where m.kind = 'cosine' and m.is_active and n.weight > 0
    ) as near
    group by near.other_id;
end;
$$;
