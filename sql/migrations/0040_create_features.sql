-- What items are made of, so that a taste can be weighed against the catalogue: for each genre, language, decade and
-- person, and for pairs of them, the share of a type's items that have it, and the best known of those.
-- Pairs are named in the order of their kinds, then of their names: ('pair', 'genre Thriller|language ta').
create table cinelibre.features (
    kind text not null,
    name text not null,
    item_type text not null check (item_type in ('movie', 'book')),
    n_items integer not null,
    share float8 not null,
    item_ids integer[] not null,
    primary key (kind, name, item_type)
);

-- What somebody thinks of a feature: how much more often than by chance it stands in what they liked and disliked.
create type cinelibre.liking as (kind text, name text, liked float8, disliked float8);

-- Whom a list is for: their history, newest first, what they know, whose taste is near theirs, and what they like.
create type cinelibre.reader as (
    user_id integer,
    item_ids integer[],
    ratings real[],
    known_ids integer[],
    neighbor_ids integer[],
    neighbor_weights real[],
    neighbor_common smallint[],
    likings cinelibre.liking[]
);

-- weights: of the sources by length of history, where training has chosen them; with the item model they were tried on.
alter table cinelibre.models
add column weights jsonb check (jsonb_typeof(weights) = 'object');

-- What could be recommended, as ranking reads it: features, and what each source says (null: nothing).
create type cinelibre.candidate as (
    item_id integer,
    item_type text,
    year integer,
    language text,
    genres text[],
    people text[],
    work_id integer,
    neighbors float8,
    ease float8,
    cosine float8,
    content float8,
    popular float8
);

-- What a source says of an item; power is how much its raters temper it.
create type cinelibre.score as (source text, item_id integer, points float8, power float8);
