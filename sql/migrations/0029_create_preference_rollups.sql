-- What is left of interactions that were deleted for their age: how many of a kind a user had with an item, and their
-- weight, decayed forward by the clock 'preference': Σ weight · exp(λ (t − t0)). What is computed from the log is
-- computed from both. item_id is null for searches.
create table cinelibre.preference_rollups (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer references cinelibre.items (id) on delete cascade,
    interaction_type text not null references cinelibre.interaction_types (name),
    event_count integer not null check (event_count > 0),
    weight float8 not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    unique nulls not distinct (user_id, item_id, interaction_type),
    check (first_at <= last_at)
);

create index preference_rollups_by_item on cinelibre.preference_rollups (item_id);

insert into cinelibre.decay_clocks (name, half_life_days) values ('preference', 30);
