-- keep_list: store a list and return its id; a current list replaces the former current one of its type.
-- Called by save_recommendations. It records the first batch as shown and deletes lists that are too many or too old.
create or replace function cinelibre.keep_list(list cinelibre.recommendation_lists, batch_size integer)
returns uuid
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id uuid;
begin
    if list.is_current then
        update cinelibre.recommendation_lists as l
        set is_current = false
        where l.user_id = list.user_id
            and l.is_current
            and coalesce(l.item_type, '') = coalesce(list.item_type, '');
    end if;
    insert into cinelibre.recommendation_lists as l
    (user_id, item_type, taste_version, day, sources, item_ids, items, is_current, rating_count, rows, newest_event, variant)
    values (
        list.user_id, list.item_type, list.taste_version, list.day, list.sources, list.item_ids, list.items,
        list.is_current, list.rating_count, list.rows, list.newest_event, list.variant
    )
    returning l.id into _id;
    if list.is_current then
        perform cinelibre.record_impressions(list.user_id, _id, list.items, 0, keep_list.batch_size, list.variant);
        perform cinelibre.enter_experiments(list.user_id, list.variant) where list.variant is not null;
    end if;
    perform cinelibre.delete_former_impressions(list.user_id);
    perform cinelibre.delete_former_lists(list.user_id, list.item_type, has_rows => list.rows is not null);
    return _id;
end;
$$;
