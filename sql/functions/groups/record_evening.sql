-- record_evening: record what a group watched and how content each member was; answer the evening.
-- POST /groups/{group_id}/evenings. PT404 if the caller is not in the group or there is no such item. What the group
-- recorded less than repeat_hours ago with the same item is the same evening: it is replaced. Members who left meanwhile
-- are left out. A group keeps its newest evening_limit evenings.
create or replace function public.record_evening(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    item_id integer,
    satisfactions jsonb,
    repeat_hours float8,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(record_evening.caller_id, record_evening.caller_version, record_evening.acts_for) as c
    ), record_evening.acts_for);
    _group_id uuid := cinelibre.lock_group(record_evening.group_id);
    _member cinelibre.group_members := cinelibre.require_member(_group_id, _user_id, null);
    _item_id integer := cinelibre.require_item(record_evening.item_id, null);
    _evening_id bigint;
begin
    delete from cinelibre.group_evenings as e
    where e.group_id = _group_id
        and e.item_id = _item_id
        and e.watched_at > now() - make_interval(secs => 3600 * record_evening.repeat_hours);
    insert into cinelibre.group_evenings as e (group_id, item_id) values (_group_id, _item_id) returning e.id into _evening_id;
    insert into cinelibre.evening_members (evening_id, member_id, expected, best, satisfaction)
    select _evening_id, m.id, s.expected, s.best, s.satisfaction
    from jsonb_to_recordset(record_evening.satisfactions) as s (member_id uuid, expected float8, best float8, satisfaction float8)
    join cinelibre.group_members as m on m.id = s.member_id and m.group_id = _group_id;
    delete from cinelibre.group_evenings as e
    where e.group_id = _group_id
        and e.id <= (
            select o.id
            from cinelibre.group_evenings as o
            where o.group_id = _group_id
            order by o.id desc
            offset record_evening.evening_limit
            limit 1
        );
    return (
        select v.body
        from cinelibre.list_evenings(_member, 0, 1) as v
    );
end;
$$;
