-- What those who liked an item like too: per model and item its weightiest others, negative weights kept.
-- A model is written beside the one in use and takes its place in one statement: nobody reads half of one.
alter table cinelibre.models
drop constraint models_kind_check,
drop constraint models_dimension_check,
alter column dimension drop not null,
add column metrics jsonb not null default '{}',
add check (kind in ('embedding', 'ease', 'cosine')),
add check (case kind when 'embedding' then dimension = 384 else dimension is null end);

create table cinelibre.item_neighbors (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    neighbor_ids integer[] not null,
    weights real[] not null,
    primary key (model_id, item_id),
    check (cardinality(weights) = cardinality(neighbor_ids))
);

create index item_neighbors_by_item on cinelibre.item_neighbors (item_id);
