-- What a person told the operator of another; the newest report counts. `python -m api.jobs reports` shows them.
create table cinelibre.person_reports (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    other_id integer not null references cinelibre.users (id) on delete cascade,
    reason text not null check (reason <> '' and length(reason) <= 500),
    reported_at timestamptz not null default now(),
    primary key (user_id, other_id),
    check (user_id <> other_id)
);

create index person_reports_by_other on cinelibre.person_reports (other_id);
