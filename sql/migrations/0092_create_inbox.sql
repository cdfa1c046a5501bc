-- inbox: the events of other services that were applied, by their ids, so that one that is delivered again counts once.
-- Interactions cannot tell: their roll-up deletes them. Rows stay longer than a topic keeps its events, and name nobody.
create table cinelibre.inbox (
    event_id uuid primary key,
    applied_at timestamptz not null default now()
);

create index inbox_by_age on cinelibre.inbox (applied_at);

-- foreign_event: one event of another service and what becomes of it. `user_id` is the reader whom it names, `outcome`
-- is applied, repeated or refused, and `reason` says why it is refused.
create type cinelibre.foreign_event as (
    place integer,
    event_id uuid,
    user_id integer,
    outcome text,
    reason text,
    event cinelibre.incoming_event
);
