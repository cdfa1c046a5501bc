-- How an EASE model follows new ratings between trainings: how many people had rated each item when its ridge was last
-- solved, and the rows that changed since, as training wrote them. The gate compares with those and puts them back.
create table cinelibre.followed_items (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    rater_count integer not null check (rater_count >= 0),
    primary key (model_id, item_id)
);

create index followed_items_by_item on cinelibre.followed_items (item_id);

create table cinelibre.trained_rows (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    neighbor_ids integer[] not null,
    weights real[] not null,
    primary key (model_id, item_id),
    check (cardinality(weights) = cardinality(neighbor_ids))
);

create index trained_rows_by_item on cinelibre.trained_rows (item_id);
