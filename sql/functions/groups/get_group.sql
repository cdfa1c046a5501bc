-- get_group: return a group as the caller, or the guest with a key, sees it.
-- GET /groups/{group_id}. PT404 if they are not in it.
create or replace function public.get_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_limit integer,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_group.caller_id, get_group.caller_version, get_group.acts_for) as c
        where get_group.guest_key_hash is null
    );
begin
    return cinelibre.describe_group(
        cinelibre.require_member(get_group.group_id, _user_id, get_group.guest_key_hash), get_group.evening_limit
    );
end;
$$;
