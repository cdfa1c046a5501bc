-- say_of: store what one person says of another, unless they said so already.
-- Called by change_relation and end_friendship. Whoever declines or blocks somebody is no longer accepted by them.
-- A friendship that begins or ends also ends the lists of both, because what friends gave is in them.
-- Who is asked is told of it (people_version); who is declined is not.
create or replace function cinelibre.say_of(user_id integer, other_id integer, said text)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _were_friends boolean := cinelibre.relate(say_of.user_id, say_of.other_id) = 'friends';
    _is_new boolean;
    _is_turned boolean;
begin
    if say_of.said in ('declined', 'blocked') then
        delete from cinelibre.relations as o
        where o.user_id = say_of.other_id
            and o.other_id = say_of.user_id
            and o.said = 'accepted';
    end if;
    insert into cinelibre.relations as o (user_id, other_id, said)
    values (say_of.user_id, say_of.other_id, say_of.said)
    on conflict on constraint relations_pkey do update
    set said = excluded.said,
        said_at = excluded.said_at
    where o.said <> excluded.said;
    _is_new := found;
    _is_turned := _were_friends <> (cinelibre.relate(say_of.user_id, say_of.other_id) = 'friends');
    update cinelibre.users as u
    set taste_version = u.taste_version + _is_turned::integer,
        people_version = u.people_version + 1
    where (u.id in (say_of.user_id, say_of.other_id) and _is_turned)
        or (u.id = say_of.other_id and _is_new and cinelibre.relate(say_of.other_id, say_of.user_id) = 'asks');
    return _is_new;
end;
$$;
