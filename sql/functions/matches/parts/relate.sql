-- relate: say how two people stand to each other, as the first sees it.
-- Called by everything that shows people. A block by either hides both; so does a decline, which the other is not told.
create or replace function cinelibre.relate(user_id integer, other_id integer)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _mine text := (
        select o.said from cinelibre.relations as o where o.user_id = relate.user_id and o.other_id = relate.other_id
    );
    _theirs text := (
        select o.said from cinelibre.relations as o where o.user_id = relate.other_id and o.other_id = relate.user_id
    );
begin
    return case
        when _theirs = 'blocked' then 'hidden'
        when _mine = 'blocked' then 'blocked'
        when _mine = 'declined' then 'declined'
        when _theirs = 'declined' then 'hidden'
        when _mine = 'accepted' and _theirs = 'accepted' then 'friends'
        when _mine = 'accepted' then 'asked'
        when _theirs = 'accepted' then 'asks'
        else 'none'
    end;
end;
$$;
