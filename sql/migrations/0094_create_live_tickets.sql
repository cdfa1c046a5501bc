-- Tickets for GET /live: browsers cannot send a header with an EventSource, and a token must not stand in an address.
-- Only the hash of a ticket is kept. Who opens a connection with it deletes it, so it opens one, whichever process asks.
create table cinelibre.live_tickets (
    ticket_hash text primary key check (ticket_hash <> ''),
    user_id integer not null references cinelibre.users (id) on delete cascade,
    caller_id integer not null references cinelibre.users (id) on delete cascade,
    caller_version integer not null,
    token_ends_at timestamptz not null,
    made_at timestamptz not null default clock_timestamp()
);

create index live_tickets_by_user on cinelibre.live_tickets (user_id, made_at);

create index live_tickets_by_caller on cinelibre.live_tickets (caller_id);
