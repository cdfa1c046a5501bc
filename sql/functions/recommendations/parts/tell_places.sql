-- tell_places: return some places of a stored list as answers show them, each as the text of an object.
-- Called by tell_batch and tell_rows. `told` is what was written down of each place. The item, what the user did with it
-- and who of their matches liked it are as of now. A place of which nothing was written down has a null body.
create or replace function cinelibre.tell_places(
    user_id integer,
    item_ids integer[],
    told text[],
    batch_skip integer,
    batch_size integer,
    threshold float8
)
returns table (place bigint, item_id integer, body text)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _ids integer[] := tell_places.item_ids[tell_places.batch_skip + 1:tell_places.batch_skip + tell_places.batch_size];
begin
    return query
    select
        u.place, u.item_id,
        left(row_to_json(shown)::text, -1) || ', ' || substr(tell_places.told[u.place], 2)
    from cinelibre.list_unknown(
        tell_places.user_id, tell_places.item_ids, tell_places.batch_skip, tell_places.batch_size
    ) as u
    left join cinelibre.list_mine(tell_places.user_id, _ids) as own on own.item_id = u.item_id
    left join cinelibre.find_company(tell_places.user_id, _ids, tell_places.threshold) as met on met.item_id = u.item_id
    cross join lateral (
        select
            c.*,
            own.mine,
            coalesce(met.matched_users, '{"named": [], "others": 0}') as matched_users,
            coalesce(met.potential_matches, '{"count": 0, "named": []}') as potential_matches
        from cinelibre.item_columns(u.item_id) as c
    ) as shown
    order by u.place;
end;
$$;
