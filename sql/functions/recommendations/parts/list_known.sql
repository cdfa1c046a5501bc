-- list_known: return what a user has rated, liked, disliked, seen or hidden, in every edition.
-- Called by everything that recommends, because known items are never recommended. It is PL/pgSQL because PostgreSQL
-- before 18 plans an SQL function at every call.
create or replace function cinelibre.list_known(user_id integer)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.list_editions(array(
        select r.item_id
        from cinelibre.ratings as r
        where r.user_id = list_known.user_id
        union
        select s.item_id
        from cinelibre.shelf as s
        where s.user_id = list_known.user_id
            and coalesce(s.hidden_at, s.seen_at) is not null
    ));
end;
$$;
