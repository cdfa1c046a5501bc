-- Experiments split readers by a hash into variants, each a set of ranking settings. The first variant is the control.
-- Lists are deleted after a week and impressions after a month, so what a report needs is counted by reader and day.
create table cinelibre.experiments (
    id integer generated always as identity primary key,
    name text not null unique check (name ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    variants jsonb not null check (jsonb_typeof(variants) = 'array'),
    changes text[] not null,
    share float8 not null check (share > 0 and share <= 1),
    salt text not null check (salt <> ''),
    most_worse float8 not null check (most_worse > 0 and most_worse < 1),
    starts timestamptz not null,
    ends timestamptz,
    stopped_at timestamptz,
    stopped_by text check (stopped_by in ('operator', 'guardrail')),
    stop_reason text check (stop_reason <> ''),
    measured_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    check (ends > starts),
    check ((stopped_at is null) = (stopped_by is null))
);

-- Who was shown a list of a variant, and when first. Without them nobody could tell a skewed split.
create table cinelibre.experiment_readers (
    experiment_id integer not null references cinelibre.experiments (id) on delete cascade,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    variant text not null check (variant <> ''),
    entered_at timestamptz not null default clock_timestamp(),
    returned_at timestamptz,
    primary key (experiment_id, user_id)
);

create index experiment_readers_by_user on cinelibre.experiment_readers (user_id);

create table cinelibre.experiment_days (
    experiment_id integer not null,
    user_id integer not null,
    day date not null,
    n_shown integer not null,
    n_clicked integer not null,
    n_accepted integer not null,
    n_refused integer not null,
    n_rated integer not null,
    stars float8 not null,
    primary key (experiment_id, user_id, day),
    foreign key (experiment_id, user_id) references cinelibre.experiment_readers (experiment_id, user_id) on delete cascade
);

-- `name:variant` of each experiment that the reader was in when the list was made, joined by `+`; null without one.
alter table cinelibre.recommendation_lists
add column variant text check (variant <> '');

alter table cinelibre.impressions
add column variant text check (variant <> '');
