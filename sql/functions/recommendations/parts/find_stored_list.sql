-- find_stored_list: return a user's current list of a type, or null if it is not valid any more.
-- Called by get_recommendations. Clicks and views that weigh moved_from together make it
-- stale, and so does an experiment that began or ended: `variant` is the label of now.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.find_stored_list(
    user_id integer,
    item_type text,
    taste_version integer,
    day date,
    neighbors_at timestamptz,
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
        where l.user_id = find_stored_list.user_id
            and coalesce(l.item_type, '') = coalesce(find_stored_list.item_type, '')
            and l.is_current
            and l.day = find_stored_list.day
            and l.taste_version = find_stored_list.taste_version
            and l.variant is not distinct from find_stored_list.variant
            and ('neighbors' = any (l.sources) or find_stored_list.neighbors_at is null or l.created_at > find_stored_list.neighbors_at)
            and cinelibre.count_moved(l.user_id, l.newest_event, l.created_at) < find_stored_list.moved_from
    );
end;
$$;
