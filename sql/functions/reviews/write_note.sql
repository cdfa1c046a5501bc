-- write_note: write down a reader's note on one item, in place of the former one.
-- PUT /notes/{item_type}/{item_id}. The same note again keeps its date.
create or replace function public.write_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    note text,
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
        from cinelibre.require_caller(write_note.caller_id, write_note.caller_version, write_note.acts_for) as c
    ), write_note.acts_for);
    _item_id integer := cinelibre.require_item(write_note.item_id, write_note.item_type);
begin
    insert into cinelibre.notes as n (user_id, item_id, body)
    values (_user_id, _item_id, write_note.note)
    on conflict on constraint notes_pkey do update
    set body = excluded.body,
        written_at = excluded.written_at
    where n.body <> excluded.body;
    return cinelibre.describe_note(_user_id, _item_id);
end;
$$;
