-- CineLibre: the whole database in one script, generated from sql/ by `python -m api.jobs pictures`.
-- Paste it into Supabase's SQL editor and run it; run a newer one later over it. Do not edit it.

begin;
select pg_advisory_xact_lock(hashtextextended('cinelibre.ship', 0));

-- shipping: the ledgers of what was shipped, and the functions that ship it.
-- `python -m api.jobs ship` and `database_schema.sql` both call these and nothing else, so both end alike.
-- Runs first, every time; running it again changes nothing.

create schema if not exists cinelibre;

create table if not exists cinelibre.schema_migrations (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
);

create table if not exists cinelibre.shipped_functions (
    schema_name text not null,
    function_name text not null,
    signature text not null,
    sha256 text not null,
    shipped_at timestamptz not null default now(),
    retired_by text,
    primary key (schema_name, function_name)
);

create table if not exists cinelibre.shipped_releases (
    sha256 text primary key,
    shipped_at timestamptz not null default now()
);

-- Applies one migration unless the ledger has it; refuses one that was edited after it was applied.
create or replace function cinelibre.apply_migration(migration_name text, body_sha256 text, body text)
returns boolean
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _applied_sha256 text := (
        select m.sha256
        from cinelibre.schema_migrations as m
        where m.name = apply_migration.migration_name
    );
begin
    if _applied_sha256 = apply_migration.body_sha256 then
        return false;
    end if;
    if _applied_sha256 is not null then
        raise exception using
            errcode = 'PT409',
            message = 'migration_edited',
            detail = format(
                'Migration %s was changed after it was applied: restore the file and write a new migration.',
                apply_migration.migration_name
            );
    end if;
    execute apply_migration.body;
    insert into cinelibre.schema_migrations (name, sha256)
    values (apply_migration.migration_name, apply_migration.body_sha256);
    return true;
end;
$$;

-- Creates or replaces one function. A function of that name which is not in the ledger is somebody
-- else's: it is refused, never replaced. Where the signature or the result type changed, the former
-- one is dropped, because PostgREST does not serve overloads.
create or replace function cinelibre.ship_function(
    schema_name text,
    function_name text,
    definition_sha256 text,
    definition text
)
returns void
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _former oid[];
    _foreigner text;
    _shipped oid;
begin
    select
        array_agg(p.oid),
        min(p.oid::regprocedure::text) filter (where s.signature is distinct from pg_get_function_identity_arguments(p.oid))
    into _former, _foreigner
    from pg_proc as p
    left join cinelibre.shipped_functions as s
        on s.schema_name = ship_function.schema_name
        and s.function_name = ship_function.function_name
    where p.pronamespace = to_regnamespace(ship_function.schema_name)
        and p.proname = ship_function.function_name;
    if _foreigner is not null then
        raise exception using
            errcode = 'PT409',
            message = 'function_not_ours',
            detail = format(
                'The function %s.%s already exists and was not made by CineLibre: rename or drop it, then ship again.',
                ship_function.schema_name,
                _foreigner
            );
    end if;

    begin
        execute ship_function.definition;
    exception
        when invalid_function_definition then
            execute format('drop function %s', _former[1]::regprocedure);
            execute ship_function.definition;
    end;

    select p.oid
    into _shipped
    from pg_proc as p
    where p.pronamespace = to_regnamespace(ship_function.schema_name)
        and p.proname = ship_function.function_name
    order by p.oid = any(coalesce(_former, '{}')), p.oid desc
    limit 1;
    if _shipped <> all(coalesce(_former, '{}')) and exists (select from pg_proc as p where p.oid = _former[1]) then
        execute format('drop function %s', _former[1]::regprocedure);
    end if;

    insert into cinelibre.shipped_functions as s (schema_name, function_name, signature, sha256)
    values (
        ship_function.schema_name,
        ship_function.function_name,
        pg_get_function_identity_arguments(_shipped),
        ship_function.definition_sha256
    )
    on conflict on constraint shipped_functions_pkey do update
    set signature = excluded.signature,
        sha256 = excluded.sha256,
        shipped_at = case when s.sha256 = excluded.sha256 then s.shipped_at else now() end,
        retired_by = null;
end;
$$;

