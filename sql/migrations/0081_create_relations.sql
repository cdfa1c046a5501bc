-- What one person last said of another. Two who both accepted are friends. Each has a row of their own, so two who accept
-- at once write different rows.
create table cinelibre.relations (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    other_id integer not null references cinelibre.users (id) on delete cascade,
    said text not null check (said in ('accepted', 'declined', 'blocked')),
    said_at timestamptz not null default now(),
    primary key (user_id, other_id),
    check (user_id <> other_id)
);

create index relations_by_other on cinelibre.relations (other_id, user_id) include (said);
