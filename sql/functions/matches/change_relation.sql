-- change_relation: accept, decline, block or unblock a person; answer how the two stand to each other now.
-- POST /matches/{person_id}/accept, /decline, /block and /unblock. Saying the same again changes nothing. A decline or a
-- block also deletes that the other accepted. PT404 for everybody whom the reader may not see, unless the reader
-- declined or blocked them.
create or replace function public.change_relation(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    verb text,
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
        from cinelibre.require_caller(change_relation.caller_id, change_relation.caller_version, change_relation.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = change_relation.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, change_relation.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or not (
        cinelibre.can_see(_user_id, _other_id, case when verb = 'accept' and _relation = 'declined' then 'none' else _relation end)
        or (change_relation.verb in ('decline', 'block') and _relation = 'declined')
        or (change_relation.verb in ('block', 'unblock') and _relation = 'blocked')
    ) then
        perform cinelibre.refuse_person();
    end if;
    if change_relation.verb = 'unblock' then
        delete from cinelibre.relations as o where o.user_id = _user_id and o.other_id = _other_id and o.said = 'blocked';
    else
        perform cinelibre.say_of(_user_id, _other_id, case change_relation.verb
            when 'accept' then 'accepted' when 'decline' then 'declined' when 'block' then 'blocked'
        end);
    end if;
    return cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
