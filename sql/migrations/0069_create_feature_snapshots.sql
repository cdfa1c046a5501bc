-- What was known of a reader's taste at a moment, kept for training: the answer of POST /features/me/refresh.
create table cinelibre.feature_snapshots (
    id bigint generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    taken_at timestamptz not null default now(),
    features jsonb not null check (jsonb_typeof(features) = 'object')
);

create index feature_snapshots_by_user on cinelibre.feature_snapshots (user_id, id desc);
