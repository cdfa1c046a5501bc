-- list_exported_services: list a page of what services did for a user as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_services(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select a.id, jsonb_build_object('action', a.action, 'occurred_at', a.occurred_at)
    from cinelibre.audit_events as a
    where a.user_id = list_exported_services.user_id
        and a.id > list_exported_services.after
    order by a.id
    limit list_exported_services.page_limit;
$$;
