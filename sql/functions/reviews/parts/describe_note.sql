-- describe_note: return what a reader wrote down of an item; the note is null if there is none.
-- Called by get_note, write_note and delete_note.
create or replace function cinelibre.describe_note(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'note', n.body,
        'written_at', cinelibre.tell_moment(n.written_at)
    )
    from cinelibre.items as i
    left join cinelibre.notes as n on n.user_id = describe_note.user_id and n.item_id = i.id
    where i.id = describe_note.item_id;
$$;
