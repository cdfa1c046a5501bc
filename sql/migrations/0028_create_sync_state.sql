-- What the sync remembers from one run to the next: how far it came, what it has spent of a daily budget, and when the
-- source was last asked about an item.
create table cinelibre.sync_cursors (
    source text not null,
    language text not null default '',
    span text not null default '',
    position jsonb not null,
    moved_at timestamptz not null default now(),
    primary key (source, language, span)
);

create table cinelibre.api_budgets (
    api text not null,
    day date not null,
    used integer not null default 0,
    primary key (api, day)
);

create table cinelibre.source_checks (
    item_id integer primary key references cinelibre.items (id) on delete cascade,
    checked_at timestamptz not null,
    is_gone boolean not null default false
);

create index source_checks_by_age on cinelibre.source_checks (checked_at, item_id);

alter table cinelibre.movies add column keywords text[] not null default '{}';
