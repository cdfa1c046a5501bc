-- list_near: return for each of some items which others of a list the same people like, with their phi.
-- Called by get_questions and list_telling.
create or replace function cinelibre.list_near(item_ids integer[], among integer[])
returns table (item_id integer, near jsonb, most float8)
language plpgsql
stable
rows 60
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select one.item_id, jsonb_object_agg(one.near_id, one.phi), max(one.phi)
    from (
        select n.item_id, unnest(n.neighbor_ids) as near_id, unnest(n.weights)::float8 as phi
        from cinelibre.models as m
        join cinelibre.item_neighbors as n on n.model_id = m.id
        where m.kind = 'phi'
            and m.is_active
            and n.item_id = any (list_near.item_ids)
    ) as one
    join unnest(list_near.among) as wanted (id) on wanted.id = one.near_id
    group by one.item_id;
end;
$$;
