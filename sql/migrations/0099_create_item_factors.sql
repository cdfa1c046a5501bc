-- Factors of items, of a model that training makes if it is asked to: the inner product with a reader's own factors says
-- how much they would like an item. The reader's are solved for at every list, from what they liked.
alter table cinelibre.models
drop constraint models_kind_check,
add constraint models_kind_check check (kind in ('embedding', 'ease', 'cosine', 'phi', 'factors'));

create table cinelibre.item_factors (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    factors halfvec(32) not null,
    primary key (model_id, item_id)
);

create index item_factors_by_item on cinelibre.item_factors (item_id);

create index item_factors_hnsw on cinelibre.item_factors
using hnsw (factors halfvec_ip_ops);

alter type cinelibre.candidate
add attribute factors float8;
