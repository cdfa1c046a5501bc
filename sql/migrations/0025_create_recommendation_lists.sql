-- Lists that were recommended, with the receipt of every item: kept for a week, the last twenty a user and type.
-- A list is the present one while its day is today where its user lives and taste_version is its user's.
create table cinelibre.recommendation_lists (
    id uuid primary key default gen_random_uuid(),
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_type text check (item_type in ('movie', 'book')),
    taste_version integer not null,
    day date not null,
    method text not null,
    item_ids integer[] not null,
    items jsonb not null check (jsonb_typeof(items) = 'array'),
    served_count integer not null default 0,
    is_current boolean not null default true,
    created_at timestamptz not null default clock_timestamp()
);

create index recommendation_lists_by_user on cinelibre.recommendation_lists (user_id, created_at desc, id);

create unique index recommendation_lists_one_current on cinelibre.recommendation_lists (user_id, coalesce(item_type, ''))
where is_current;

-- What was shown to whom, at which place of which list.
create table cinelibre.impressions (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    recommendation_id uuid not null references cinelibre.recommendation_lists (id) on delete cascade,
    place smallint not null,
    shown_at timestamptz not null default clock_timestamp(),
    primary key (recommendation_id, item_id)
);

create index impressions_by_user on cinelibre.impressions (user_id, shown_at desc, item_id);

create index impressions_by_item on cinelibre.impressions (item_id);
