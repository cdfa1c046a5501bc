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

select cinelibre.apply_migration('0011_add_search_columns', 'cd5778725c6e9af44906c56b9566ddcd3eb179e3634745847056ecfe7868a4c0', $cinelibre_file$
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
add column folded_genres text[] not null generated always as (cinelibre.fold_names(genres)) stored,
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

create index items_by_genres on cinelibre.items using gin (folded_genres);

create index items_by_language on cinelibre.items (item_type, language, id);

create index items_by_year on cinelibre.items (item_type, year desc nulls last, id);

create index items_by_prominence on cinelibre.items (item_type, prominence desc, id);

create index items_by_rating on cinelibre.items (item_type, damped_rating desc, id);

create index items_in_title_order on cinelibre.items (item_type, folded_title, id);
$cinelibre_file$);

select cinelibre.apply_migration('0012_create_users', 'e64cc36019c6ace016a2fb580a4f114ac07034cb5d1d3938a7cd10425cd50259', $cinelibre_file$
-- Who rates and is recommended to. Raters that an import brings have no e-mail, so nobody can log in as one of
-- them; external_id says who they are at their source, such as movielens:1, so that importing twice is once.
create table cinelibre.users (
    id integer generated by default as identity primary key,
    email text unique check (email = lower(email) and email <> ''),
    name text check (name <> ''),
    external_id text unique check (external_id <> ''),
    created_at timestamptz not null default now(),
    check (email is not null or external_id is not null)
);
$cinelibre_file$);