-- Ends a release: drops the functions that an earlier release marked as gone, marks those that are gone
-- now (an instance of the former release that still runs keeps the functions it calls), and records
-- the release. Functions that state depends on come from migrations and are not in the ledger.
create or replace function cinelibre.finish_release(kept text[], release_sha256 text)
returns void
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _retired record;
begin
    for _retired in
        select
            s.schema_name,
            s.function_name,
            s.signature
        from cinelibre.shipped_functions as s
        where s.schema_name || '.' || s.function_name <> all(finish_release.kept)
            and s.retired_by <> finish_release.release_sha256
        order by s.schema_name, s.function_name
    loop
        execute format('drop function if exists %I.%I(%s)', _retired.schema_name, _retired.function_name, _retired.signature);
        delete from cinelibre.shipped_functions as s
        where s.schema_name = _retired.schema_name
            and s.function_name = _retired.function_name;
    end loop;

    update cinelibre.shipped_functions as s
    set retired_by = finish_release.release_sha256
    where s.schema_name || '.' || s.function_name <> all(finish_release.kept)
        and s.retired_by is null;

    if finish_release.release_sha256 is distinct from (
        select r.sha256
        from cinelibre.shipped_releases as r
        order by r.shipped_at desc, r.sha256
        limit 1
    ) then
        insert into cinelibre.shipped_releases (sha256, shipped_at)
        values (finish_release.release_sha256, clock_timestamp())
        on conflict (sha256) do update
        set shipped_at = excluded.shipped_at;
    end if;
end;
$$;

select cinelibre.apply_migration('0001_create_vector_extension', '6412b98652996ce9a35ff923680f3b3adecf16d4ac0fa4d7c761f737868f8ce5', $cinelibre_file$
-- Vectors live in the extension's own schema, as on hosted Supabase; one that is already installed elsewhere is used there.
create schema if not exists extensions;
create extension if not exists vector with schema extensions;
$cinelibre_file$);

