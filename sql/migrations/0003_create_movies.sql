-- What only movies have. The constant item_type makes the foreign key refuse a book's id.
create table cinelibre.movies (
    item_id integer primary key,
    item_type text not null default 'movie' check (item_type = 'movie'),
    tmdb_id integer unique,
    imdb_id text unique check (imdb_id ~ '^tt[0-9]+$'),
    release_date date,
    runtime integer check (runtime > 0),
    directors text[] not null default '{}',
    cast_members text[] not null default '{}',
    certification text,
    foreign key (item_id, item_type) references cinelibre.items (id, item_type) on delete cascade
);
