-- list_group_members: list a group's members in the order of joining, each with the name that the viewer sees.
-- Called by describe_group, describe_group_readers, list_group_readers and list_evenings. Nobody sees an e-mail or the id
-- of an account. Two of whom one blocked the other do not see each other's name. Guests have no viewer_id.
create or replace function cinelibre.list_group_members(group_id uuid, viewer_id integer)
returns table (member_id uuid, seat bigint, user_id integer, name text, joined_at timestamptz)
language sql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.id, m.seat, m.user_id,
        case when not cinelibre.is_blocked(list_group_members.viewer_id, m.user_id) then coalesce(m.guest_name, u.name) end,
        m.joined_at
    from cinelibre.group_members as m
    left join cinelibre.users as u on u.id = m.user_id
    where m.group_id = list_group_members.group_id
    order by m.seat;
$$;
