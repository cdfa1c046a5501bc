-- lock_items: lock the counts of items in the order of their ids, so that writers of several cannot deadlock.
-- Called before the first write to ratings, shelf or interactions in a transaction, in a user's name after lock_user.
-- A missing row of counts is made in the same pass: made first and locked then, a later id would be held while waiting
-- for an earlier one.
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
