-- Everything readers did, as it happened; the shelf and the ratings are what came of it.
-- An event that is sent again with its idempotency_key counts once.
create table cinelibre.interactions (
    id bigint generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer references cinelibre.items (id) on delete cascade,
    interaction_type text not null references cinelibre.interaction_types (name),
    occurred_at timestamptz not null default now(),
    rating real check (rating between 0.5 and 5 and rating * 2 = floor(rating * 2)),
    seconds integer check (seconds >= 0),
    fraction real check (fraction between 0 and 1),
    query text check (query <> ''),
    context jsonb check (jsonb_typeof(context) = 'object'),
    idempotency_key text check (idempotency_key <> '')
);

create index interactions_by_user on cinelibre.interactions (user_id, occurred_at desc, id);

create index interactions_by_item on cinelibre.interactions (item_id);

create unique index interactions_once on cinelibre.interactions (user_id, idempotency_key)
where idempotency_key is not null;
