-- delete_note: delete a reader's note on one item; a second call changes nothing.
-- DELETE /notes/{item_type}/{item_id}.
create or replace function public.delete_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_note.caller_id, delete_note.caller_version, delete_note.acts_for) as c
    ), delete_note.acts_for);
    _item_id integer := cinelibre.require_item(delete_note.item_id, delete_note.item_type);
begin
    delete from cinelibre.notes as n
    where n.user_id = _user_id
        and n.item_id = _item_id;
    return cinelibre.describe_note(_user_id, _item_id);
end;
$$;
