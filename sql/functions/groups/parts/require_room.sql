-- require_room: raise PT409 if a user is in as many groups as anybody may be.
-- Called by make_group and join_group, which hold the user's lock, so that two calls at once count one another.
create or replace function cinelibre.require_room(user_id integer, group_limit integer)
returns void
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if (
        select count(*) from cinelibre.group_members as m where m.user_id = require_room.user_id
    ) >= require_room.group_limit then
        raise exception using errcode = 'PT409', message = 'too_many_groups',
            detail = format('You are in %s groups, the most that one may be in: leave one first.', group_limit);
    end if;
end;
$$;
