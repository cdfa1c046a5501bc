-- What readers wrote down of an item for themselves: one note an item, seen by nobody else.
create table cinelibre.notes (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    body text not null check (body <> '' and char_length(body) <= 5000),
    written_at timestamptz not null default clock_timestamp(),
    primary key (user_id, item_id)
);

create index notes_by_item on cinelibre.notes (item_id);
