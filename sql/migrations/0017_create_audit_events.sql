-- What service accounts did in the name of others. Of a deleted account nothing stays: what was done for it goes
-- with it, and what a deleted service did stays without its name.
create table cinelibre.audit_events (
    id bigint generated always as identity primary key,
    actor_id integer references cinelibre.users (id) on delete set null,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    action text not null check (action <> ''),
    occurred_at timestamptz not null default now()
);

create index audit_events_by_user on cinelibre.audit_events (user_id, occurred_at desc, id);

create index audit_events_by_actor on cinelibre.audit_events (actor_id);
