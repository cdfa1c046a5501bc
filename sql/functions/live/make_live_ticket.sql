-- make_live_ticket: store the hash of a ticket with which a reader opens one connection.
-- POST /live/ticket. A reader has at most live_limit tickets; one more replaces the oldest.
create or replace function public.make_live_ticket(
    caller_id integer,
    caller_version integer,
    ticket_hash text,
    token_ends_at timestamptz,
    good_seconds integer,
    acts_for integer default null,
    live_limit integer default 10
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(make_live_ticket.caller_id, make_live_ticket.caller_version, make_live_ticket.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, make_live_ticket.acts_for);
    delete from cinelibre.live_tickets as t
    where t.user_id = _user_id
        and (
            t.made_at <= clock_timestamp() - make_interval(secs => make_live_ticket.good_seconds)
            or t.ticket_hash not in (
                select o.ticket_hash
                from cinelibre.live_tickets as o
                where o.user_id = _user_id
                order by o.made_at desc, o.ticket_hash
                limit make_live_ticket.live_limit - 1
            )
        );
    insert into cinelibre.live_tickets (ticket_hash, user_id, caller_id, caller_version, token_ends_at)
    values (
        make_live_ticket.ticket_hash, _user_id, make_live_ticket.caller_id, make_live_ticket.caller_version,
        make_live_ticket.token_ends_at
    );
    return jsonb_build_object('expires_in', make_live_ticket.good_seconds);
end;
$$;
