-- What a reader set themselves: how much an item or a feature moves their lists. 0 mutes it, 2 doubles it; without a row
-- it counts once. A feature has a kind and a name as in cinelibre.features.
create table cinelibre.influences (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    kind text not null check (kind in ('genre', 'language', 'decade', 'person', 'type', 'item')),
    name text check (name <> ''),
    item_id integer references cinelibre.items (id) on delete cascade,
    weight float8 not null check (weight between 0 and 2 and weight <> 1),
    set_at timestamptz not null default now(),
    check ((kind = 'item') = (item_id is not null)),
    check ((kind = 'item') = (name is null)),
    unique nulls not distinct (user_id, kind, name, item_id)
);

create index influences_by_item on cinelibre.influences (item_id, user_id)
where item_id is not null;
