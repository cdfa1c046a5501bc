-- What is saved for later, or no longer saved, changes what lists should show as much as a rating does: it raises the
-- version of its reader's taste, however it came to the shelf.
create function cinelibre.count_saved()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        update cinelibre.users as u
        set taste_version = u.taste_version + 1
        where u.id in (select n.user_id from new_marks as n where n.on_watchlist_at is not null);
    else
        update cinelibre.users as u
        set taste_version = u.taste_version + 1
        where u.id in (
            select n.user_id
            from new_marks as n
            join old_marks as o on o.user_id = n.user_id and o.item_id = n.item_id
            where n.on_watchlist_at is distinct from o.on_watchlist_at
        );
    end if;
    return null;
end;
$$;

create trigger count_new_saved
after insert on cinelibre.shelf
referencing new table as new_marks
for each statement execute function cinelibre.count_saved();

create trigger count_changed_saved
after update on cinelibre.shelf
referencing old table as old_marks new table as new_marks
for each statement execute function cinelibre.count_saved();
