-- get_note: return a reader's note on one item, or raise PT404 if there is no such item.
-- GET /notes/{item_type}/{item_id}.
create or replace function public.get_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_note(caller.user_id, cinelibre.require_item(get_note.item_id, get_note.item_type))
    from cinelibre.require_caller(get_note.caller_id, get_note.caller_version, get_note.acts_for) as caller;
$$;
