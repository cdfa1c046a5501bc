-- find_former_list: return the top of the day's list before it is made anew, with what its user had rated then and did since.
-- Called by describe_material, because most of it stays. A list of another day, or of another
-- variant of an experiment, does not count.
create or replace function cinelibre.find_former_list(
    user_id integer, item_type text, day date, first_count integer, variant text default null
)
returns table (item_ids integer[], rating_count integer, moved float8)
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select l.item_ids[:find_former_list.first_count], l.rating_count, cinelibre.count_moved(l.user_id, l.newest_event, l.created_at)
    from cinelibre.recommendation_lists as l
    where l.user_id = find_former_list.user_id
        and coalesce(l.item_type, '') = coalesce(find_former_list.item_type, '')
        and l.is_current
        and l.day = find_former_list.day
        and l.variant is not distinct from find_former_list.variant;
$$;
