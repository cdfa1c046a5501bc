-- delete_evening: take an evening back, with the debts that it left.
-- DELETE /groups/{group_id}/evenings/{evening_id}. PT404 if the caller is not in the group or it had no such evening.
create or replace function public.delete_evening(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_id bigint,
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
        from cinelibre.require_caller(delete_evening.caller_id, delete_evening.caller_version, delete_evening.acts_for) as c
    ), delete_evening.acts_for);
    _group_id uuid := cinelibre.lock_group(delete_evening.group_id);
    _member cinelibre.group_members := cinelibre.require_member(_group_id, _user_id, null);
begin
    delete from cinelibre.group_evenings as e
    where e.id = delete_evening.evening_id
        and e.group_id = _member.group_id;
    if not found then
        raise exception using errcode = 'PT404', message = 'evening_not_found',
            detail = 'The group has no evening with this id.';
    end if;
    return jsonb_build_object('deleted', true);
end;
$$;
