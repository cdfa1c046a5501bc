-- list_unknown: return the items at some places of a list that a user does not know, with their places.
-- Called by describe_batch and tell_batch. Two look-ups tell whether an item is known; only items with other editions
-- need the slower knows_item.
create or replace function cinelibre.list_unknown(user_id integer, item_ids integer[], batch_skip integer, batch_size integer)
returns table (place bigint, item_id integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select list_unknown.batch_skip + entry.place, i.id
    from unnest(
        list_unknown.item_ids[list_unknown.batch_skip + 1:list_unknown.batch_skip + list_unknown.batch_size]
    ) with ordinality as entry (id, place)
    join cinelibre.items as i on i.id = entry.id
    left join lateral ( -- with limit 1 the planner looks up each id; a join would read the user's whole history
        select true as is_known from cinelibre.ratings as o where o.user_id = list_unknown.user_id and o.item_id = i.id limit 1
    ) as r on true
    left join lateral (
        select coalesce(o.hidden_at, o.seen_at) is not null as is_known
        from cinelibre.shelf as o
        where o.user_id = list_unknown.user_id and o.item_id = i.id
        limit 1
    ) as s on true
    where not coalesce(r.is_known, s.is_known, false)
        and (i.work_id is null or not cinelibre.knows_item(list_unknown.user_id, i.id));
end;
$$;
