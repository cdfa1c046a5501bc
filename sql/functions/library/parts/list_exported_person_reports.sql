-- list_exported_person_reports: list a page of what a user reported of others as an export has it, by account.
-- Called by list_exported.
create or replace function cinelibre.list_exported_person_reports(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select o.other_id, jsonb_build_object('person_id', u.person_id, 'reason', o.reason, 'reported_at', o.reported_at)
    from cinelibre.person_reports as o
    join cinelibre.users as u on u.id = o.other_id
    where o.user_id = list_exported_person_reports.user_id
        and o.other_id > list_exported_person_reports.after
    order by o.other_id
    limit list_exported_person_reports.page_limit;
$$;
