-- list_saved: return the items on a user's watchlist.
-- Called by describe_material if a list must leave them out.
create or replace function cinelibre.list_saved(user_id integer)
returns integer[]
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array(
        select s.item_id
        from cinelibre.shelf as s
        where s.user_id = list_saved.user_id
            and s.on_watchlist_at is not null
    );
$$;