select cinelibre.apply_migration('0013_create_ratings', '250e9b60a48f83e5c20c7b4e8e116359dba4c15a85a6a7e04551e2d65006f0dc', $cinelibre_file$
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

select cinelibre.ship_function('cinelibre', 'count_expected', '45be18a21ad0e97bab8c7f35c2776d2bfda4a5d7848449641b464ad7096f2140', $cinelibre_file$
-- count_expected: about how many items of a type a condition lets through.
-- Called by scan_by_meaning. A table of up to 50,000 rows is counted; of a larger one a fixed sample of its pages,
-- about 2,000 rows, is looked at.
create or replace function cinelibre.count_expected(item_type text, conditions text)
returns float8
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_rows float8 := (select c.reltuples from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _percent float8 := least(100, 100 * 2000 / greatest(_n_rows, 1));
    _n_expected float8;
begin
    execute format(
        'select count(*) * %s from cinelibre.items as i %s where i.item_type = %L and %s',
        case when _n_rows > 50000 then 100 / _percent else 1 end,
        case when _n_rows > 50000 then format('tablesample system (%s) repeatable (1)', _percent) end,
        count_expected.item_type,
        count_expected.conditions
    )
    into _n_expected;
    return _n_expected;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_emptying', '981be3c3c192a36f8dc244301394f71c4aa2c87937bbda9291d74e41d9d142b0', $cinelibre_file$
-- find_emptying: which filters left nothing: those without which something would be left, or else all of them.
-- Called by search_items when it found nothing. None are named where the filters let something through.
create or replace function cinelibre.find_emptying(item_type text, filters jsonb)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _asked text[] := array(
        select f.key
        from jsonb_each(find_emptying.filters) as f (key, value)
        where f.value not in ('null', '[]')
        order by f.key
    );
    _emptying text[] := '{}';
    _name text;
begin
    if cinelibre.has_items(find_emptying.item_type, find_emptying.filters) then
        return '[]';
    end if;
    foreach _name in array _asked loop
        if cinelibre.has_items(find_emptying.item_type, find_emptying.filters - _name) then
            _emptying := _emptying || _name;
        end if;
    end loop;
    return to_jsonb(coalesce(nullif(_emptying, '{}'), _asked));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_item', 'cec857d85597e7e32c94b12abe2e89cc1c12aaf374747d96320449c297fcc843', $cinelibre_file$
-- find_item: the id of the item that a record from outside speaks of, or null.
-- Ids of the sources first; then title and year, where one side has no ids that could contradict. An item that
-- MovieLens knows by another id is another item, even under the same tmdb_id: MovieLens has two of tmdb_id 4912.
create or replace function cinelibre.find_item(
    item_type text,
    title text,
    year integer,
    movielens_id integer,
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
        (
            select m.item_id
            from cinelibre.movies as m
            where m.movielens_id = find_item.movielens_id
                and find_item.item_type = 'movie'
        ),
        (
            select m.item_id
            from cinelibre.movies as m
            where m.tmdb_id = find_item.tmdb_id
                and (m.movielens_id = find_item.movielens_id) is not false
                and find_item.item_type = 'movie'
        ),
        (
            select m.item_id
            from cinelibre.movies as m
            where m.imdb_id = find_item.imdb_id
                and (m.movielens_id = find_item.movielens_id) is not false
                and find_item.item_type = 'movie'
        ),
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
                    coalesce(m.movielens_id::text, m.tmdb_id::text, m.imdb_id, b.google_id, b.isbn13) is null
                    or coalesce(
                        find_item.movielens_id::text, find_item.tmdb_id::text, find_item.imdb_id,
                        find_item.google_id, find_item.isbn13
                    ) is null
                )
            order by i.id
            limit 1
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_titles', 'bc91cb17b0705c3f30c5fd50f1c09b21f254acdd99337a7ef7181d72dd9f14bd', $cinelibre_file$
-- find_titles: the ids of titles that begin with folded words, or have a word that does.
-- Called by search_titles. One or two letters begin so many titles that walking down from the best known finds
-- enough at once; from three on the indexes find few enough to sort.
create or replace function cinelibre.find_titles(folded text, asked_type text, item_limit integer)
returns table (item_id integer, begins boolean)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _begins text := find_titles.folded || '%';
    _n_words integer := cardinality(string_to_array(find_titles.folded, ' '));
    _words tsquery := (
        select string_agg(quote_literal(word) || case when place = _n_words then ':*A' else ':A' end, ' & ' order by place)
        from unnest(string_to_array(find_titles.folded, ' ')) with ordinality as split (word, place)
    )::tsquery;
begin
    if coalesce(find_titles.folded, '') = '' then
        return;
    end if;
    if char_length(find_titles.folded) <= 2 then
        return query
        select known.id, known.folded_title like _begins
        from unnest(array['movie', 'book']) as each_type
        cross join lateral (
            select i.id, i.folded_title, i.prominence
            from cinelibre.items as i
            where i.item_type = each_type
                and (i.folded_title like _begins or i.folded_title like '% ' || _begins)
            order by i.prominence desc, i.id
            limit find_titles.item_limit
        ) as known
        where each_type = coalesce(find_titles.asked_type, each_type)
        order by known.folded_title like _begins desc, known.prominence desc, known.id
        limit find_titles.item_limit;
        return;
    end if;
    return query
    select found.id, found.folded_title like _begins
    from (
        (select b.id, b.item_type, b.folded_title, b.prominence from cinelibre.items as b where b.folded_title like _begins limit 2000)
        union
        (select w.id, w.item_type, w.folded_title, w.prominence from cinelibre.items as w where w.search @@ _words limit 2000)
    ) as found
    where found.item_type = coalesce(find_titles.asked_type, found.item_type)
    order by found.folded_title like _begins desc, found.prominence desc, found.id
    limit find_titles.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'fuse_items', '6cb1f9753808cfa65e3a194f96352f5e053c60537753c58f30feaba9788b0f38', $cinelibre_file$
-- fuse_items: the lists of search_items made one, best first.
-- By reciprocal rank (Cormack, Clarke and Buettcher 2009): an item's score is the sum of weight / (60 + rank) over the
-- lists that have it, and a little for being widely known. Everything found by any list is ranked by the share of
-- telling words it has, too. A title typed exactly stands before everything.
create or replace function cinelibre.fuse_items(
    words text,
    query_embedding vector,
    item_type text,
    conditions text,
    match_count integer,
    embedding_model text,
    meaning_weight float8,
    words_weight float8,
    person_weight float8,
    prominence_weight float8
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    people text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8,
    score float8,
    matched text[]
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select asked_type
        from unnest(array['movie', 'book']) as asked_type
        where asked_type = coalesce(fuse_items.item_type, asked_type)
    ),
    by_meaning as materialized (
        select
            found.item_id,
            1 - found.distance as similarity,
            row_number() over (order by found.distance, found.item_id) as place
        from asked
        cross join cinelibre.require_embedding_model(
            fuse_items.embedding_model,
            vector_dims(fuse_items.query_embedding)
        ) as model (id)
        cross join lateral cinelibre.scan_by_meaning(
            asked.asked_type, fuse_items.query_embedding::halfvec, model.id, fuse_items.conditions, 100
        ) as found
        where fuse_items.query_embedding is not null
    ),
    by_name as materialized (
        select found.*
        from asked
        cross join lateral cinelibre.scan_by_words(asked.asked_type, fuse_items.words, fuse_items.conditions, 100) as found
    ),
    weighed as materialized (
        select w.query, w.weight / sum(w.weight) over () as share
        from cinelibre.weigh_words(fuse_items.words) as w
    ),
    by_words as materialized (
        select
            pool.item_id,
            covered.share,
            covered.share > 0.5 or m.item_id is null as is_reason,
            row_number() over (order by covered.share desc, m.similarity desc nulls last, pool.item_id) as place
        from (
            select m.item_id from by_meaning as m
            union
            select n.item_id from by_name as n
        ) as pool
        join cinelibre.items as i on i.id = pool.item_id
        left join by_meaning as m on m.item_id = pool.item_id
        cross join lateral (
            select sum(w.share) filter (where i.search @@ w.query) as share
            from weighed as w
        ) as covered
        where covered.share > 0
    ),
    evidence as (
        select m.item_id, 'meaning' as kind, fuse_items.meaning_weight / (60 + m.place) as points, m.similarity
        from by_meaning as m
        union all
        select w.item_id, case when w.is_reason then 'words' end, fuse_items.words_weight / (60 + w.place), null
        from by_words as w
        union all
        select n.item_id, n.kind, case n.kind when 'title' then 1 else fuse_items.person_weight / (60 + n.place) end, null
        from by_name as n
        where n.kind in ('title', 'person')
    ),
    fused as (
        select
            e.item_id,
            sum(e.points) as points,
            max(e.similarity) as similarity,
            coalesce(array_agg(e.kind order by e.kind) filter (where e.kind is not null), '{}') as matched
        from evidence as e
        group by e.item_id
    )
    select
        i.id, i.item_type, i.title, i.original_title, i.year, i.language, i.genres, i.people, i.description, i.image_url,
        i.external_rating, i.external_count,
        f.similarity,
        f.points + fuse_items.prominence_weight * i.prominence as score,
        f.matched
    from fused as f
    join cinelibre.items as i on i.id = f.item_id
    order by score desc, i.id
    limit fuse_items.match_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'has_items', '0f922353f7f17176951206a518ec1c3116ab8c57c48c36b4cd96ac9ae394966c', $cinelibre_file$
-- has_items: whether filters let any item of a type through.
-- Called by find_emptying.
create or replace function cinelibre.has_items(item_type text, filters jsonb)
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _found boolean;
begin
    execute format(
        'select exists (select from cinelibre.items as i where i.item_type = coalesce($1, i.item_type) and %s)',
        cinelibre.read_filters(has_items.filters)
    )
    into _found
    using has_items.item_type;
    return _found;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rating_summary', '142c0ff6002c71f47f6961bad4e7f5aa560a26b74a2632b52e7511153e739c69', $cinelibre_file$
-- rating_summary: how our own raters rate an item: how many, their average, and how many of them are simulated.
-- Called by get_movie and get_book.
create or replace function cinelibre.rating_summary(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'count', count(*),
        'average', round(avg(r.rating)::numeric, 2),
        'n_simulated', count(*) filter (where r.source = 'simulated')
    )
    from cinelibre.ratings as r
    where r.item_id = rating_summary.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'read_filters', 'f86939c0b27e35f75367088befd459daef2d34960399229ccb6ee0082909e34b', $cinelibre_file$
-- read_filters: the filters of a search or a list as a condition over items i, to stand in a dynamic query.
-- Called by the scans of search and by get_items: values are quoted here and nowhere else. Genres are compared
-- folded, so 'science fiction' means Science Fiction; what is null or an empty list asks nothing.
create or replace function cinelibre.read_filters(filters jsonb)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as (
        select
            cinelibre.fold_names(array(select jsonb_array_elements_text(read_filters.filters -> 'genres'))) as genres,
            cinelibre.fold_names(array(select jsonb_array_elements_text(read_filters.filters -> 'exclude_genres'))) as excluded,
            array(select lower(code) from jsonb_array_elements_text(read_filters.filters -> 'languages') as code) as languages,
            (read_filters.filters ->> 'year_from')::integer as year_from,
            (read_filters.filters ->> 'year_to')::integer as year_to,
            (read_filters.filters ->> 'runtime_max')::integer as runtime_max
    )
    select concat_ws(
        ' and ',
        'true',
        case when given.genres <> '{}' then format('i.folded_genres && %L::text[]', given.genres) end,
        case when given.excluded <> '{}' then format('not i.folded_genres && %L::text[]', given.excluded) end,
        case when given.languages <> '{}' then format('i.language = any (%L::text[])', given.languages) end,
        case when given.year_from is not null then format('i.year >= %s', given.year_from) end,
        case when given.year_to is not null then format('i.year <= %s', given.year_to) end,
        case
            when given.runtime_max is not null then format(
                'exists (select from cinelibre.movies as timed where timed.item_id = i.id and timed.runtime <= %s)',
                given.runtime_max
            )
        end
    )
    from given;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'read_items', '71706a57020dfe2a9c3e61f80303103a19060afceac4e43684d0c693d5228556', $cinelibre_file$
-- read_items: a batch of records as typed rows, each with the id of the item it speaks of.
-- Called by upsert_items. Of records that name the same item, by any id they share, the last one counts; a new item
-- takes its id here. An id that is another item's already is left out and told in taken_ids.
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
    movielens_id integer,
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
    text_hash text,
    place integer,
    taken_ids text[]
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
                record.item_type, record.title, record.year, record.movielens_id,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ) as found_id
        from jsonb_array_elements(read_items.records) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as record (
            item_type text, title text, original_title text, year integer, language text, genres text[],
            description text, image_url text,
            external_rating real, external_count integer, external_popularity real,
            movielens_id integer, tmdb_id integer, imdb_id text, release_date date, runtime integer,
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
            where (o.movielens_id = t.movielens_id) is not false
                and (
                    o.movielens_id = t.movielens_id
                    or o.tmdb_id = t.tmdb_id
                    or o.imdb_id = t.imdb_id
                    or o.google_id = t.google_id
                    or o.isbn13 = t.isbn13
                    or (
                        o.item_type = t.item_type
                        and lower(o.title) = lower(t.title)
                        and o.year is not distinct from t.year
                        and coalesce(o.movielens_id::text, o.tmdb_id::text, o.imdb_id, o.google_id, o.isbn13) is null
                        and coalesce(t.movielens_id::text, t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                    )
                )
        ) as twin
        order by coalesce(t.found_id, -twin.place), t.place desc
    ),
    judged as (
        select
            l.*,
            coalesce(
                (select m.item_id is distinct from l.found_id from cinelibre.movies as m where m.tmdb_id = l.tmdb_id),
                l.place > min(l.place) over (partition by l.tmdb_id)
            ) as is_tmdb_id_taken,
            coalesce(
                (select m.item_id is distinct from l.found_id from cinelibre.movies as m where m.imdb_id = l.imdb_id),
                l.place > min(l.place) over (partition by l.imdb_id)
            ) as is_imdb_id_taken
        from latest as l
    )
    select
        coalesce(l.found_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
        l.item_type, l.title, l.original_title, l.year, l.language, l.genres,
        l.description, l.image_url,
        l.external_rating, l.external_count, l.external_popularity,
        l.movielens_id,
        case when not l.is_tmdb_id_taken then l.tmdb_id end,
        case when not l.is_imdb_id_taken then l.imdb_id end,
        l.release_date, l.runtime, l.directors, l."cast", l.certification,
        l.google_id, l.isbn13, l.published_date, l.page_count, l.authors, l.publisher,
        l.embedding, l.text_hash,
        l.place::integer - 1,
        array_remove(
            array[
                case when l.is_tmdb_id_taken then 'tmdb_id ' || l.tmdb_id end,
                case when l.is_imdb_id_taken then 'imdb_id ' || l.imdb_id end
            ],
            null
        )
    from (select judged.* from judged order by judged.place) as l;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'read_names', 'd88f9b889f4f1c76d96476c004b94935259cd93e9c913d144ac9570ea06c052c', $cinelibre_file$
-- read_names: every run of two to four words of what was typed, to be looked up among people's names.
-- Called by scan_by_words; the whole of it too where it is one word, for those who go by one.
create or replace function cinelibre.read_names(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select string_to_array(read_names.folded, ' ') as words
    )
    select coalesce(array_agg(distinct array_to_string(typed.words[start:start + n_words - 1], ' ')), '{}')
    from typed
    cross join generate_series(1, least(cardinality(typed.words), 30)) as start
    cross join generate_series(2, 4) as n_words
    where start + n_words - 1 <= cardinality(typed.words)
        or (cardinality(typed.words) = 1 and n_words = 2);
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

select cinelibre.ship_function('cinelibre', 'scan_by_meaning', 'db514885b73c999ff3918b0ebf48da63e74d82735219eeddc56a2a858fb3e1b6', $cinelibre_file$
-- scan_by_meaning: the items of one type nearest to a vector, among those a filter lets through.
-- Called by search_items. Three ways: without a filter the HNSW index; with one that lets few through, all of those
-- compared; else the index again, walking on until enough pass. Which, is told by counting a small table, by a
-- sample of a large one. With a filter 40 are enough: each costs the index as many steps as the filter lets one through.
-- The type and the conditions are literals of a dynamic query: no plan is reused for others.
create or replace function cinelibre.scan_by_meaning(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    exact_below integer default 8000
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 120
set hnsw.iterative_scan = strict_order
set max_parallel_workers_per_gather = 0
set work_mem = '16MB'
as $$
declare
    _nearest text := format(
        'select e.item_id, (e.embedding <=> $1)%%s'
        ' from cinelibre.item_embeddings as e join cinelibre.items as i on i.id = e.item_id'
        ' where e.item_type = %L and e.model_id = $2 and %s order by 2 limit %s',
        scan_by_meaning.item_type,
        scan_by_meaning.conditions,
        case when scan_by_meaning.conditions = 'true' then scan_by_meaning.scan_limit else least(scan_by_meaning.scan_limit, 40) end
    );
    _by_index text := format(_nearest, '');
    _one_by_one text := format(_nearest, ' + 0'); -- an expression no index can order by
    _n_found integer;
begin
    if scan_by_meaning.conditions = 'true' then
        return query execute _by_index using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
        return;
    end if;
    if cinelibre.count_expected(scan_by_meaning.item_type, scan_by_meaning.conditions) > scan_by_meaning.exact_below then
        return query execute _by_index using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
        get diagnostics _n_found = row_count;
        if _n_found > 0 then
            return;
        end if;
    end if;
    return query execute _one_by_one using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'scan_by_words', 'a3e39d1af2dbbeaf89695b39a3003a40945f28be76dee671b2188f470e5dc160', $cinelibre_file$
-- scan_by_words: the items that what was typed names: by their title, by a person's whole name, by their words.
-- Called by fuse_items. Each kind has ranks of its own, from 1. By words: those that have all of them, and those that
-- have one of the rarest, as many rare ones as about 300 items have; the most telling words covered come first.
-- Of each, the first 300 the index names are looked at.
create or replace function cinelibre.scan_by_words(item_type text, words text, conditions text, scan_limit integer)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
set work_mem = '16MB'
as $$
declare
    _title text := coalesce(cinelibre.fold_title(scan_by_words.words), '');
    _names text[] := cinelibre.read_names(_title);
    _n_items float8 := (select greatest(c.reltuples, 1) from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _all text;
    _rare text;
    _weighed text;
begin
    if _title = '' then
        return;
    end if;
    return query execute format(
        'select i.id, ''title'', row_number() over (order by i.prominence desc, i.id)'
        ' from cinelibre.items as i where i.item_type = %L and i.folded_title = $1 and %s'
        ' order by i.prominence desc, i.id limit %s',
        scan_by_words.item_type, scan_by_words.conditions, scan_by_words.scan_limit
    ) using _title;
    return query execute format(
        'select i.id, ''person'', row_number() over (order by i.prominence desc, i.id)'
        ' from cinelibre.items as i where i.item_type = %L and i.folded_people && $1 and %s'
        ' order by i.prominence desc, i.id limit %s',
        scan_by_words.item_type, scan_by_words.conditions, scan_by_words.scan_limit
    ) using _names;
    select
        string_agg('(' || w.query::text || ')', ' & '),
        string_agg('(' || w.query::text || ')', ' | ') filter (where w.items_up_to <= 300 or w.place = 1),
        string_agg(format('case when i.search @@ %L::tsquery then %s else 0 end', w.query, w.weight), ' + ')
    into _all, _rare, _weighed
    from (
        select
            weighed.query,
            weighed.weight,
            row_number() over rarest as place,
            sum(weighed.item_share * _n_items) over rarest as items_up_to
        from cinelibre.weigh_words(scan_by_words.words) as weighed
        window rarest as (order by weighed.item_share, weighed.query::text)
    ) as w;
    if _all is null then
        return;
    end if;
    return query execute format(
        'select i.id, ''words'', row_number() over (order by %1$s desc, i.prominence desc, i.id)'
        ' from cinelibre.items as i'
        ' where i.id = any (array('
        '   (select i.id from cinelibre.items as i where i.item_type = %2$L and i.search @@ %3$L::tsquery and %5$s limit 300)'
        '   union'
        '   (select i.id from cinelibre.items as i where i.item_type = %2$L and i.search @@ %4$L::tsquery and %5$s limit 300)'
        ' )) order by %1$s desc, i.prominence desc, i.id limit %6$s',
        _weighed, scan_by_words.item_type, _all, _rare, scan_by_words.conditions, scan_by_words.scan_limit
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_words', '0687838ccac0f933334ed1658222120c31f2c2431b76086d6f6aedf4edf2f02e', $cinelibre_file$
-- weigh_words: the telling words of what was typed, each as a query and with its weight: ln(items / items that have it).
-- Called by fuse_items and scan_by_words. How many have it is read from the planner's statistics: a word that is not
-- among the most common of the catalogue counts as half as rare as the rarest of those. A word is found as it stands
-- or by its English stem; the last one may go on. Words that say nothing (the, of) count only where there are no others.
create or replace function cinelibre.weigh_words(words text)
returns table (query tsquery, weight float8, item_share float8)
language sql
stable
rows 8
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized (
        select
            s.most_common_elems::text::text[] as lexemes,
            s.most_common_elem_freqs as shares
        from pg_stats as s
        where s.schemaname = 'cinelibre'
            and s.tablename = 'items'
            and s.attname = 'search'
            and s.most_common_elems is not null
    ),
    typed as (
        select
            split.word,
            split.place = count(*) over () as is_last,
            to_tsquery('pg_catalog.english', quote_literal(split.word)) as stem
        from regexp_split_to_table(cinelibre.fold_title(weigh_words.words), ' ') with ordinality as split (word, place)
        where split.word <> ''
    ),
    telling as (
        select distinct on (found.query::text)
            found.query,
            found.lexeme
        from (
            select
                to_tsquery('pg_catalog.simple', quote_literal(t.word) || case when t.is_last then ':*' else '' end)
                || t.stem as query,
                coalesce((tsvector_to_array(to_tsvector('pg_catalog.english', t.word)))[1], t.word) as lexeme
            from typed as t
            where numnode(t.stem) > 0
                or not exists (select from typed as other where numnode(other.stem) > 0)
        ) as found
        order by found.query::text
        limit 40
    )
    select
        t.query,
        -ln(share.of_items) as weight,
        share.of_items
    from telling as t
    left join common on true
    cross join lateral (
        select least(
            0.9,
            coalesce(
                common.shares[array_position(common.lexemes, t.lexeme)],
                common.shares[cardinality(common.lexemes)] / 2,
                0.001
            )
        )::float8 as of_items
    ) as share;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_book', '481c21c489e37d84ea2a3c6a0d1a344913cb0297d18c2db58f675712b2624ed6', $cinelibre_file$
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
                    i.people,
                    i.description,
                    i.image_url,
                    i.external_rating,
                    i.external_count,
                    cinelibre.rating_summary(i.id) as ratings,
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

select cinelibre.ship_function('public', 'get_genres', 'da6058b8bcc72e58c64874044a78d9a2ca6034c33fc278fbc1d66d7c7f0bcebf', $cinelibre_file$
-- get_genres: the genres of the catalogue and how many items each has, most first.
-- GET /genres.
create or replace function public.get_genres(item_type text default null)
returns table (name text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        genre,
        count(*)
    from cinelibre.items as i
    cross join lateral unnest(i.genres) as genre
    where i.item_type = coalesce(get_genres.item_type, i.item_type)
    group by genre
    order by count(*) desc, genre
    limit 500;
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

select cinelibre.ship_function('public', 'get_items', '4d2b7037aa16c818612c1f575b506f8a327541e7a2b37339a37823cc419535e8', $cinelibre_file$
-- get_items: one page of the movies or of the books, and how many there are.
-- GET /movies, GET /books. as_of is the largest id of the first page's moment: with it later pages leave out what was
-- added meanwhile, so nothing is seen twice and nothing missed. The order ends in the id. The conditions come quoted
-- from read_filters, the order from the list below.
create or replace function public.get_items(
    item_type text,
    item_skip integer default 0,
    item_limit integer default 20,
    filters jsonb default '{}',
    sort text default 'id',
    as_of integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _as_of integer := coalesce(get_items.as_of, (select max(i.id) from cinelibre.items as i), 0);
    _order text := case get_items.sort
        when 'newest' then 'i.year desc nulls last, i.id'
        when 'popular' then 'i.prominence desc, i.id'
        when 'top_rated' then 'i.damped_rating desc, i.id'
        when 'title' then 'i.folded_title, i.id'
        else 'i.id'
    end;
    _from text := format(
        'from cinelibre.items as i where i.item_type = %L and i.id <= %s and %s',
        get_items.item_type,
        _as_of,
        cinelibre.read_filters(get_items.filters)
    );
    _total bigint;
    _items jsonb;
begin
    execute 'select count(*) ' || _from into _total;
    execute format(
        'select jsonb_agg(to_jsonb(page)) from ('
        ' select i.id, i.item_type, i.title, i.original_title, i.year, i.language, i.genres, i.people,'
        ' i.description, i.image_url, i.external_rating, i.external_count %s order by %s offset %s limit %s'
        ') as page',
        _from, _order, coalesce(get_items.item_skip, 0), coalesce(get_items.item_limit, 20)
    )
    into _items;
    return jsonb_build_object('total', _total, 'as_of', _as_of, 'items', coalesce(_items, '[]'));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_known_items', '526ef58238126bf1033b2af1b4278e77d9fa651958adc3cd6045ccd0ff2770f7', $cinelibre_file$
-- get_known_items: what is known already of the items that records speak of, as far as their texts go.
-- Called by every import and by the sync before they embed: what a record leaves out counts too, and a text that
-- stayed the same keeps its vector, so that a second run, or one that goes on after it was killed, is fast.
-- A record is what names an item: its type, title, year and ids. Answers by place in `records`, from 0.
create or replace function public.get_known_items(records jsonb, embedding_model text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(element.place - 1, to_jsonb(known)), '{}')
    from jsonb_array_elements(get_known_items.records) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as record (
        item_type text, title text, year integer, movielens_id integer,
        tmdb_id integer, imdb_id text, google_id text, isbn13 text
    )
    cross join lateral (
        select
            i.year,
            i.genres,
            i.description,
            m.directors,
            m.cast_members as "cast",
            b.authors,
            (
                select e.text_hash
                from cinelibre.item_embeddings as e
                join cinelibre.models as model on model.id = e.model_id
                where e.item_id = i.id
                    and model.name = get_known_items.embedding_model
            ) as text_hash
        from cinelibre.items as i
        left join cinelibre.movies as m on m.item_id = i.id
        left join cinelibre.books as b on b.item_id = i.id
        where i.id = cinelibre.find_item(
            record.item_type, record.title, record.year, record.movielens_id,
            record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
        )
    ) as known;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_languages', 'b123576d4a58f6ea35217d9b40b2dd7865b7cc81273cd8023a4b9eab6bec386f', $cinelibre_file$
-- get_languages: the original languages of the catalogue and how many items each has, most first.
-- GET /languages.
create or replace function public.get_languages(item_type text default null)
returns table (code text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.language,
        count(*)
    from cinelibre.items as i
    where i.item_type = coalesce(get_languages.item_type, i.item_type)
        and i.language is not null
    group by i.language
    order by count(*) desc, i.language
    limit 500;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_movie', '69eff459c5bdce4224d5f65a18dd27d618ff38cb2a449bd951c05022875b35fc', $cinelibre_file$
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
                    i.people,
                    i.description,
                    i.image_url,
                    i.external_rating,
                    i.external_count,
                    cinelibre.rating_summary(i.id) as ratings,
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

select cinelibre.ship_function('public', 'import_ratings', 'aa36d36a7236f67612a6719a2d2f9a2fcd5eccfe3ba895f9c311bc41d1699635', $cinelibre_file$
-- import_ratings: write a batch of ratings that people gave elsewhere; running it twice is once.
-- Called by `python -m api.jobs import`. A record is [rater, movielens_id, rating, seconds since 1970]. Raters
-- become users without an e-mail. The newest rating of an item counts, of two of one second the later record.
-- Batches wait for one another: two that bring the same new rater at once would both believe them new.
-- Answers how many are new, changed and the same, how many raters are new, and which movies are unknown.
create or replace function public.import_ratings(records jsonb)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('cinelibre.import_ratings', 0));

    with given as materialized (
        select
            element.place,
            'movielens:' || (element.body ->> 0) as external_id,
            (element.body ->> 1)::integer as movielens_id,
            movie.item_id,
            (element.body ->> 2)::real as rating,
            to_timestamp((element.body ->> 3)::float8) as rated_at
        from jsonb_array_elements(import_ratings.records) with ordinality as element (body, place)
        left join cinelibre.movies as movie on movie.movielens_id = (element.body ->> 1)::integer
    ),
    raters as materialized (
        select
            g.external_id,
            u.id,
            min(g.place) as place
        from given as g
        left join cinelibre.users as u on u.external_id = g.external_id
        where g.item_id is not null
        group by g.external_id, u.id
    ),
    new_raters as (
        insert into cinelibre.users (external_id)
        select r.external_id
        from raters as r
        where r.id is null
        order by r.place
        returning id, external_id
    ),
    newest as (
        select distinct on (rater.id, g.item_id)
            rater.id as user_id,
            g.item_id,
            g.rating,
            g.rated_at
        from given as g
        join (
            select r.id, r.external_id from raters as r where r.id is not null
            union all
            select n.id, n.external_id from new_raters as n
        ) as rater on rater.external_id = g.external_id
        where g.item_id is not null
        order by rater.id, g.item_id, g.rated_at desc, g.place desc
    ),
    differing as materialized (
        select
            n.user_id,
            n.item_id,
            n.rating,
            n.rated_at,
            former.id is null as is_new
        from newest as n
        left join cinelibre.ratings as former on former.user_id = n.user_id and former.item_id = n.item_id
        where former.id is null
            or (n.rated_at >= former.rated_at and (n.rated_at, n.rating) <> (former.rated_at, former.rating))
    ),
    written as (
        insert into cinelibre.ratings as r (user_id, item_id, rating, rated_at)
        select d.user_id, d.item_id, d.rating, d.rated_at
        from differing as d
        order by d.user_id, d.item_id
        on conflict (user_id, item_id) do update
        set rating = excluded.rating,
            rated_at = excluded.rated_at
    )
    select jsonb_build_object(
        'n_new', (select count(*) from differing as d where d.is_new),
        'n_changed', (select count(*) from differing as d where not d.is_new),
        'n_unchanged', count(g.item_id) - (select count(*) from differing),
        'n_new_raters', (select count(*) from new_raters),
        'unknown_movies', coalesce(
            jsonb_agg(distinct g.movielens_id) filter (where g.item_id is null),
            '[]'
        )
    )
    from given as g;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_books', '0c8359a8161d50ac7ab6d420cfeb6a3895bd3da4bfe887ca75c2b125d9d109af', $cinelibre_file$
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
    people text[],
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
        i.people,
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

select cinelibre.ship_function('public', 'match_items', 'e6893e4a5de45dc697dd297a45666e972f717d14758c7745e1b2325c0c376658', $cinelibre_file$
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
    people text[],
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

select cinelibre.ship_function('public', 'match_movies', '675569de32cdc24fce264e5fb00785e51002d83468af1ed63e2a0f63d274ffdd', $cinelibre_file$
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
    people text[],
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
        i.people,
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

select cinelibre.ship_function('public', 'search_items', 'e98123d9ea83bb0ad25c77ce4f7ab8de32c6277c2566e2a39aba8cdd53f5a1e4', $cinelibre_file$
-- search_items: movies and books by meaning, by words, by title and by person at once.
-- GET /search. Without a vector, or with a catalogue nothing was embedded in, words alone answer. When the filters
-- leave nothing, emptied_by names each one without which something would be left; all of them where no single one is.
create or replace function public.search_items(
    words text,
    query_embedding vector default null,
    item_type text default null,
    filters jsonb default '{}',
    match_count integer default 20,
    embedding_model text default null,
    meaning_weight float8 default 1,
    words_weight float8 default 1,
    person_weight float8 default 2,
    prominence_weight float8 default 0.001
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with found as materialized (
        select fused.*
        from cinelibre.fuse_items(
            search_items.words,
            search_items.query_embedding,
            search_items.item_type,
            cinelibre.read_filters(search_items.filters),
            search_items.match_count,
            search_items.embedding_model,
            search_items.meaning_weight,
            search_items.words_weight,
            search_items.person_weight,
            search_items.prominence_weight
        ) as fused
    )
    select jsonb_build_object(
        'items', coalesce((select jsonb_agg(to_jsonb(f) order by f.score desc, f.id) from found as f), '[]'),
        'emptied_by', case
            when exists (select from found) then '[]'
            else cinelibre.find_emptying(search_items.item_type, search_items.filters)
        end
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'search_titles', '151b2c0ad72d0a9488d539863f2fca8a036ac67d4e03ce65c08f5ad77a07f8c5', $cinelibre_file$
-- search_titles: titles that begin with what was typed, or have a word that does; widely known ones first.
-- GET /search/suggest.
create or replace function public.search_titles(typed text, item_type text default null, item_limit integer default 10)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', i.id,
                'item_type', i.item_type,
                'title', i.title,
                'year', i.year,
                'image_url', i.image_url
            )
            order by found.begins desc, i.prominence desc, i.id
        ),
        '[]'
    )
    from cinelibre.find_titles(
        cinelibre.fold_title(search_titles.typed),
        search_titles.item_type,
        search_titles.item_limit
    ) as found
    join cinelibre.items as i on i.id = found.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'upsert_items', '5a822acf9888b9d7effc6ed0f2573e4cfe1bb2732573c23fe67f23939c1b32fe', $cinelibre_file$
-- upsert_items: write a batch of movies and books with their embeddings; running it twice is once.
-- Called by every import and by the sync. What a record leaves out stays as it was; the tables' triggers
-- skip rows that stay the same. Batches wait for one another: two that bring the same new item at once
-- would both believe it new. Answers how many items are new, changed and the same, and by place in `records`
-- which ids were left out because they are another item's.
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
            item_id, movielens_id, tmdb_id, imdb_id, release_date, runtime, directors, cast_members, certification
        )
        select
            n.item_id, n.movielens_id, n.tmdb_id, n.imdb_id, n.release_date, n.runtime,
            coalesce(n.directors, '{}'), coalesce(n.cast_members, '{}'), n.certification
        from incoming as n
        where n.item_type = 'movie'
        order by n.item_id
        on conflict (item_id) do update
        set movielens_id = coalesce(excluded.movielens_id, m.movielens_id),
            tmdb_id = coalesce(excluded.tmdb_id, m.tmdb_id),
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
        'n_unchanged', count(*) filter (where known.id is not null and touched.item_id is null),
        'taken_ids', coalesce(
            jsonb_object_agg(incoming.place, incoming.taken_ids) filter (where incoming.taken_ids <> '{}'),
            '{}'
        )
    )
    from incoming
    left join known on known.id = incoming.item_id
    left join touched on touched.item_id = incoming.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_simulated_ratings', 'f881b6e3bc065bccaa660480bdc3fc5e42c0865564791c63dcc27e4953bb1535', $cinelibre_file$
-- write_simulated_ratings: what the demo's simulated raters think; running it twice is once.
-- Called when the demo is loaded. A record is [rater, item id, rating, seconds since 1970]. Their users are called
-- simulated:N and have no e-mail, their ratings have the source simulated: wherever they show, that is said.
create or replace function public.write_simulated_ratings(records jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.users (name, external_id)
    select
        'Simulated rater ' || rater.number,
        'simulated:' || rater.number
    from (
        select distinct (record ->> 0)::integer as number
        from jsonb_array_elements(write_simulated_ratings.records) as record
    ) as rater
    order by rater.number
    on conflict do nothing;

    with written as (
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at)
        select
            u.id,
            (record ->> 1)::integer,
            (record ->> 2)::real,
            'simulated',
            to_timestamp((record ->> 3)::float8)
        from jsonb_array_elements(write_simulated_ratings.records) as record
        join cinelibre.users as u on u.external_id = 'simulated:' || (record ->> 0)
        order by u.id, (record ->> 1)::integer
        on conflict (user_id, item_id) do nothing
        returning 1
    )
    select count(*)::integer
    from written;
$$;
$cinelibre_file$);

select cinelibre.finish_release(array['cinelibre.claim_embedding_model', 'cinelibre.count_expected', 'cinelibre.find_emptying', 'cinelibre.find_item', 'cinelibre.find_titles', 'cinelibre.fuse_items', 'cinelibre.has_items', 'cinelibre.rating_summary', 'cinelibre.read_filters', 'cinelibre.read_items', 'cinelibre.read_names', 'cinelibre.refuse', 'cinelibre.require_embedding_model', 'cinelibre.scan_by_meaning', 'cinelibre.scan_by_words', 'cinelibre.weigh_words', 'public.get_book', 'public.get_genres', 'public.get_health', 'public.get_items', 'public.get_known_items', 'public.get_languages', 'public.get_movie', 'public.get_readiness', 'public.import_ratings', 'public.match_books', 'public.match_items', 'public.match_movies', 'public.search_items', 'public.search_titles', 'public.upsert_items', 'public.write_simulated_ratings'], 'a23a6974e871b6718693bd4f9b1e3e7518654a408d760191fa2b3e0733c18721');

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
