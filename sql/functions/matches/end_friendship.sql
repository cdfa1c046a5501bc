-- end_friendship: end a friendship; the friend is not offered as a match again.
-- DELETE /friends/{person_id}. Ending it again changes nothing. PT404 for everybody who was no friend.
create or replace function public.end_friendship(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(end_friendship.caller_id, end_friendship.caller_version, end_friendship.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = end_friendship.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, end_friendship.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or _relation not in ('friends', 'declined') then
        perform cinelibre.refuse_person();
    end if;
    perform cinelibre.say_of(_user_id, _other_id, 'declined');
    return cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
