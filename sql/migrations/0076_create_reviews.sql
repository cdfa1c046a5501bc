-- What readers wrote of an item for everybody: one review a reader and item. A review that was reported and deleted
-- keeps its row without a body, so that writing it anew does not forget the reports.
-- hidden_at: nobody but its author sees it. decided_at: when an admin showed or hid it; only reports after that count.
-- is_settled: an admin showed it, and reports hide it no more until it changes.
create table cinelibre.reviews (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    body text check (body <> '' and char_length(body) <= 5000),
    has_spoilers boolean not null default false,
    written_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    hidden_at timestamptz,
    decided_at timestamptz,
    is_settled boolean not null default false,
    unique (user_id, item_id)
);

create index reviews_by_item on cinelibre.reviews (item_id, written_at desc, id);

create table cinelibre.review_reports (
    review_id integer not null references cinelibre.reviews (id) on delete cascade,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    reason text not null check (reason <> '' and char_length(reason) <= 500),
    reported_at timestamptz not null default clock_timestamp(),
    primary key (review_id, user_id)
);

create index review_reports_by_user on cinelibre.review_reports (user_id, review_id);

-- How often a reader did today what a day takes only so often of: reviews and reports.
create table cinelibre.daily_counts (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    name text not null check (name <> ''),
    day date not null,
    n_times integer not null check (n_times > 0),
    primary key (user_id, name)
);
