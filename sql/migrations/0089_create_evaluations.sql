-- What `evaluate` measured, and of which versions: /metrics shows the newest, so that a worse release or model is seen.
-- `measures` has by protocol and system what was measured; `versions` names release, embedding model, blend and
-- recommender.
create table cinelibre.evaluations (
    id integer generated always as identity primary key,
    measured_at timestamptz not null default clock_timestamp(),
    measures jsonb not null check (jsonb_typeof(measures) = 'object'),
    versions jsonb not null check (jsonb_typeof(versions) = 'object')
);
