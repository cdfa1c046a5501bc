-- get_live_changes: of readers whose counters are known, return those whose counters are others now, with these.
-- Called for all readers with an open GET /live at once. `known` has what describe_changes answered, with `user_id`;
-- changed_ids names who did something, and null asks for everybody.
create or replace function public.get_live_changes(known jsonb, moved_from float8, changed_ids integer[] default null)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[] := array(
        select k.user_id from jsonb_to_recordset(get_live_changes.known) as k (user_id integer)
    );
begin
    if get_live_changes.changed_ids is not null then
        _ids := array(select n.user_id from cinelibre.list_near_readers(_ids, get_live_changes.changed_ids) as n);
    end if;
    return (
        select coalesce(jsonb_agg(
            jsonb_build_object('user_id', c.user_id) || cinelibre.describe_changes(c.list, c.matches, c.friends)
            order by c.user_id
        ), '[]')
        from cinelibre.count_changes(_ids, get_live_changes.moved_from) as c
        join jsonb_to_recordset(get_live_changes.known) as k (user_id integer, list bigint, matches bigint, friends bigint)
            on k.user_id = c.user_id
        where (c.list, c.matches, c.friends) is distinct from (k.list, k.matches, k.friends)
    );
end;
$$;
