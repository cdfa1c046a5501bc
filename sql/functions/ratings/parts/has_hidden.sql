-- has_hidden: say whether a user has hidden an item, in this edition or another.
-- Called by describe_finding and match_by_meaning, so that search results say so.
create or replace function cinelibre.has_hidden(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from cinelibre.shelf as s
        where s.user_id = has_hidden.user_id
            and s.item_id = any (cinelibre.list_editions(array[has_hidden.item_id]))
            and s.hidden_at is not null
    );
$$;
