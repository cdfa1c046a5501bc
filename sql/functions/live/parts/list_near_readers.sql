-- list_near_readers: of some readers, list those who changed something themselves, or whom somebody who did so knows.
-- Called by get_live_changes. Whoever said something of somebody, or of whom somebody said something, knows them: what
-- became of it is for count_changes to say.
create or replace function cinelibre.list_near_readers(reader_ids integer[], changed_ids integer[])
returns table (user_id integer)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select r.id
    from unnest(list_near_readers.reader_ids) as r (id)
    where r.id in (
        select c.id from unnest(list_near_readers.changed_ids) as c (id)
        union
        select o.other_id from cinelibre.relations as o where o.user_id = any (list_near_readers.changed_ids)
        union
        select o.user_id from cinelibre.relations as o where o.other_id = any (list_near_readers.changed_ids)
    );
$$;
