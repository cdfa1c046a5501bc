-- find_stored_rows: return the list whose rows a user was last shown for the same request, or null if they are not valid any more.
-- Called by get_carousels. Clicks and views that weigh moved_from together make them stale, and so does another variant.
create or replace function cinelibre.find_stored_rows(
    user_id integer,
    item_type text,
    asked jsonb,
    day date,
    taste_version integer,
    neighbors_at timestamptz,
    ttl_seconds integer,
    moved_from float8,
    variant text default null
)
returns cinelibre.recommendation_lists
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select l
        from cinelibre.recommendation_lists as l
        where l.user_id = find_stored_rows.user_id
            and l.created_at > now() - make_interval(secs => find_stored_rows.ttl_seconds)
            and l.day = find_stored_rows.day
            and l.item_type is not distinct from find_stored_rows.item_type
            and l.rows -> 'asked' = find_stored_rows.asked
            and l.taste_version = find_stored_rows.taste_version
            and l.variant is not distinct from find_stored_rows.variant
            and ('neighbors' = any (l.sources) or find_stored_rows.neighbors_at is null or l.created_at > find_stored_rows.neighbors_at)
            and cinelibre.count_moved(l.user_id, l.newest_event, l.created_at) < find_stored_rows.moved_from
        order by l.created_at desc, l.id
        limit 1
    );
end;
$$;
