-- lock_items: lock the counts of some items in the order of their ids, so that two writers cannot deadlock.
-- Called before a transaction's first write to ratings, shelf or interactions; after lock_user if it writes for a user.
-- The upsert creates missing rows and locks all rows in one pass over the ids. Two passes could hold a later id while
-- they wait for an earlier one.
create or replace function cinelibre.lock_items(item_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id)
    select i.id
    from cinelibre.items as i
    where i.id = any (lock_items.item_ids)
    order by i.id
    on conflict on constraint item_stats_pkey do update
    set rater_count = s.rater_count
    where false;
    return cardinality(lock_items.item_ids);
end;
$$;
