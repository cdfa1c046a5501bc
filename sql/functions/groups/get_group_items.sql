-- get_group_items: return items as lists show them to a member of a group, in the order asked for.
-- POST /groups/{group_id}/picks, the second of two calls. PT404 if the caller or guest is not in the group. `mine` is
-- what the caller did with an item, null for a guest.
create or replace function public.get_group_items(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    item_ids integer[],
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
        from cinelibre.require_caller(get_group_items.caller_id, get_group_items.caller_version, get_group_items.acts_for) as c
        where get_group_items.guest_key_hash is null
    );
    _member cinelibre.group_members := cinelibre.require_member(get_group_items.group_id, _user_id, get_group_items.guest_key_hash);
begin
    return (
        select coalesce(jsonb_agg(d.item order by d.place), '[]')
        from cinelibre.describe_items(get_group_items.item_ids, _member.user_id) as d
    );
end;
$$;
