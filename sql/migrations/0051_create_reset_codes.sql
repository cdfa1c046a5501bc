-- One-time codes for who forgot their password, hashed, for half an hour. Tries are counted: a code that was missed
-- too often is good for nothing.
create table cinelibre.reset_codes (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    code_hash text not null check (code_hash <> ''),
    made_at timestamptz not null default now(),
    n_tries integer not null default 0,
    primary key (user_id, code_hash)
);

create index reset_codes_by_age on cinelibre.reset_codes (made_at);
