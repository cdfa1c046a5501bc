-- record_acting: write an audit event before a service acts for a user.
-- Called by every route with a token when the request has ?user_id=. If the call is refused, nothing is written.
create or replace function public.record_acting(caller_id integer, caller_version integer, acts_for integer, action text)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.audit_events as a (actor_id, user_id, action)
        select record_acting.caller_id, caller.user_id, record_acting.action
        from cinelibre.require_caller(record_acting.caller_id, record_acting.caller_version, record_acting.acts_for) as caller
        cross join lateral cinelibre.lock_user(caller.user_id, record_acting.acts_for)
        returning a.id
    )
    select jsonb_build_object('audit_event_id', w.id) from written as w;
$$;
