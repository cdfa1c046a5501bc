-- How often items of which little is known were shown and clicked, so that no list counts impressions; and the pool of
-- them from which lists explore (docs/algorithms.md, "Exploring"). The chore refresh-exploring writes all three tables.
-- `seen` sums 1 / log2(place + 1): how many first places the showings are worth. What was shown until `settled_until` is
-- added once and stays when its impressions are deleted; what is more recent is counted anew, as clicks still come.
create table cinelibre.exposures (
    item_id integer primary key references cinelibre.items (id) on delete cascade,
    shown_count integer not null default 0,
    clicked_count integer not null default 0,
    seen float8 not null default 0,
    recent_shown_count integer not null default 0,
    recent_clicked_count integer not null default 0,
    recent_seen float8 not null default 0,
    settled_until timestamptz not null default '-infinity'
);

-- `features` are the item's as `kind name`, with the weight of each in `weights`: a list reads no items to compare them.
create table cinelibre.explorable (
    item_id integer primary key references cinelibre.items (id) on delete cascade,
    item_type text not null,
    features text[] not null,
    weights float8[] not null,
    added_at timestamptz not null,
    shown_count integer not null,
    clicked_count integer not null,
    seen float8 not null,
    rater_count integer not null,
    like_count integer not null
);

-- What the whole catalogue says: how many items there are, what the newest impressions brought, and how many raters like.
create table cinelibre.exploring_prior (
    is_only_row boolean primary key default true check (is_only_row),
    item_count integer not null default 0,
    seen float8 not null default 0,
    clicked_count integer not null default 0,
    rater_count bigint not null default 0,
    like_count bigint not null default 0
);

insert into cinelibre.exploring_prior default values;
