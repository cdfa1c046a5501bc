-- Apart from items, because every update of a row re-enters its HNSW index. Half precision halves the
-- storage; one partial index a type, because a filter on type beside one common index returns too few.
create table cinelibre.item_embeddings (
    item_id integer primary key,
    item_type text not null check (item_type in ('movie', 'book')),
    embedding halfvec(384) not null,
    text_hash text not null,
    model_id integer not null references cinelibre.models (id),
    foreign key (item_id, item_type) references cinelibre.items (id, item_type) on delete cascade
);

create index item_embeddings_movie_hnsw on cinelibre.item_embeddings
using hnsw (embedding halfvec_cosine_ops)
where item_type = 'movie';

create index item_embeddings_book_hnsw on cinelibre.item_embeddings
using hnsw (embedding halfvec_cosine_ops)
where item_type = 'book';