select cinelibre.apply_migration('0002_create_items', 'c4106aa3879c42c5f739077d14a157f33614f41247cf17c4442dfce02ab5c0a0', $cinelibre_file$
-- One id space for movies and books, so that ratings, neighbors and lists need one foreign key.
-- The external_* figures (votes and popularity at TMDB, ratings at Google Books) rank a catalogue nobody has rated yet.
create table cinelibre.items (
    id integer generated by default as identity primary key,
    item_type text not null check (item_type in ('movie', 'book')),
    title text not null check (title <> ''),
    original_title text,
    year integer check (year between -3000 and 3000),
    language text check (language ~ '^[a-z]{2,3}$'),
    genres text[] not null default '{}',
    description text,
    image_url text,
    external_rating real check (external_rating between 0 and 10),
    external_count integer check (external_count >= 0),
    external_popularity real check (external_popularity >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (id, item_type)
);

create index items_by_type on cinelibre.items (item_type, id);

create index items_by_name on cinelibre.items (item_type, lower(title), year);
$cinelibre_file$);

select cinelibre.apply_migration('0003_create_movies', '3d02723ff5058340f48aebaa9c38f974883e9ac99c5975c0f19f7d044c6b3191', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0004_create_books', '9379088864e9bf14bea22dd034ca41df82a3887aaae1b9e60aed2c2166fc66f0', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0005_create_models', '29e012d2b495303073eb13011640d9762835514844ad3929821fce2d97ab50d0', $cinelibre_file$
-- Which model made the numbers in use: vectors of two embedding models cannot be compared.
create table cinelibre.models (
    id integer generated by default as identity primary key,
    kind text not null check (kind in ('embedding')),
    name text not null,
    dimension integer not null check (dimension = 384), -- of item_embeddings.embedding
    is_active boolean not null default false,
    created_at timestamptz not null default now(),
    unique (kind, name)
);

create unique index models_one_active on cinelibre.models (kind) where is_active;
$cinelibre_file$);

select cinelibre.apply_migration('0006_create_item_embeddings', 'c8a417ee9ba5d51180425349b507364aa94ae5796b014d4a3f5ea0e619924e5a', $cinelibre_file$
-- Apart from items, because every update of a row re-enters its HNSW index. Half precision halves the
-- storage; one partial index a type, because a filter on type beside one common index returns too few.
create table cinelibre.item_embeddings (
    item_id integer primary key,
    item_type text not null check (item_type in ('movie', 'book')),
    embedding halfvec(384) not null,
    text_hash text not null,
    model_id integer not null references cinelibre.models (id),
    foreign key (item_id, item_type) references cinelibre.items (id, item_type) on delete cascade
);

create index item_embeddings_movie_hnsw on cinelibre.item_embeddings
using hnsw (embedding halfvec_cosine_ops)
where item_type = 'movie';

create index item_embeddings_book_hnsw on cinelibre.item_embeddings
using hnsw (embedding halfvec_cosine_ops)
where item_type = 'book';
$cinelibre_file$);

select cinelibre.apply_migration('0007_create_unchanged_row_triggers', '6e44d2927af6a29dc43e2f632093bb237bcde07e687a0f022e7af1d5b011e940', $cinelibre_file$
-- A sync rewrites what it finds: rows that stay the same are skipped, and updated_at tells when one truly changed.
-- Values are compared, not bytes as suppress_redundant_updates_trigger does: long texts are stored compressed.
create function cinelibre.skip_update()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return null;
end;
$$;

create function cinelibre.touch_updated_at()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

-- Triggers fire in the order of their names: skip_unchanged comes before touch_updated_at.
create trigger skip_unchanged before update on cinelibre.items
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger touch_updated_at before update on cinelibre.items
for each row execute function cinelibre.touch_updated_at();

create trigger skip_unchanged before update on cinelibre.movies
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger skip_unchanged before update on cinelibre.books
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();

create trigger skip_unchanged before update on cinelibre.item_embeddings
for each row when (old.* is not distinct from new.*) execute function cinelibre.skip_update();
$cinelibre_file$);

select cinelibre.apply_migration('0008_add_movielens_id', '93f763259cdf040e4b0e80be74812442077c200f0d66e9e0ec0fb5ba6fcd5ec3', $cinelibre_file$
-- MovieLens names its movies by ids of its own; ratings refer to them, and a few have no TMDB id.
alter table cinelibre.movies add column movielens_id integer unique;
$cinelibre_file$);

select cinelibre.apply_migration('0009_create_fold', 'f5137bf29a026bdb9334a34434f75541a02faa6f0f111ee324fbc80fec7294b8', $cinelibre_file$
-- What people type has no accents and no capitals: both sides of every comparison of words go through these.
-- Columns and indexes are made of them, so they are state: to change one is to write those anew.

-- Lower case, without accents and apostrophes: 'L’Étoile' and 'letoile' are the same.
create function cinelibre.fold(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select replace(replace(replace(
        translate(
            regexp_replace(normalize(lower(fold.words), nfd), '[\u0300-\u036f]', '', 'g'),
            'øłđðı''’ʼ`',
            'olddi'
        ),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
$$;

-- Folded, and with one space where there was anything but letters and digits.
create function cinelibre.fold_title(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select btrim(regexp_replace(cinelibre.fold(fold_title.words), '[^[:alnum:]\u0900-\u0dff]+', ' ', 'g'));
$$;

-- Names as a set of folded ones, to find a person or a genre by.
create function cinelibre.fold_names(names text[])
returns text[]
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(distinct cinelibre.fold_title(name)), '{}')
    from unnest(fold_names.names) as name;
$$;

-- What a search by words looks through: titles weigh A, people B, genres C, the description D.
-- Names are kept as they are; descriptions are reduced to English stems.
create function cinelibre.search_document(title text, original_title text, people text[], genres text[], description text)
returns tsvector
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        setweight(to_tsvector('pg_catalog.simple', cinelibre.fold_title(concat_ws(' ', search_document.title, search_document.original_title))), 'A')
        || setweight(to_tsvector('pg_catalog.simple', array_to_string(cinelibre.fold_names(search_document.people), ' ')), 'B')
        || setweight(to_tsvector('pg_catalog.simple', array_to_string(cinelibre.fold_names(search_document.genres), ' ')), 'C')
        || setweight(to_tsvector('pg_catalog.english', cinelibre.fold(coalesce(search_document.description, ''))), 'D');
$$;
$cinelibre_file$);

select cinelibre.apply_migration('0010_add_people', '957a6d7f0e739b637fe56d04b7ebb2b57d0376dfc226e97308377d2056e3d6f6', $cinelibre_file$
-- Directors, the first of the cast, authors: lists show them and searches find by them, for movies and books alike.
alter table cinelibre.items add column people text[] not null default '{}';
$cinelibre_file$);

select cinelibre.apply_migration('0011_add_search_columns', '24fc36be2a17b5f18a2208a66bbb17d48cdd1117bb476887a45b66048b9867e5', $cinelibre_file$
-- What searches and lists find and sort by, computed once when an item is written.
-- prominence: how widely an item is known, the logarithm of how many rated it at its source.
-- damped_rating: the source's average pulled to the middle of its scale by 50 imagined ratings, so that few do not
-- win over many (TMDB rates to 10, its films average 6.3; Google Books to 5, its books 3.8).
alter table cinelibre.items
add column folded_title text not null generated always as (cinelibre.fold_title(title)) stored,
add column search tsvector not null generated always as (
    cinelibre.search_document(title, original_title, people, genres, description)
) stored,
add column folded_people text[] not null generated always as (cinelibre.fold_names(people)) stored,
add column prominence real not null generated always as (ln(1 + coalesce(external_count, 0))) stored,
add column damped_rating real not null generated always as (
    (
        coalesce(external_count, 0) * coalesce(external_rating, 0)
        + 50 * case item_type when 'movie' then 6.3 else 3.8 end
    ) / (coalesce(external_count, 0) + 50)
) stored;

create index items_by_folded_title on cinelibre.items (folded_title text_pattern_ops);

create index items_by_search on cinelibre.items using gin (search);

create index items_by_people on cinelibre.items using gin (folded_people);

create index items_by_genres on cinelibre.items using gin (genres);

create index items_by_language on cinelibre.items (item_type, language, id);

create index items_by_year on cinelibre.items (item_type, year desc nulls last, id);

create index items_by_prominence on cinelibre.items (item_type, prominence desc, id);

create index items_by_rating on cinelibre.items (item_type, damped_rating desc, id);

create index items_in_title_order on cinelibre.items (item_type, folded_title, id);
$cinelibre_file$);

set local search_path = cinelibre, public, extensions, pg_temp;
set local check_function_bodies = off;
do $$ begin perform '[1]'::vector; end $$;

select cinelibre.ship_function('cinelibre', 'claim_embedding_model', '7a45e0dff374fb098bc2f3148ae9b3f65eeee1a54412444c5ded48284cffd907', $cinelibre_file$
-- claim_embedding_model: the id of the model that embeds the catalogue; the first to write becomes it.
-- A second model is refused with PT503 until the catalogue is embedded anew.
create or replace function cinelibre.claim_embedding_model(embedding_model text, dimension integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.models (kind, name, dimension, is_active)
    select
        'embedding',
        claim_embedding_model.embedding_model,
        claim_embedding_model.dimension,
        true
    where not exists (
        select
        from cinelibre.models as m
        where m.kind = 'embedding'
            and m.is_active
    )
    on conflict do nothing;

    select model.model_id
    from cinelibre.require_embedding_model(
        claim_embedding_model.embedding_model,
        claim_embedding_model.dimension
    ) as model;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_item', 'c4171b57fec0fbd0d34aed33231de985ab68a63a691597e839a023fb9213e103', $cinelibre_file$
-- find_item: the id of the item that a record from outside speaks of, or null.
-- Ids of the sources first; then title and year, where one side has no ids that could contradict.
create or replace function cinelibre.find_item(
    item_type text,
    title text,
    year integer,
    tmdb_id integer,
    imdb_id text,
    google_id text,
    isbn13 text
)
returns integer
language sql
stable
as $$
    select coalesce(
        (select m.item_id from cinelibre.movies as m where m.tmdb_id = find_item.tmdb_id and find_item.item_type = 'movie'),
        (select m.item_id from cinelibre.movies as m where m.imdb_id = find_item.imdb_id and find_item.item_type = 'movie'),
        (select b.item_id from cinelibre.books as b where b.google_id = find_item.google_id and find_item.item_type = 'book'),
        (select b.item_id from cinelibre.books as b where b.isbn13 = find_item.isbn13 and find_item.item_type = 'book'),
        (
            select i.id
            from cinelibre.items as i
            left join cinelibre.movies as m on m.item_id = i.id
            left join cinelibre.books as b on b.item_id = i.id
            where i.item_type = find_item.item_type
                and lower(i.title) = lower(find_item.title)
                and i.year is not distinct from find_item.year
                and (
                    coalesce(m.tmdb_id::text, m.imdb_id, b.google_id, b.isbn13) is null
                    or coalesce(find_item.tmdb_id::text, find_item.imdb_id, find_item.google_id, find_item.isbn13) is null
                )
            order by i.id
            limit 1
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'read_items', '2b73ab6da38e81f82ed80ecb1c11bb8420e5422a8d31860c74f640947cb475d6', $cinelibre_file$
-- read_items: a batch of records as typed rows, each with the id of the item it speaks of.
-- Called by upsert_items. Of records that name the same item, by any id they share, the last one counts; a new item takes its id here.
create or replace function cinelibre.read_items(records jsonb)
returns table (
    item_id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    external_popularity real,
    tmdb_id integer,
    imdb_id text,
    release_date date,
    runtime integer,
    directors text[],
    cast_members text[],
    certification text,
    google_id text,
    isbn13 text,
    published_date date,
    page_count integer,
    authors text[],
    publisher text,
    embedding halfvec,
    text_hash text
)
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select
            element.place,
            record.*,
            cinelibre.find_item(
                record.item_type, record.title, record.year,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ) as found_id
        from jsonb_array_elements(read_items.records) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as record (
            item_type text, title text, original_title text, year integer, language text, genres text[],
            description text, image_url text,
            external_rating real, external_count integer, external_popularity real,
            tmdb_id integer, imdb_id text, release_date date, runtime integer,
            directors text[], "cast" text[], certification text,
            google_id text, isbn13 text, published_date date, page_count integer, authors text[], publisher text,
            embedding halfvec, text_hash text
        )
    ),
    latest as (
        select distinct on (coalesce(t.found_id, -twin.place))
            t.*
        from typed as t
        cross join lateral (
            select coalesce(min(o.place), t.place) as place
            from typed as o
            where o.tmdb_id = t.tmdb_id
                or o.imdb_id = t.imdb_id
                or o.google_id = t.google_id
                or o.isbn13 = t.isbn13
                or (
                    o.item_type = t.item_type
                    and lower(o.title) = lower(t.title)
                    and o.year is not distinct from t.year
                    and coalesce(o.tmdb_id::text, o.imdb_id, o.google_id, o.isbn13) is null
                    and coalesce(t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                )
        ) as twin
        order by coalesce(t.found_id, -twin.place), t.place desc
    )
    select
        coalesce(l.found_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
        l.item_type, l.title, l.original_title, l.year, l.language, l.genres,
        l.description, l.image_url,
        l.external_rating, l.external_count, l.external_popularity,
        l.tmdb_id, l.imdb_id, l.release_date, l.runtime, l.directors, l."cast", l.certification,
        l.google_id, l.isbn13, l.published_date, l.page_count, l.authors, l.publisher,
        l.embedding, l.text_hash
    from (select latest.* from latest order by latest.place) as l;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'refuse', '831b3b63c1e0b154cefe4739536aa61c8651576bb268740f3fe1ae04c723f242', $cinelibre_file$
-- refuse: raise an error that a client understands, from inside an expression.
-- SQL functions cannot raise; coalesce(answer, refuse(...)) lets them stay SQL.
create or replace function cinelibre.refuse(error_code text, slug text, sentence text)
returns jsonb
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    raise exception using
        errcode = refuse.error_code,
        message = refuse.slug,
        detail = refuse.sentence;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_embedding_model', '196489e689264e6184257cc9692b075bb8cb37509b77e4626ea13b3024a2135d', $cinelibre_file$
-- require_embedding_model: the id of the model that embedded the catalogue, none while it is empty.
-- Vectors of another model are refused with PT503, because their distances would mean nothing.
create or replace function cinelibre.require_embedding_model(embedding_model text, dimension integer)
returns table (model_id integer)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _active cinelibre.models;
begin
    select m.*
    into _active
    from cinelibre.models as m
    where m.kind = 'embedding'
        and m.is_active;
    if not found then
        return;
    end if;
    if _active.name is distinct from coalesce(require_embedding_model.embedding_model, _active.name)
        or _active.dimension <> require_embedding_model.dimension then
        perform cinelibre.refuse(
            'PT503',
            'embedding_model_mismatch',
            format(
                'The catalogue was embedded by %s (%s dimensions), the question by %s (%s): set EMBEDDING_MODEL back, or embed the catalogue anew.',
                _active.name,
                _active.dimension,
                coalesce(require_embedding_model.embedding_model, 'another model'),
                require_embedding_model.dimension
            )
        );
    end if;
    return query select _active.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_book', 'e081716cbb4be9fdc8785c20deb65bdd3415f23215a5470de8b01fd27ee9d8e0', $cinelibre_file$
-- get_book: everything we know of one book; PT404 when there is none with that id.
-- GET /books/{id}.
create or replace function public.get_book(book_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select to_jsonb(found)
            from (
                select
                    i.id,
                    i.item_type,
                    i.title,
                    i.original_title,
                    i.year,
                    i.language,
                    i.genres,
                    i.description,
                    i.image_url,
                    i.external_rating,
                    i.external_count,
                    b.google_id,
                    b.isbn13,
                    b.published_date,
                    b.page_count,
                    b.authors,
                    b.publisher
                from cinelibre.items as i
                join cinelibre.books as b on b.item_id = i.id
                where i.id = get_book.book_id
            ) as found
        ),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no book with the id %s.', get_book.book_id))
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_health', 'b120b8dcb155771235b632926da0c9ce76ecf0e971e17133349644b88518766f', $cinelibre_file$
-- get_health: what the database says of itself: version, size, and how much catalogue there is.
-- GET /health, GET /health/db.
create or replace function public.get_health()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_readiness() || jsonb_build_object(
        'server_version', current_setting('server_version'),
        'vector_version', (
            select e.extversion
            from pg_extension as e
            where e.extname = 'vector'
        ),
        'is_read_only', current_setting('default_transaction_read_only')::boolean,
        'database_bytes', pg_database_size(current_database()),
        'n_movies', (select count(*) from cinelibre.movies),
        'n_books', (select count(*) from cinelibre.books),
        'n_embedded', (select count(*) from cinelibre.item_embeddings),
        'n_migrations', (select count(*) from cinelibre.schema_migrations)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_items', 'e2eddfc30246df1b3717700bb4ca557d42499b60b385ddd51908414f647ac463', $cinelibre_file$
-- get_items: one page of the movies or of the books, and how many there are.
-- GET /movies, GET /books. Ordered by id, so that pages stay put while items are added.
create or replace function public.get_items(
    item_type text,
    item_skip integer default 0,
    item_limit integer default 20
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'total', (
            select count(*)
            from cinelibre.items as i
            where i.item_type = get_items.item_type
        ),
        'items', coalesce(
            (
                select jsonb_agg(to_jsonb(page) order by page.id)
                from (
                    select
                        i.id,
                        i.item_type,
                        i.title,
                        i.original_title,
                        i.year,
                        i.language,
                        i.genres,
                        i.description,
                        i.image_url,
                        i.external_rating,
                        i.external_count
                    from cinelibre.items as i
                    where i.item_type = get_items.item_type
                    order by i.id
                    offset get_items.item_skip
                    limit get_items.item_limit
                ) as page
            ),
            '[]'
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_movie', '55e00b166b01fda22f6c402a8258b4698b19ee6cbb537e1bc0af549143d8cabb', $cinelibre_file$
-- get_movie: everything we know of one movie; PT404 when there is none with that id.
-- GET /movies/{id}.
create or replace function public.get_movie(movie_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select to_jsonb(found)
            from (
                select
                    i.id,
                    i.item_type,
                    i.title,
                    i.original_title,
                    i.year,
                    i.language,
                    i.genres,
                    i.description,
                    i.image_url,
                    i.external_rating,
                    i.external_count,
                    m.tmdb_id,
                    m.imdb_id,
                    m.release_date,
                    m.runtime,
                    m.directors,
                    m.cast_members as "cast",
                    m.certification
                from cinelibre.items as i
                join cinelibre.movies as m on m.item_id = i.id
                where i.id = get_movie.movie_id
            ) as found
        ),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no movie with the id %s.', get_movie.movie_id))
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_readiness', '015df07b933e3eed43faa4dffbb494964753ac0442961d367f4f58114e46a34f', $cinelibre_file$
-- get_readiness: the release the database was shipped with, and the model its catalogue was embedded by.
-- GET /health/ready. Reads three small rows, counts nothing.
create or replace function public.get_readiness()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'release_sha256', (
            select r.sha256
            from cinelibre.shipped_releases as r
            order by r.shipped_at desc, r.sha256
            limit 1
        ),
        'embedding_model', (
            select m.name
            from cinelibre.models as m
            where m.kind = 'embedding'
                and m.is_active
        ),
        'has_items', exists (select from cinelibre.items)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_books', '2a5f969c2ca90a85edc9dad04085f0615db97bfe1ce5a596f566eb580537ef61', $cinelibre_file$
-- match_books: the books whose descriptions mean most nearly what a sentence means.
-- At most 100, whatever match_count says: with a parameter in the inner limit the planner assumes a tenth
-- of the table and sorts all of it instead of walking the index.
-- GET /search/semantic?type=book. The inner scan has the type as a literal and no tie-breaker, or the
-- partial HNSW index could not serve it; the threshold stands outside it for the same reason.
create or replace function public.match_books(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 100
set hnsw.iterative_scan = strict_order
as $$
    select
        i.id,
        i.item_type,
        i.title,
        i.original_title,
        i.year,
        i.language,
        i.genres,
        i.description,
        i.image_url,
        i.external_rating,
        i.external_count,
        1 - nearest.distance as similarity
    from cinelibre.require_embedding_model(
        match_books.embedding_model,
        vector_dims(match_books.query_embedding)
    ) as model (id)
    cross join lateral (
        select
            e.item_id,
            e.embedding <=> match_books.query_embedding::halfvec as distance
        from cinelibre.item_embeddings as e
        where e.item_type = 'book'
            and e.model_id = model.id
        order by e.embedding <=> match_books.query_embedding::halfvec
        limit 100
    ) as nearest
    join cinelibre.items as i on i.id = nearest.item_id
    where 1 - nearest.distance >= match_books.match_threshold
    order by nearest.distance, i.id
    limit match_books.match_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_items', '42001927fac102bd53634c7d654ca2f010501511f3e5216001821276fff01b53', $cinelibre_file$
-- match_items: the movies and books whose descriptions mean most nearly what a sentence means.
-- GET /search/semantic without a type. Two scans and not one: each type has its own index.
create or replace function public.match_items(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from (
        select movies.*
        from public.match_movies(
            match_items.query_embedding,
            match_items.match_threshold,
            match_items.match_count,
            match_items.embedding_model
        ) as movies
        union all
        select books.*
        from public.match_books(
            match_items.query_embedding,
            match_items.match_threshold,
            match_items.match_count,
            match_items.embedding_model
        ) as books
    ) as found
    order by found.similarity desc, found.id
    limit match_items.match_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_movies', '990a02a7b895969a347941a23ddad9a00b9dd55a927eebe3cdf15ef9ec89339d', $cinelibre_file$
-- match_movies: the movies whose descriptions mean most nearly what a sentence means.
-- At most 100, whatever match_count says: with a parameter in the inner limit the planner assumes a tenth
-- of the table and sorts all of it instead of walking the index.
-- GET /search/semantic?type=movie. The inner scan has the type as a literal and no tie-breaker, or the
-- partial HNSW index could not serve it; the threshold stands outside it for the same reason.
create or replace function public.match_movies(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 100
set hnsw.iterative_scan = strict_order
as $$
    select
        i.id,
        i.item_type,
        i.title,
        i.original_title,
        i.year,
        i.language,
        i.genres,
        i.description,
        i.image_url,
        i.external_rating,
        i.external_count,
        1 - nearest.distance as similarity
    from cinelibre.require_embedding_model(
        match_movies.embedding_model,
        vector_dims(match_movies.query_embedding)
    ) as model (id)
    cross join lateral (
        select
            e.item_id,
            e.embedding <=> match_movies.query_embedding::halfvec as distance
        from cinelibre.item_embeddings as e
        where e.item_type = 'movie'
            and e.model_id = model.id
        order by e.embedding <=> match_movies.query_embedding::halfvec
        limit 100
    ) as nearest
    join cinelibre.items as i on i.id = nearest.item_id
    where 1 - nearest.distance >= match_movies.match_threshold
    order by nearest.distance, i.id
    limit match_movies.match_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'upsert_items', '69dee8bcb0027e017afb81dd4ab0bbb020dbcbc6ea14df996ff560256dfbe573', $cinelibre_file$
-- upsert_items: write a batch of movies and books with their embeddings; running it twice is once.
-- Called by every import and by the sync. What a record leaves out stays as it was; the tables' triggers
-- skip rows that stay the same. Batches wait for one another: two that bring the same new item at once
-- would both believe it new. Answers how many items are new, changed and the same.
create or replace function public.upsert_items(records jsonb, embedding_model text, dimension integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('cinelibre.upsert_items', 0));

    with model as materialized (
        select cinelibre.claim_embedding_model(upsert_items.embedding_model, upsert_items.dimension) as id
    ),
    incoming as materialized (
        select record.*
        from model
        cross join lateral cinelibre.read_items(upsert_items.records) as record
        where model.id is not null
        order by record.item_id
    ),
    known as materialized (
        select i.id
        from cinelibre.items as i
        join incoming as n on n.item_id = i.id
    ),
    written_items as (
        insert into cinelibre.items as i (
            id, item_type, title, original_title, year, language, genres, people, description, image_url,
            external_rating, external_count, external_popularity
        )
        select
            n.item_id, n.item_type, n.title, n.original_title, n.year, n.language, coalesce(n.genres, '{}'),
            coalesce(n.directors, '{}') || coalesce(n.cast_members[:3], '{}') || coalesce(n.authors, '{}'),
            n.description, n.image_url, n.external_rating, n.external_count, n.external_popularity
        from incoming as n
        order by n.item_id
        on conflict (id) do update
        set title = excluded.title,
            original_title = coalesce(excluded.original_title, i.original_title),
            year = coalesce(excluded.year, i.year),
            language = coalesce(excluded.language, i.language),
            genres = coalesce(nullif(excluded.genres, '{}'), i.genres),
            people = coalesce(nullif(excluded.people, '{}'), i.people),
            description = coalesce(excluded.description, i.description),
            image_url = coalesce(excluded.image_url, i.image_url),
            external_rating = coalesce(excluded.external_rating, i.external_rating),
            external_count = coalesce(excluded.external_count, i.external_count),
            external_popularity = coalesce(excluded.external_popularity, i.external_popularity)
        returning i.id
    ),
    written_movies as (
        insert into cinelibre.movies as m (
            item_id, tmdb_id, imdb_id, release_date, runtime, directors, cast_members, certification
        )
        select
            n.item_id, n.tmdb_id, n.imdb_id, n.release_date, n.runtime,
            coalesce(n.directors, '{}'), coalesce(n.cast_members, '{}'), n.certification
        from incoming as n
        where n.item_type = 'movie'
        order by n.item_id
        on conflict (item_id) do update
        set tmdb_id = coalesce(excluded.tmdb_id, m.tmdb_id),
            imdb_id = coalesce(excluded.imdb_id, m.imdb_id),
            release_date = coalesce(excluded.release_date, m.release_date),
            runtime = coalesce(excluded.runtime, m.runtime),
            directors = coalesce(nullif(excluded.directors, '{}'), m.directors),
            cast_members = coalesce(nullif(excluded.cast_members, '{}'), m.cast_members),
            certification = coalesce(excluded.certification, m.certification)
        returning m.item_id
    ),
    written_books as (
        insert into cinelibre.books as b (
            item_id, google_id, isbn13, published_date, page_count, authors, publisher
        )
        select
            n.item_id, n.google_id, n.isbn13, n.published_date, n.page_count, coalesce(n.authors, '{}'), n.publisher
        from incoming as n
        where n.item_type = 'book'
        order by n.item_id
        on conflict (item_id) do update
        set google_id = coalesce(excluded.google_id, b.google_id),
            isbn13 = coalesce(excluded.isbn13, b.isbn13),
            published_date = coalesce(excluded.published_date, b.published_date),
            page_count = coalesce(excluded.page_count, b.page_count),
            authors = coalesce(nullif(excluded.authors, '{}'), b.authors),
            publisher = coalesce(excluded.publisher, b.publisher)
        returning b.item_id
    ),
    written_embeddings as (
        insert into cinelibre.item_embeddings as e (item_id, item_type, embedding, text_hash, model_id)
        select n.item_id, n.item_type, n.embedding, n.text_hash, model.id
        from incoming as n
        cross join model
        where n.embedding is not null
        order by n.item_id
        on conflict (item_id) do update
        set embedding = excluded.embedding,
            text_hash = excluded.text_hash,
            model_id = excluded.model_id
        returning e.item_id
    ),
    touched as (
        select item_id from written_movies
        union
        select item_id from written_books
        union
        select item_id from written_embeddings
        union
        select id from written_items
    )
    select jsonb_build_object(
        'n_new', count(*) filter (where known.id is null),
        'n_changed', count(*) filter (where known.id is not null and touched.item_id is not null),
        'n_unchanged', count(*) filter (where known.id is not null and touched.item_id is null)
    )
    from incoming
    left join known on known.id = incoming.item_id
    left join touched on touched.item_id = incoming.item_id;
$$;
$cinelibre_file$);

select cinelibre.finish_release(array['cinelibre.claim_embedding_model', 'cinelibre.find_item', 'cinelibre.read_items', 'cinelibre.refuse', 'cinelibre.require_embedding_model', 'public.get_book', 'public.get_health', 'public.get_items', 'public.get_movie', 'public.get_readiness', 'public.match_books', 'public.match_items', 'public.match_movies', 'public.upsert_items'], 'b10cca136ecdfcdc796f5f2d838e167ced88c09c38338b7622394d39aed4967d');

-- grants: who may do what. Runs last, every time. Functions in `public` and everything in `cinelibre`
-- belong to service_role alone; anon and authenticated get nothing. On a server without Supabase's
-- roles only the owner has access, and there is nobody to grant to.
do $grants$
declare
    _outsiders text := concat_ws(', ', 'public', (
        select string_agg(quote_ident(r.rolname), ', ' order by r.rolname)
        from pg_roles as r
        where r.rolname in ('anon', 'authenticated')
    ));
    _has_service_role boolean := exists (select from pg_roles as r where r.rolname = 'service_role');
    _function regprocedure;
    _table regclass;
begin
    execute format('revoke all on schema cinelibre from %s', _outsiders);
    execute format('revoke all on all tables in schema cinelibre from %s', _outsiders);
    execute format('revoke all on all sequences in schema cinelibre from %s', _outsiders);
    if _has_service_role then
        grant usage on schema cinelibre to service_role;
        grant select, insert, update, delete on all tables in schema cinelibre to service_role;
        grant usage, select on all sequences in schema cinelibre to service_role;
    end if;

    for _function in
        select p.oid::regprocedure
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        left join cinelibre.shipped_functions as s
            on s.schema_name = n.nspname
            and s.function_name = p.proname
        where n.nspname = 'cinelibre'
            or s.function_name is not null
        order by p.oid
    loop
        execute format('revoke all on function %s from %s', _function, _outsiders);
        if _has_service_role then
            execute format('grant execute on function %s to service_role', _function);
        end if;
    end loop;

    for _table in
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'cinelibre'::regnamespace
            and c.relkind in ('r', 'p')
        order by c.oid
    loop
        if not (select c.relrowsecurity from pg_class as c where c.oid = _table) then
            execute format('alter table %s enable row level security', _table);
        end if;
        if _has_service_role and not exists (select from pg_policy as p where p.polrelid = _table) then
            execute format('create policy service_role_only on %s for all to service_role using (true)', _table);
        end if;
    end loop;
end;
$grants$;

notify pgrst, 'reload schema';
commit;
