-- The one table that every source of recommendations reads: who thinks what of which item, stated or implied.
-- Both directions are answered from an index alone. What was stated outright has the source 'rating'.
-- id names a rating to its owner, who is looked up first: it has no index of its own, which would be 22 MB a million.
create table cinelibre.ratings (
    id integer generated always as identity,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    rating real not null check (rating between 0.5 and 5 and rating * 2 = floor(rating * 2)),
    source text not null default 'rating' check (source <> ''),
    rated_at timestamptz not null default now(),
    primary key (user_id, item_id) include (rating),
    unique (item_id, user_id) include (rating)
);
