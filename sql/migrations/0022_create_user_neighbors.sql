-- Whose taste is nearest to whose, packed into one row a user: as rows of their own they would take eight times as much.
-- Nearest first. A row is stale when its user's taste_version has moved on, or after a week.
create table cinelibre.user_neighbors (
    user_id integer primary key references cinelibre.users (id) on delete cascade,
    neighbor_ids integer[] not null,
    weights real[] not null,
    correlations real[] not null,
    common smallint[] not null,
    taste_version integer not null,
    computed_at timestamptz not null default now(),
    check (cardinality(weights) = cardinality(neighbor_ids)),
    check (cardinality(correlations) = cardinality(neighbor_ids)),
    check (cardinality(common) = cardinality(neighbor_ids))
);
