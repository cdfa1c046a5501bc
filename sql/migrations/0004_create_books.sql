-- What only books have. The constant item_type makes the foreign key refuse a movie's id.
create table cinelibre.books (
    item_id integer primary key,
    item_type text not null default 'book' check (item_type = 'book'),
    google_id text unique,
    isbn13 text unique check (isbn13 ~ '^[0-9]{13}$'),
    published_date date,
    page_count integer check (page_count > 0),
    authors text[] not null default '{}',
    publisher text,
    foreign key (item_id, item_type) references cinelibre.items (id, item_type) on delete cascade
);
