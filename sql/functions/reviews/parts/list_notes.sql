-- list_notes: list the beginnings of a reader's notes on some items; a longer note ends in an ellipsis there.
-- Called by the lists of a shelf. It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.list_notes(user_id integer, item_ids integer[], most_characters integer default 200)
returns table (item_id integer, note text)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select
        n.item_id,
        case
            when char_length(n.body) > list_notes.most_characters then left(n.body, list_notes.most_characters - 1) || '…'
            else n.body
        end
    from cinelibre.notes as n
    where n.user_id = list_notes.user_id
        and n.item_id = any (list_notes.item_ids);
end;
$$;
