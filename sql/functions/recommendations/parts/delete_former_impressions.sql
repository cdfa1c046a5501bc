-- delete_former_impressions: delete a user's impressions beyond the newest ones; answer how many.
-- Called by keep_list and record_seen, so that nobody who asks for many lists fills the table. delete_old_lists deletes by age.
create or replace function cinelibre.delete_former_impressions(user_id integer, kept_count integer default 3000)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.impressions as i
    where (i.recommendation_id, i.item_id) in (
        select former.recommendation_id, former.item_id
        from cinelibre.impressions as former
        where former.user_id = delete_former_impressions.user_id
        order by former.shown_at desc, former.item_id, former.recommendation_id
        offset delete_former_impressions.kept_count
    );
    get diagnostics _n_deleted = row_count;
    return _n_deleted;
end;
$$;
