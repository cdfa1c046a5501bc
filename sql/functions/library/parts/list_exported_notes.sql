-- list_exported_notes: list a page of a user's notes as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_notes(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        n.item_id,
        jsonb_build_object('item', cinelibre.refer_to_item(n.item_id), 'note', n.body, 'written_at', n.written_at)
    from cinelibre.notes as n
    where n.user_id = list_exported_notes.user_id
        and n.item_id > list_exported_notes.after
    order by n.item_id
    limit list_exported_notes.page_limit;
$$;
