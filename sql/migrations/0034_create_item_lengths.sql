-- What a cosine model knows of an item beside its neighbors: how long its column of weighed ratings is, and how many
-- raters it had then. With it the neighbors of an item that changed are computed anew without training.
create table cinelibre.item_lengths (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    length real not null,
    rater_count integer not null,
    primary key (model_id, item_id)
);

create index item_lengths_by_item on cinelibre.item_lengths (item_id);
