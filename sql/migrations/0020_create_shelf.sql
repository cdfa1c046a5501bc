-- What a user has marked an item as, now: each mark with the moment it was set, null where it is not.
-- opinion is the newest of like, superlike and dislike, by the name of its type; hidden_by the type that hid it.
create table cinelibre.shelf (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    on_watchlist_at timestamptz,
    hidden_at timestamptz,
    hidden_by text references cinelibre.interaction_types (name),
    seen_at timestamptz,
    favorite_at timestamptz,
    opinion text references cinelibre.interaction_types (name),
    opinion_at timestamptz,
    primary key (user_id, item_id),
    check ((opinion is null) = (opinion_at is null)),
    check ((hidden_by is null) = (hidden_at is null))
);

create index shelf_by_watchlist on cinelibre.shelf (user_id, on_watchlist_at desc, item_id)
where on_watchlist_at is not null;

create index shelf_by_hidden on cinelibre.shelf (user_id, hidden_at desc, item_id)
where hidden_at is not null;

create index shelf_by_item on cinelibre.shelf (item_id);
