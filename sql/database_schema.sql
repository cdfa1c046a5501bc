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

select cinelibre.apply_migration('0014_create_item_sketches', '4fa1fe416cca4f1501084e2ea633bfd951911a72915f94e0db48e36c8dc5a4ce', $cinelibre_file$
-- What a filtered search reads: what filters ask of an item beside the signs of its vector's 384 numbers. A row is 150
-- bytes, not 800 as beside the vector and not 900 as in items, so all that a filter lets through can be looked at.
create table cinelibre.item_sketches (
    item_id integer primary key references cinelibre.item_embeddings (item_id) on delete cascade,
    item_type text not null,
    year integer,
    language text,
    folded_genres text[] not null,
    sketch bit(384) not null
);

insert into cinelibre.item_sketches (item_id, item_type, year, language, folded_genres, sketch)
select
    i.id,
    i.item_type,
    i.year,
    i.language,
    i.folded_genres,
    binary_quantize(e.embedding)
from cinelibre.item_embeddings as e
join cinelibre.items as i on i.id = e.item_id
order by i.item_type, i.folded_genres, i.year, i.id;

-- One index for genres and languages together: it intersects the two by itself, without a list of all of either.
create index item_sketches_by_filters on cinelibre.item_sketches using gin (folded_genres, (array[language]));

-- After the statement, when an item that comes with its vector is there whichever was written first.
create function cinelibre.sketch_embedding()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_sketches as s (item_id, item_type, year, language, folded_genres, sketch)
    select
        i.id,
        i.item_type,
        i.year,
        i.language,
        i.folded_genres,
        binary_quantize(new.embedding)
    from cinelibre.items as i
    where i.id = new.item_id
    on conflict (item_id) do update
    set sketch = excluded.sketch;
    return null;
end;
$$;

create trigger sketch_embedding after insert or update of embedding on cinelibre.item_embeddings
for each row execute function cinelibre.sketch_embedding();

create function cinelibre.sketch_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    update cinelibre.item_sketches as s
    set year = new.year,
        language = new.language,
        folded_genres = new.folded_genres
    where s.item_id = new.id;
    return null;
end;
$$;

create trigger sketch_item after update on cinelibre.items
for each row
when ((old.year, old.language, old.folded_genres) is distinct from (new.year, new.language, new.folded_genres))
execute function cinelibre.sketch_item();

analyze cinelibre.item_sketches;
$cinelibre_file$);

select cinelibre.apply_migration('0015_create_title_indexes', '0db332a104ec4499ee5a70844b35b81fc95aefe1daabf1e718444129ef44871b', $cinelibre_file$
-- Suggestions read indexes and not the items, which are wide: what many titles begin with is picked from the one, the
-- walk down from the best known stays within the other.
drop index cinelibre.items_by_folded_title;

create index items_by_folded_title on cinelibre.items (folded_title text_pattern_ops) include (item_type, prominence, id);

drop index cinelibre.items_by_prominence;

create index items_by_prominence on cinelibre.items (item_type, prominence desc, id) include (folded_title);

-- Words of titles alone: in the index of all words those of descriptions are ten times as many.
create index items_by_title_words on cinelibre.items using gin (ts_filter(search, '{a}'));
$cinelibre_file$);

select cinelibre.apply_migration('0016_add_accounts', '67b5c23c3f0699f9b9d8d3baf098d3f7485396d5771d9c5bbf39f3444315aaff', $cinelibre_file$
-- Accounts: who can log in, as what, and which tokens are good.
-- A token carries the number of its login. Good are those from tokens_valid_from to token_version, the newest, and
-- kept_token_version: the one that changed the password, when that ended all the others.
-- taste_version counts the changes of a user's ratings: what was computed from a former one is stale.
alter table cinelibre.users
add column password_hash text check (password_hash <> ''),
add column role text not null default 'user' check (role in ('user', 'service', 'admin')),
add column timezone text not null default 'UTC' check (timezone <> ''),
add column discoverable boolean not null default false,
add column token_version integer not null default 0,
add column tokens_valid_from integer not null default 1,
add column kept_token_version integer,
add column rating_count integer not null default 0,
add column taste_version integer not null default 0,
add check (password_hash is null or email is not null);
$cinelibre_file$);

select cinelibre.apply_migration('0017_create_audit_events', 'cb845ab305f23450fcbbbf105d6400d2f170a503d7bad530f24033fd725d8354', $cinelibre_file$
-- What service accounts did in the name of others. Of a deleted account nothing stays: what was done for it goes
-- with it, and what a deleted service did stays without its name.
create table cinelibre.audit_events (
    id bigint generated always as identity primary key,
    actor_id integer references cinelibre.users (id) on delete set null,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    action text not null check (action <> ''),
    occurred_at timestamptz not null default now()
);

create index audit_events_by_user on cinelibre.audit_events (user_id, occurred_at desc, id);

create index audit_events_by_actor on cinelibre.audit_events (actor_id);
$cinelibre_file$);

select cinelibre.apply_migration('0018_create_item_stats', 'e4420ed365ed209827b0b79b478ad1aad90b65804302fc2e10380f0ccae1a36d', $cinelibre_file$
-- How often an item was rated, kept with every change of ratings, so that no list counts millions of rows.
-- rater_count: all who think something of it; rating_count and rating_sum: those who said so in stars, of whom
-- simulated_count are the demo's; like_count: ratings of 4 and more, implied ones too. Half stars add up exactly.
-- Rows are locked in the order of their ids, and before the users': two batches in different orders cannot deadlock.
create table cinelibre.item_stats (
    item_id integer primary key references cinelibre.items (id) on delete cascade,
    rater_count integer not null default 0,
    rating_count integer not null default 0,
    rating_sum float8 not null default 0,
    simulated_count integer not null default 0,
    like_count integer not null default 0
)
with (fillfactor = 70);

create function cinelibre.count_ratings()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        insert into cinelibre.item_stats as s (item_id, rater_count, rating_count, rating_sum, simulated_count, like_count)
        select
            n.item_id,
            count(*),
            count(*) filter (where n.source in ('rating', 'simulated')),
            coalesce(sum(n.rating::float8) filter (where n.source in ('rating', 'simulated')), 0),
            count(*) filter (where n.source = 'simulated'),
            count(*) filter (where n.rating >= 4)
        from new_ratings as n
        group by n.item_id
        order by n.item_id
        on conflict (item_id) do update
        set rater_count = s.rater_count + excluded.rater_count,
            rating_count = s.rating_count + excluded.rating_count,
            rating_sum = s.rating_sum + excluded.rating_sum,
            simulated_count = s.simulated_count + excluded.simulated_count,
            like_count = s.like_count + excluded.like_count;

        update cinelibre.users as u
        set rating_count = u.rating_count + added.n,
            taste_version = u.taste_version + 1
        from (select n.user_id, count(*) as n from new_ratings as n group by n.user_id) as added
        where u.id = added.user_id;
        return null;
    end if;

    perform s.item_id
    from cinelibre.item_stats as s
    where s.item_id in (select o.item_id from old_ratings as o)
    order by s.item_id
    for no key update;

    if tg_op = 'DELETE' then
        update cinelibre.item_stats as s
        set rater_count = s.rater_count - gone.rater_count,
            rating_count = s.rating_count - gone.rating_count,
            rating_sum = s.rating_sum - gone.rating_sum,
            simulated_count = s.simulated_count - gone.simulated_count,
            like_count = s.like_count - gone.like_count
        from (
            select
                o.item_id,
                count(*) as rater_count,
                count(*) filter (where o.source in ('rating', 'simulated')) as rating_count,
                coalesce(sum(o.rating::float8) filter (where o.source in ('rating', 'simulated')), 0) as rating_sum,
                count(*) filter (where o.source = 'simulated') as simulated_count,
                count(*) filter (where o.rating >= 4) as like_count
            from old_ratings as o
            group by o.item_id
        ) as gone
        where s.item_id = gone.item_id;

        update cinelibre.users as u
        set rating_count = u.rating_count - gone.n,
            taste_version = u.taste_version + 1
        from (select o.user_id, count(*) as n from old_ratings as o group by o.user_id) as gone
        where u.id = gone.user_id;
        return null;
    end if;

    update cinelibre.item_stats as s
    set rating_count = s.rating_count + changed.rating_count,
        rating_sum = s.rating_sum + changed.rating_sum,
        simulated_count = s.simulated_count + changed.simulated_count,
        like_count = s.like_count + changed.like_count
    from (
        select
            both_ways.item_id,
            coalesce(sum(both_ways.way) filter (where both_ways.source in ('rating', 'simulated')), 0) as rating_count,
            coalesce(
                sum(both_ways.way * both_ways.rating::float8) filter (where both_ways.source in ('rating', 'simulated')),
                0
            ) as rating_sum,
            coalesce(sum(both_ways.way) filter (where both_ways.source = 'simulated'), 0) as simulated_count,
            coalesce(sum(both_ways.way) filter (where both_ways.rating >= 4), 0) as like_count
        from (
            select n.item_id, n.source, n.rating, 1 as way from new_ratings as n
            union all
            select o.item_id, o.source, o.rating, -1 from old_ratings as o
        ) as both_ways
        group by both_ways.item_id
    ) as changed
    where s.item_id = changed.item_id;

    update cinelibre.users as u
    set taste_version = u.taste_version + 1
    from (select distinct n.user_id from new_ratings as n) as changed
    where u.id = changed.user_id;
    return null;
end;
$$;

create trigger count_new_ratings
after insert on cinelibre.ratings
referencing new table as new_ratings
for each statement execute function cinelibre.count_ratings();

create trigger count_changed_ratings
after update on cinelibre.ratings
referencing old table as old_ratings new table as new_ratings
for each statement execute function cinelibre.count_ratings();

create trigger count_deleted_ratings
after delete on cinelibre.ratings
referencing old table as old_ratings
for each statement execute function cinelibre.count_ratings();

insert into cinelibre.item_stats (item_id, rater_count, rating_count, rating_sum, simulated_count, like_count)
select
    r.item_id,
    count(*),
    count(*) filter (where r.source in ('rating', 'simulated')),
    coalesce(sum(r.rating::float8) filter (where r.source in ('rating', 'simulated')), 0),
    count(*) filter (where r.source = 'simulated'),
    count(*) filter (where r.rating >= 4)
from cinelibre.ratings as r
group by r.item_id
order by r.item_id;

update cinelibre.users as u
set rating_count = counted.n
from (select r.user_id, count(*) as n from cinelibre.ratings as r group by r.user_id) as counted
where u.id = counted.user_id;
$cinelibre_file$);

select cinelibre.apply_migration('0019_create_interaction_types', '7a7ad34d781b6894d21743c27f6968a397c320669adb5c87760e176b990c9b27', $cinelibre_file$
-- What can be done with an item, and how much it says. A new type is a new row: nothing has to be restarted.
-- affinity weighs matches of people, preference weighs tastes; of rate the stars weigh, not the type.
-- hides: the item is hidden from then on. mark: what it sets on the shelf; undoes: the type whose mark it takes
-- back. implied_rating: the stars it stands for while there is no rating. in_history: the watch history shows it.
-- debounced: within a minute of one of its kind it says nothing new and is not kept.
create table cinelibre.interaction_types (
    name text primary key check (name ~ '^[a-z][a-z0-9_]{0,49}$'),
    description text not null default '',
    affinity float8 not null default 0,
    preference float8 not null default 0,
    hides boolean not null default false,
    debounced boolean not null default false,
    takes_item boolean not null default true,
    mark text check (mark in ('watchlist', 'hidden', 'seen', 'favorite', 'opinion')),
    undoes text references cinelibre.interaction_types (name),
    implied_rating real check (implied_rating between 0.5 and 5 and implied_rating * 2 = floor(implied_rating * 2)),
    in_history boolean not null default false,
    check (mark is null or undoes is null),
    check (implied_rating is null or mark is not null or hides)
);

insert into cinelibre.interaction_types
(name, description, affinity, preference, hides, debounced, takes_item, mark, undoes, implied_rating, in_history)
values
('view', 'Looked at its page', 0, 0.2, false, true, true, null, null, null, false),
('click', 'Clicked on it in a list', 0, 0.1, false, true, true, null, null, null, false),
('recommendation_click', 'Clicked on it in a list of recommendations', 0, 0.3, false, true, true, null, null, null, false),
('search', 'Searched for words', 0, 0.1, false, true, false, null, null, null, false),
('rate', 'Rated it in stars', 0, 0, false, false, true, null, null, null, false),
('unrate', 'Took the rating back', 0, 0, false, false, true, null, null, null, false),
('watch', 'Watched or read it, or a part of it', 0, 0.2, false, false, true, null, null, null, true),
('seen', 'Has seen or read it', 0.5, 0, false, false, true, 'seen', null, 3.5, true),
('unseen', 'Has not seen it after all', 0, 0, false, false, true, null, 'seen', null, false),
('like', 'Likes it', 2, 0.5, false, false, true, 'opinion', null, 4.5, false),
('superlike', 'Likes it very much', 3, 0.7, false, false, true, 'opinion', null, 5, false),
('dislike', 'Does not like it', -2, -0.3, false, false, true, 'opinion', null, 1, false),
('unlike', 'Takes a like, superlike or dislike back', 0, 0, false, false, true, null, 'like', null, false),
('favorite', 'Counts it among the favorites', 2, 0.5, false, false, true, 'favorite', null, 4.5, false),
('unfavorite', 'No longer counts it among the favorites', 0, 0, false, false, true, null, 'favorite', null, false),
('watchlist_add', 'Saved it for later', 0, 0.4, false, false, true, 'watchlist', null, null, false),
('watchlist_remove', 'No longer saves it for later', 0, -0.2, false, false, true, null, 'watchlist_add', null, false),
('hide', 'Does not want it recommended', -3, -0.3, true, false, true, null, null, 1, false),
('unhide', 'Takes the hiding back', 0, 0, false, false, true, null, 'hide', null, false);
$cinelibre_file$);

select cinelibre.apply_migration('0020_create_shelf', 'f5893ea6ed8d0055ee3fa382c5e8d2df6e28c771ebceccb4a326ce807cd19077', $cinelibre_file$
-- What a user has marked an item as, now: each mark with the moment it was set, null where it is not.
-- opinion is the newest of like, superlike and dislike, by the name of its type; hidden_by the type that hid it.
create table cinelibre.shelf (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    on_watchlist_at timestamptz,
    hidden_at timestamptz,
    hidden_by text references cinelibre.interaction_types (name),
    seen_at timestamptz,
    favorite_at timestamptz,
    opinion text references cinelibre.interaction_types (name),
    opinion_at timestamptz,
    primary key (user_id, item_id),
    check ((opinion is null) = (opinion_at is null)),
    check ((hidden_by is null) = (hidden_at is null))
);

create index shelf_by_watchlist on cinelibre.shelf (user_id, on_watchlist_at desc, item_id)
where on_watchlist_at is not null;

create index shelf_by_hidden on cinelibre.shelf (user_id, hidden_at desc, item_id)
where hidden_at is not null;

create index shelf_by_item on cinelibre.shelf (item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0021_create_interactions', '352815bc5f1036c9435a363d047c821fb41c6f38ab5c44f52af2c19686664ad7', $cinelibre_file$
-- Everything readers did, as it happened; the shelf and the ratings are what came of it.
-- An event that is sent again with its idempotency_key counts once.
create table cinelibre.interactions (
    id bigint generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer references cinelibre.items (id) on delete cascade,
    interaction_type text not null references cinelibre.interaction_types (name),
    occurred_at timestamptz not null default now(),
    rating real check (rating between 0.5 and 5 and rating * 2 = floor(rating * 2)),
    seconds integer check (seconds >= 0),
    fraction real check (fraction between 0 and 1),
    query text check (query <> ''),
    context jsonb check (jsonb_typeof(context) = 'object'),
    idempotency_key text check (idempotency_key <> '')
);

create index interactions_by_user on cinelibre.interactions (user_id, occurred_at desc, id);

create index interactions_by_item on cinelibre.interactions (item_id);

create unique index interactions_once on cinelibre.interactions (user_id, idempotency_key)
where idempotency_key is not null;
$cinelibre_file$);

select cinelibre.apply_migration('0022_create_user_neighbors', '58740ada2fba8389a9643169845b330e0686f3ff3d45ce00616b188754726348', $cinelibre_file$
-- Whose taste is nearest to whose, packed into one row a user: as rows of their own they would take eight times as much.
-- Nearest first. A row is stale when its user's taste_version has moved on, or after a week.
create table cinelibre.user_neighbors (
    user_id integer primary key references cinelibre.users (id) on delete cascade,
    neighbor_ids integer[] not null,
    weights real[] not null,
    correlations real[] not null,
    common smallint[] not null,
    taste_version integer not null,
    computed_at timestamptz not null default now(),
    check (cardinality(weights) = cardinality(neighbor_ids)),
    check (cardinality(correlations) = cardinality(neighbor_ids)),
    check (cardinality(common) = cardinality(neighbor_ids))
);
$cinelibre_file$);

select cinelibre.apply_migration('0023_create_item_neighbors', 'ebe47403a63bc3b676ae2a3693332238de9ad23e407e72c830cccfd57c46ff0d', $cinelibre_file$
-- What those who liked an item like too: per model and item its weightiest others, negative weights kept.
-- A model is written beside the one in use and takes its place in one statement: nobody reads half of one.
alter table cinelibre.models
drop constraint models_kind_check,
drop constraint models_dimension_check,
alter column dimension drop not null,
add column metrics jsonb not null default '{}',
add check (kind in ('embedding', 'ease', 'cosine')),
add check (case kind when 'embedding' then dimension = 384 else dimension is null end);

create table cinelibre.item_neighbors (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    neighbor_ids integer[] not null,
    weights real[] not null,
    primary key (model_id, item_id),
    check (cardinality(weights) = cardinality(neighbor_ids))
);

create index item_neighbors_by_item on cinelibre.item_neighbors (item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0024_create_decay_clocks', '79fafc5596c47549eba24a16bb92131fb816ad9d645e74b8887e51b7b4b6f70e', $cinelibre_file$
-- What decays is stored as weight · exp(λ (t − t0)), which never has to be touched again to be compared: forward decay
-- (Cormode, Shkapenyuk, Srivastava and Xu 2009). landmark is t0, λ is ln 2 over the half-life.
create table cinelibre.decay_clocks (
    name text primary key,
    half_life_days float8 not null check (half_life_days >= 2),
    landmark timestamptz not null default date_trunc('day', now())
);

insert into cinelibre.decay_clocks (name, half_life_days) values ('trend', 7);

-- trend: the forward-decayed weight of what happened to an item lately.
alter table cinelibre.item_stats
add column trend float8 not null default 0;

create index item_stats_by_trend on cinelibre.item_stats (trend desc, item_id) where trend > 0;

create index item_stats_by_likes on cinelibre.item_stats (like_count desc, item_id);

-- What an event adds: what its type says of preference, of stars what they say; nothing is taken away again.
create function cinelibre.count_trend()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id, trend)
    select
        n.item_id,
        sum(
            greatest(
                0,
                case
                    when n.rating is null then kind.preference
                    when n.rating < 2 then -0.3
                    when n.rating < 4 then -0.3 + 0.4 * (n.rating - 2)
                    else 0.5 + 0.2 * (n.rating - 4)
                end::float8
            )
            * exp(ln(2::float8) * extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days))
        )
    from new_interactions as n
    join cinelibre.interaction_types as kind on kind.name = n.interaction_type
    cross join cinelibre.decay_clocks as clock
    where clock.name = 'trend'
        and n.item_id is not null
    group by n.item_id
    order by n.item_id
    on conflict (item_id) do update
    set trend = s.trend + excluded.trend
    where excluded.trend > 0;
    return null;
end;
$$;

create trigger count_trend
after insert on cinelibre.interactions
referencing new table as new_interactions
for each statement execute function cinelibre.count_trend();
$cinelibre_file$);

select cinelibre.apply_migration('0025_create_recommendation_lists', 'f04ce3bce6690f15acfbae549029a3f9bc7c984258861c86b377ec627c91294e', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0026_create_catalogue_totals', '5f274d48300c405c90d9d62eedc45334a62f0a9c570085efd8d3fecea83b2f6e', $cinelibre_file$
-- How often all items of a type were rated at their sources, kept with every change: popularity is a share of it.
create table cinelibre.catalogue_totals (
    item_type text primary key check (item_type in ('movie', 'book')),
    external_total float8 not null default 0
);

insert into cinelibre.catalogue_totals (item_type, external_total)
select
    kind,
    coalesce((select sum(i.external_count) from cinelibre.items as i where i.item_type = kind), 0)
from unnest(array['movie', 'book']) as kind;

create function cinelibre.count_catalogue()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total + added.n
        from (select a.item_type, sum(a.external_count) as n from new_items as a group by a.item_type) as added
        where t.item_type = added.item_type
            and added.n <> 0;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total - gone.n
        from (select g.item_type, sum(g.external_count) as n from old_items as g group by g.item_type) as gone
        where t.item_type = gone.item_type
            and gone.n <> 0;
    end if;
    return null;
end;
$$;

create trigger count_new_items
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.count_catalogue();

create trigger count_changed_items
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.count_catalogue();

create trigger count_deleted_items
after delete on cinelibre.items
referencing old table as old_items
for each statement execute function cinelibre.count_catalogue();
$cinelibre_file$);

select cinelibre.apply_migration('0027_create_job_runs', 'dd34228c9cf447c4d4bf3f83e6424197aff9ba3fff6f7d0c31097206586da97b', $cinelibre_file$
-- Every run of a job: who, when, what came of it. The run that has not ended is the job's lease: there is one of each
-- name at most, and it has to show that it is alive.
create table cinelibre.job_runs (
    id integer generated always as identity primary key,
    job_name text not null check (job_name ~ '^[a-z][a-z0-9_-]{0,49}$'),
    holder text not null,
    started_at timestamptz not null default now(),
    beat_at timestamptz not null default now(),
    ended_at timestamptz,
    outcome text check (outcome in ('done', 'failed', 'stopped', 'lost')),
    counts jsonb not null default '{}',
    errors text[] not null default '{}',
    check ((ended_at is null) = (outcome is null))
);

create unique index job_runs_under_way on cinelibre.job_runs (job_name) where ended_at is null;

create index job_runs_by_name on cinelibre.job_runs (job_name, id desc);
$cinelibre_file$);

select cinelibre.apply_migration('0028_create_sync_state', '5753bd55ae0f2360d246d7a3cd6a021172a4a0d024cdab1f63e52cd4bb5426f9', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0029_create_preference_rollups', '4eccd3ccaf2d741d72a8a42d77e0f764e1ea4b795886b7a26e5bf24264b73db0', $cinelibre_file$
-- What is left of interactions that were deleted for their age: how many of a kind a user had with an item, and their
-- weight, decayed forward by the clock 'preference': Σ weight · exp(λ (t − t0)). What is computed from the log is
-- computed from both. item_id is null for searches.
create table cinelibre.preference_rollups (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer references cinelibre.items (id) on delete cascade,
    interaction_type text not null references cinelibre.interaction_types (name),
    event_count integer not null check (event_count > 0),
    weight float8 not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    unique nulls not distinct (user_id, item_id, interaction_type),
    check (first_at <= last_at)
);

create index preference_rollups_by_item on cinelibre.preference_rollups (item_id);

insert into cinelibre.decay_clocks (name, half_life_days) values ('preference', 30);
$cinelibre_file$);

select cinelibre.apply_migration('0030_add_index_of_list_age', 'cc303a3e3672918950a9d46d3c6146ff2a827614dc7d852e6227f6fffb9f254e', $cinelibre_file$
-- The hourly cleanup looks for the oldest lists of all users.
create index recommendation_lists_by_age on cinelibre.recommendation_lists (created_at, id);
$cinelibre_file$);

select cinelibre.apply_migration('0031_alter_trend_of_long_ago', 'cbc7dc103f38ee67e810a43b324a6d329b39da9fc5ef8605ab07aa9c0fc8f3fb', $cinelibre_file$
-- An event of twenty years ago weighs nothing in the trend; it could not be written at all, for its weight underflowed:
-- a diary that goes back to then was refused.
create or replace function cinelibre.count_trend()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id, trend)
    select
        n.item_id,
        sum(
            greatest(
                0,
                case
                    when n.rating is null then kind.preference
                    when n.rating < 2 then -0.3
                    when n.rating < 4 then -0.3 + 0.4 * (n.rating - 2)
                    else 0.5 + 0.2 * (n.rating - 4)
                end::float8
            )
            * case when age.half_lives > -400 then exp(ln(2::float8) * age.half_lives) else 0 end
        )
    from new_interactions as n
    join cinelibre.interaction_types as kind on kind.name = n.interaction_type
    cross join cinelibre.decay_clocks as clock
    cross join lateral (
        select extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
    ) as age
    where clock.name = 'trend'
        and n.item_id is not null
    group by n.item_id
    order by n.item_id
    on conflict (item_id) do update
    set trend = s.trend + excluded.trend
    where excluded.trend > 0;
    return null;
end;
$$;
$cinelibre_file$);

select cinelibre.apply_migration('0032_create_popularity_index', 'b46dbd35c4f2d8c46d53651f99fa312d6d68eddfee3bc48b823974ad3bf75ca3', $cinelibre_file$
-- What is popular at the sources right now fills up what trends: without an index all items were sorted for it.
create index items_by_popularity on cinelibre.items (external_popularity desc nulls last, prominence desc, id);
$cinelibre_file$);

select cinelibre.apply_migration('0033_alter_unchanged_items_trigger', '14b229d525695ae72aa5786c70d14d1bca41a5a99d796e27e9eb3ec666cff173', $cinelibre_file$
-- A dump must restore: a trigger that asks for whole rows may stay on a table that gets generated columns later, but
-- cannot be made on one that has them, so pg_dump, pg_upgrade and Supabase's restore all ended at this one.
-- Generated columns are computed after it; those forgotten here would make rows look changed, never unchanged.
create function cinelibre.skip_unchanged_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    old.folded_title := null;
    old.search := null;
    old.folded_people := null;
    old.folded_genres := null;
    old.prominence := null;
    old.damped_rating := null;
    if old is not distinct from new then
        return null;
    end if;
    return new;
end;
$$;

drop trigger skip_unchanged on cinelibre.items;

create trigger skip_unchanged before update on cinelibre.items
for each row execute function cinelibre.skip_unchanged_item();
$cinelibre_file$);

select cinelibre.apply_migration('0034_create_item_lengths', '785a604b69277c1c5cdf7a11ec135a67a864da632d7fbcff818955c3ac59df14', $cinelibre_file$
-- What a cosine model knows of an item beside its neighbors: how long its column of weighed ratings is, and how many
-- raters it had then. With it the neighbors of an item that changed are computed anew without training.
create table cinelibre.item_lengths (
    model_id integer not null references cinelibre.models (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    length real not null,
    rater_count integer not null,
    primary key (model_id, item_id)
);

create index item_lengths_by_item on cinelibre.item_lengths (item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0035_add_keywords', 'e01b6ef76e4634e8b2679c234b71eb6c899c0d9118a49152bac66bf15e1a73ac', $cinelibre_file$
-- What an item is about, in words and short phrases of its source: "heist", "time loop", "dystopian". Of movies and books alike.
-- The words of keywords are found like those of genres (weight C), reduced to English stems; a whole keyword is found in folded_keywords.
alter table cinelibre.items add column keywords text[] not null default '{}';

update cinelibre.items as i
set keywords = m.keywords
from cinelibre.movies as m
where m.item_id = i.id
    and m.keywords <> '{}';

alter table cinelibre.movies drop column keywords;

-- A generated column keeps its expression for life: it is made anew, and its indexes with it.
alter table cinelibre.items drop column search;

drop function cinelibre.search_document(text, text, text[], text[], text);

create function cinelibre.search_document(
    title text,
    original_title text,
    people text[],
    genres text[],
    keywords text[],
    description text
)
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
        || setweight(to_tsvector('pg_catalog.english', array_to_string(cinelibre.fold_names(search_document.keywords), ' ')), 'C')
        || setweight(to_tsvector('pg_catalog.english', cinelibre.fold(coalesce(search_document.description, ''))), 'D');
$$;

alter table cinelibre.items
add column search tsvector not null generated always as (
    cinelibre.search_document(title, original_title, people, genres, keywords, description)
) stored,
add column folded_keywords text[] not null generated always as (cinelibre.fold_names(keywords)) stored;

create index items_by_search on cinelibre.items using gin (search);

create index items_by_title_words on cinelibre.items using gin (ts_filter(search, '{a}'));

create index items_by_keywords on cinelibre.items using gin (folded_keywords);

-- Generated columns are computed after this trigger: each of them is put out of the comparison.
create or replace function cinelibre.skip_unchanged_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    old.folded_title := null;
    old.search := null;
    old.folded_people := null;
    old.folded_genres := null;
    old.folded_keywords := null;
    old.prominence := null;
    old.damped_rating := null;
    if old is not distinct from new then
        return null;
    end if;
    return new;
end;
$$;

analyze cinelibre.items;
$cinelibre_file$);

select cinelibre.apply_migration('0036_create_known_words', 'e8e205b6a4195bfbbf597e2c82f7cb37082163e561d775f884212912a8166ff9', $cinelibre_file$
-- Every word of a title, a name, a genre or a keyword, and its trigrams: where a misspelled word finds the one that was meant.
-- Words of descriptions are left out: they are many, and found by meaning. A word stays when its last item goes: it finds nothing then.
create function cinelibre.read_trigrams(word text)
returns text[]
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array_agg(distinct substr('  ' || read_trigrams.word || ' ', place, 3))
    from generate_series(1, char_length(read_trigrams.word) + 1) as place;
$$;

create table cinelibre.known_words (
    word text primary key,
    trigrams text[] not null generated always as (cinelibre.read_trigrams(word)) stored
);

create function cinelibre.learn_words()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.known_words (word)
    select distinct lexeme
    from new_items as n
    cross join lateral unnest(tsvector_to_array(ts_filter(n.search, '{a,b,c}'))) as lexeme
    where char_length(lexeme) between 3 and 30
        and lexeme !~ '[0-9]'
        and not exists (select from cinelibre.known_words as k where k.word = lexeme)
    order by lexeme
    on conflict do nothing;
    return null;
end;
$$;

create trigger learn_new_words
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.learn_words();

create trigger learn_changed_words
after update on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.learn_words();

insert into cinelibre.known_words (word)
select distinct lexeme
from cinelibre.items as i
cross join lateral unnest(tsvector_to_array(ts_filter(i.search, '{a,b,c}'))) as lexeme
where char_length(lexeme) between 3 and 30
    and lexeme !~ '[0-9]';

create index known_words_by_trigrams on cinelibre.known_words using gin (trigrams);

analyze cinelibre.known_words;
$cinelibre_file$);

select cinelibre.apply_migration('0037_add_index_of_original_titles', '929e7988b0325575b344c334b05f212b50a07b9f6d898525177c4b26d8a2abab', $cinelibre_file$
-- An original title that is typed exactly finds its item as the title does.
create index items_by_original_title on cinelibre.items (cinelibre.fold_title(original_title)) where original_title is not null;
$cinelibre_file$);

select cinelibre.apply_migration('0038_add_works', '27cc3ff7c76eafee5c6b3119b8aaec5b1616462001dc56a280c4d6b84e8ea337', $cinelibre_file$
-- A work may stand in several editions: who knows one knows them all, and a list shows one of them.
-- work_id is the smallest id of the work's items, and null where an item is the only one. Two books are one work where
-- their folded titles are the same and they have an author in common; two films where they have a director in common,
-- too, and at most a year lies between them: remakes stay apart. Triggers keep it with whatever is written by whomever.
alter table cinelibre.items add column work_id integer;

create index items_by_work on cinelibre.items (work_id, id) where work_id is not null;

create index items_with_editions on cinelibre.items (id) include (work_id) where work_id is not null;

-- Finds the works among all items of these titles anew. Items that share a key are one work, and so is what a chain of
-- them joins: each takes the smallest id of what its keys lead to, until nothing changes. A film's keys are of its own
-- year and of the next, so films of two years running share one. Answers how many items changed.
create function cinelibre.place_works(item_types text[], folded_titles text[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[]; -- an item stands once for each of its keys
    _keys text[];
    _works integer[];
    _lower integer[];
    _n_changed integer;
begin
    select array_agg(k.item_id), array_agg(k.key), array_agg(k.item_id)
    into _item_ids, _keys, _works
    from (
        select i.id as item_id, concat_ws('/', i.item_type, i.folded_title, replace(maker, ' ', ''), years.year) as key
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        join cinelibre.items as i on i.item_type = asked.item_type and i.folded_title = asked.folded_title
        left join cinelibre.movies as m on m.item_id = i.id
        cross join lateral unnest(
            case i.item_type when 'book' then i.folded_people else cinelibre.fold_names(m.directors) end
        ) as maker
        cross join lateral unnest(
            case i.item_type when 'book' then array[null::integer] else array[i.year, i.year + 1] end
        ) as years (year)
        where i.folded_title <> ''
            and maker <> ''
            and (i.item_type = 'book' or i.year is not null)
    ) as k;

    loop
        select array_agg(by_item.work order by by_item.place)
        into _lower
        from (
            select by_key.place, min(by_key.work) over (partition by by_key.item_id) as work
            from (
                select k.place, k.item_id, min(k.work) over (partition by k.key) as work
                from unnest(_item_ids, _keys, _works) with ordinality as k (item_id, key, work, place)
            ) as by_key
        ) as by_item;
        exit when _lower is not distinct from _works;
        _works := _lower;
    end loop;

    update cinelibre.items as i
    set work_id = found.work_id
    from (
        select item.id, case when count(*) over (partition by placed.work) > 1 then placed.work end as work_id
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        join cinelibre.items as item on item.item_type = asked.item_type and item.folded_title = asked.folded_title
        left join (
            select distinct p.item_id, p.work from unnest(_item_ids, _works) as p (item_id, work)
        ) as placed on placed.item_id = item.id
    ) as found
    where i.id = found.id
        and i.work_id is distinct from found.work_id;
    get diagnostics _n_changed = row_count;
    return _n_changed;
end;
$$;

-- A title that no other item has, before or after, needs no look: most batches end there.
create function cinelibre.keep_works()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_types text[];
    _titles text[];
begin
    if tg_op = 'INSERT' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (select distinct n.item_type, n.folded_title from new_items as n) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = t.item_type and i.folded_title = t.folded_title
            offset 1
        );
    elsif tg_op = 'DELETE' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (select distinct o.item_type, o.folded_title from old_items as o where o.work_id is not null) as t;
    else
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (
            select both_ways.item_type, both_ways.folded_title
            from new_items as n
            join old_items as o on o.id = n.id
            cross join lateral (
                values (n.item_type, n.folded_title), (o.item_type, o.folded_title)
            ) as both_ways (item_type, folded_title)
            where (o.item_type, o.folded_title, o.year, o.people) is distinct from (n.item_type, n.folded_title, n.year, n.people)
            group by both_ways.item_type, both_ways.folded_title
        ) as t;
    end if;
    if _titles is not null then
        perform cinelibre.place_works(_item_types, _titles);
    end if;
    return null;
end;
$$;

create trigger keep_new_works
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.keep_works();

create trigger keep_changed_works
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.keep_works();

create trigger keep_deleted_works
after delete on cinelibre.items
referencing old table as old_items
for each statement execute function cinelibre.keep_works();

select cinelibre.place_works(array_agg(t.item_type), array_agg(t.folded_title))
from (
    select i.item_type, i.folded_title
    from cinelibre.items as i
    where i.folded_title <> ''
    group by i.item_type, i.folded_title
    having count(*) > 1
) as t;
$cinelibre_file$);

select cinelibre.apply_migration('0039_add_lift_models', '617bf983dc66da3665f925cf4df140c42922e75cd549c619c68c745303063922', $cinelibre_file$
-- A third kind of item model: which items the same people liked more often than chance would have it.
-- Similar items go by it: EASE and cosine lead to what is famous, lift to what is alike.
alter table cinelibre.models
drop constraint models_kind_check,
add constraint models_kind_check check (kind in ('embedding', 'ease', 'cosine', 'lift'));
$cinelibre_file$);

select cinelibre.apply_migration('0040_create_features', '1e5f53b294a5c2462333609ebc2fd4f60a091e92dcc67522956fd40ee60f6f42', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0041_alter_recommendation_lists', '1ac0854d6555f185b668e1815a81b1c8b88a3e37223ef5136c104afc2eaa1964', $cinelibre_file$
-- The sources of a list are a list; rating_count says how much its user had rated, so that one rating changes only so much.
alter table cinelibre.recommendation_lists
add column sources text[] not null default '{}',
add column rating_count integer not null default 0;

update cinelibre.recommendation_lists as l
set sources = string_to_array(l.method, '+')
where l.sources = '{}';

alter table cinelibre.recommendation_lists
drop column method;
$cinelibre_file$);

select cinelibre.apply_migration('0042_create_parts', 'ef3a9249df4fcebbd00a60bc75bac972ba9099439f5d62e6c709409cb05deb1f', $cinelibre_file$
-- What a source goes by: one of somebody's own items, what they gave it, its share of all that the source says, its rank.
create type cinelibre.part as (source text, item_id integer, because_id integer, rating float8, share float8, rank bigint);
$cinelibre_file$);

select cinelibre.apply_migration('0043_add_movers', '9ca0e538256ce6df595791923c9c9483282f21f68f10c1a16bd953d9a92b40d0', $cinelibre_file$
-- An item trends only where three people at least did something with it lately, and the more did, the more it counts.
-- mover_count: how many did within the clock's window, as of the newest event. third_mover_at: when the last but two of
-- them did so last, which tells at any later time whether three still are within the window. Events are read by item and
-- time for it. What is popular at the sources right now counts by its share of all, as what is widely known does.
alter table cinelibre.decay_clocks
add column window_days float8 not null default 14 check (window_days > 0);

alter table cinelibre.item_stats
add column mover_count integer not null default 0,
add column third_mover_at timestamptz;

alter table cinelibre.catalogue_totals
add column popularity_total float8 not null default 0;

create index interactions_by_item_and_time on cinelibre.interactions (item_id, occurred_at desc);

drop index cinelibre.interactions_by_item;

create or replace function cinelibre.count_trend()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id, trend, mover_count, third_mover_at)
    select c.item_id, c.trend, coalesce(m.n_people, 0), m.third_at
    from (
        select
            n.item_id,
            sum(
                greatest(
                    0,
                    case
                        when n.rating is null then kind.preference
                        when n.rating < 2 then -0.3
                        when n.rating < 4 then -0.3 + 0.4 * (n.rating - 2)
                        else 0.5 + 0.2 * (n.rating - 4)
                    end::float8
                )
                * case when age.half_lives > -400 then exp(ln(2::float8) * age.half_lives) else 0 end
            ) as trend
        from new_interactions as n
        join cinelibre.interaction_types as kind on kind.name = n.interaction_type
        cross join cinelibre.decay_clocks as clock
        cross join lateral (
            select extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
        ) as age
        where clock.name = 'trend'
            and n.item_id is not null
        group by n.item_id
    ) as c
    left join cinelibre.count_movers(array(select distinct n.item_id from new_interactions as n where n.item_id is not null)) as m
        on m.item_id = c.item_id
    order by c.item_id
    on conflict (item_id) do update
    set trend = s.trend + excluded.trend,
        mover_count = excluded.mover_count,
        third_mover_at = excluded.third_mover_at
    where excluded.trend > 0;
    return null;
end;
$$;

update cinelibre.item_stats as s
set mover_count = counted.n_people,
    third_mover_at = counted.third_at
from (
    select l.item_id, count(*) as n_people, (array_agg(l.moved_at order by l.moved_at desc, l.user_id))[3] as third_at
    from (
        select e.item_id, e.user_id, max(e.occurred_at) as moved_at
        from cinelibre.interactions as e
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        join cinelibre.decay_clocks as clock on clock.name = 'trend'
        where e.occurred_at > now() - make_interval(secs => 86400 * clock.window_days)
            and coalesce(e.rating >= 3, kind.preference > 0)
        group by e.item_id, e.user_id
    ) as l
    group by l.item_id
) as counted
where s.item_id = counted.item_id;

create or replace function cinelibre.count_catalogue()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total + added.n,
            popularity_total = t.popularity_total + added.popularity
        from (
            select a.item_type, coalesce(sum(a.external_count), 0) as n, coalesce(sum(a.external_popularity::float8), 0) as popularity
            from new_items as a
            group by a.item_type
        ) as added
        where t.item_type = added.item_type
            and (added.n <> 0 or added.popularity <> 0);
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total - gone.n,
            popularity_total = greatest(0, t.popularity_total - gone.popularity)
        from (
            select g.item_type, coalesce(sum(g.external_count), 0) as n, coalesce(sum(g.external_popularity::float8), 0) as popularity
            from old_items as g
            group by g.item_type
        ) as gone
        where t.item_type = gone.item_type
            and (gone.n <> 0 or gone.popularity <> 0);
    end if;
    return null;
end;
$$;

update cinelibre.catalogue_totals as t
set popularity_total = coalesce(
    (select sum(i.external_popularity::float8) from cinelibre.items as i where i.item_type = t.item_type),
    0
);
$cinelibre_file$);

select cinelibre.apply_migration('0044_add_rows_of_lists', 'be3f3c37326484ae9d5eb02577dc0505caf00d32f68ab99798326e775a713510', $cinelibre_file$
-- The rows of a front page are a list that is kept for some minutes, apart from the last twenty of a type.
-- rows: {"asked": what was asked for, "rows": the rows in their order, each with its item_ids}; null of any other list.
alter table cinelibre.recommendation_lists
add column rows jsonb check (jsonb_typeof(rows) = 'object');
$cinelibre_file$);

select cinelibre.apply_migration('0045_alter_works', '15aee42aa0bb1bbfd8f17add264a2b6cc2028cdd53232cf5bf23930fdfb75f24', $cinelibre_file$
-- Editions write one author in several ways, and add "a novel" to the title: these were other works.
-- An author is told by the surname and one initial: "Leo Tolstoy", "Graf Leo Tolstoy" and "L. N. Tolstoy" share one.
create function cinelibre.fold_work(folded_title text)
returns text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select regexp_replace(fold_work.folded_title, '(?<=.) a novel$', '');
$$;

-- Surname and initial for each other word of a folded name; a name of one word is itself.
create function cinelibre.list_initials(folded_name text)
returns setof text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(split.words[cardinality(split.words)] || '/' || left(other.word, 1), list_initials.folded_name)
    from regexp_split_to_array(list_initials.folded_name, ' ') as split (words)
    left join lateral unnest(split.words[:cardinality(split.words) - 1]) as other (word) on true;
$$;

create or replace function cinelibre.place_works(item_types text[], folded_titles text[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[] := array(
        select distinct i.id
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        cross join lateral cinelibre.fold_work(asked.folded_title) as work (title)
        join cinelibre.items as i
            on i.item_type = asked.item_type
            and i.folded_title in (work.title, work.title || ' a novel')
    );
    _item_ids integer[]; -- an item stands once for each of its keys
    _keys text[];
    _works integer[];
    _lower integer[];
    _n_changed integer;
begin
    select array_agg(k.item_id), array_agg(k.key), array_agg(k.item_id)
    into _item_ids, _keys, _works
    from (
        select i.id as item_id, concat_ws('|', i.item_type, cinelibre.fold_work(i.folded_title), initials, years.year) as key
        from cinelibre.items as i
        left join cinelibre.movies as m on m.item_id = i.id
        cross join lateral unnest(
            case i.item_type when 'book' then i.folded_people else cinelibre.fold_names(m.directors) end
        ) as maker
        cross join lateral cinelibre.list_initials(maker) as initials
        cross join lateral unnest(
            case i.item_type when 'book' then array[null::integer] else array[i.year, i.year + 1] end
        ) as years (year)
        where i.id = any (_ids)
            and i.folded_title <> ''
            and maker <> ''
            and (i.item_type = 'book' or i.year is not null)
    ) as k;

    loop
        select array_agg(by_item.work order by by_item.place)
        into _lower
        from (
            select by_key.place, min(by_key.work) over (partition by by_key.item_id) as work
            from (
                select k.place, k.item_id, min(k.work) over (partition by k.key) as work
                from unnest(_item_ids, _keys, _works) with ordinality as k (item_id, key, work, place)
            ) as by_key
        ) as by_item;
        exit when _lower is not distinct from _works;
        _works := _lower;
    end loop;

    update cinelibre.items as i
    set work_id = found.work_id
    from (
        select item.id, case when count(*) over (partition by placed.work) > 1 then placed.work end as work_id
        from unnest(_ids) as item (id)
        left join (
            select distinct p.item_id, p.work from unnest(_item_ids, _works) as p (item_id, work)
        ) as placed on placed.item_id = item.id
    ) as found
    where i.id = found.id
        and i.work_id is distinct from found.work_id;
    get diagnostics _n_changed = row_count;
    return _n_changed;
end;
$$;

create or replace function cinelibre.keep_works()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_types text[];
    _titles text[];
begin
    if tg_op = 'INSERT' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (
            select distinct n.item_type, cinelibre.fold_work(n.folded_title) as folded_title from new_items as n
        ) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = t.item_type and i.folded_title in (t.folded_title, t.folded_title || ' a novel')
            offset 1
        );
    elsif tg_op = 'DELETE' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (select distinct o.item_type, o.folded_title from old_items as o where o.work_id is not null) as t;
    else
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (
            select both_ways.item_type, both_ways.folded_title
            from new_items as n
            join old_items as o on o.id = n.id
            cross join lateral (
                values (n.item_type, n.folded_title), (o.item_type, o.folded_title)
            ) as both_ways (item_type, folded_title)
            where (o.item_type, o.folded_title, o.year, o.people) is distinct from (n.item_type, n.folded_title, n.year, n.people)
            group by both_ways.item_type, both_ways.folded_title
        ) as t;
    end if;
    if _titles is not null then
        perform cinelibre.place_works(_item_types, _titles);
    end if;
    return null;
end;
$$;

select cinelibre.place_works(array_agg(t.item_type), array_agg(t.title))
from (
    select i.item_type, cinelibre.fold_work(i.folded_title) as title
    from cinelibre.items as i
    where i.folded_title <> ''
    group by i.item_type, cinelibre.fold_work(i.folded_title)
    having count(*) > 1
) as t;
$cinelibre_file$);

select cinelibre.apply_migration('0046_alter_model_kinds', '9c2ca22f49d7d748ca6e4720033743d9bd792d44fb45b73301c7099fff41f240', $cinelibre_file$
-- Similar items go by phi instead of lift: lift has little to say of what is famous. The next training makes the model.
delete from cinelibre.models where kind = 'lift';
alter table cinelibre.models
drop constraint models_kind_check,
add constraint models_kind_check check (kind in ('embedding', 'ease', 'cosine', 'phi'));
$cinelibre_file$);

select cinelibre.apply_migration('0047_add_index_of_spellings', '0a937b09ef594253473779db9b4d29267e80fa6d5a5eb76ca3538024bb2c7a35', $cinelibre_file$
-- A title is typed as it is said: "spiderman", "the godfather 2", "ten things i hate about you".

-- A folded title in one spelling: numerals are digits, titles of people are written out, and nothing stands between letters.
-- A leading article, "and", "part", "chapter" and the like do not count.
create function cinelibre.spell_title(folded_title text)
returns text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(string_agg(coalesce(same.spelling, split.word), '' order by split.place), '')
    from regexp_split_to_table(regexp_replace(spell_title.folded_title, '^(the|an?) ', ''), ' ')
        with ordinality as split (word, place)
    left join (
        values
            ('one', '1'), ('two', '2'), ('three', '3'), ('four', '4'), ('five', '5'), ('six', '6'), ('seven', '7'),
            ('eight', '8'), ('nine', '9'), ('ten', '10'), ('eleven', '11'), ('twelve', '12'), ('thirteen', '13'),
            ('sixteen', '16'), ('twenty', '20'), ('ii', '2'), ('iii', '3'), ('iv', '4'), ('v', '5'), ('vi', '6'),
            ('vii', '7'), ('viii', '8'), ('ix', '9'), ('dr', 'doctor'), ('mr', 'mister'), ('mrs', 'missus'),
            ('vs', 'versus'), ('and', ''), ('part', ''), ('chapter', ''), ('episode', ''), ('vol', ''), ('volume', '')
    ) as same (word, spelling) on same.word = split.word;
$$;

create index items_by_spelling on cinelibre.items (cinelibre.spell_title(folded_title));
$cinelibre_file$);

select cinelibre.apply_migration('0048_drop_unread_columns', '721c88982553cb979279b5b46fa55c5db0d2064afac992e31bf4ab473282caf1', $cinelibre_file$
-- Nobody reads how many places of a list were served, nor the correlations of neighbors: weights and what both rated tell.
alter table cinelibre.recommendation_lists
drop column served_count;

alter table cinelibre.user_neighbors
drop column correlations;
$cinelibre_file$);

select cinelibre.apply_migration('0049_add_days_of_events', 'fa7d4570369c29a7811350924656a28fdcbfa20e94144e3affe1af514273db39', $cinelibre_file$
-- Of a viewing out of a file often the day alone is known, and a day has no timezone: kept as a moment it was the day
-- before for readers west of Greenwich. Viewings imported until now are known by their key and their time, midnight.
alter table cinelibre.interactions add column on_day date;

update cinelibre.interactions as e
set on_day = (e.occurred_at at time zone 'UTC')::date
where e.idempotency_key like 'seen:%'
    and e.occurred_at = date_trunc('day', e.occurred_at, 'UTC');
$cinelibre_file$);

select cinelibre.apply_migration('0050_add_ended_token_versions', 'cfc9c5eb4c346512beb1cb6a034a9f1c2fe0fff246c235784261831364655c8e', $cinelibre_file$
-- Which of the good tokens have ended by a logout of their device alone; end_tokens keeps the list short.
alter table cinelibre.users
add column ended_token_versions integer[] not null default '{}';
$cinelibre_file$);

select cinelibre.apply_migration('0051_create_reset_codes', 'd699966a7b3f211e70b96b4330df85edf7cc120aa0d815bce32fd861894c64c4', $cinelibre_file$
-- One-time codes for who forgot their password, hashed, for half an hour. Tries are counted: a code that was missed
-- too often is good for nothing.
create table cinelibre.reset_codes (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    code_hash text not null check (code_hash <> ''),
    made_at timestamptz not null default now(),
    n_tries integer not null default 0,
    primary key (user_id, code_hash)
);

create index reset_codes_by_age on cinelibre.reset_codes (made_at);
$cinelibre_file$);

select cinelibre.apply_migration('0052_alter_audit_events', 'b2d1246cd5e962ab869a4f3e5d960b14a2ba9aa60922664cc32d7c03f4aedfa3', $cinelibre_file$
-- What a service did for somebody stays when their account goes, deleting it above all: without whom it was done for.
alter table cinelibre.audit_events
alter column user_id drop not null,
drop constraint audit_events_user_id_fkey,
add constraint audit_events_user_id_fkey foreign key (user_id) references cinelibre.users (id) on delete set null;

comment on table cinelibre.audit_events is
'What service accounts did in the name of others. Of a deleted account the rows stay without its id, and of a deleted service without its own.';
$cinelibre_file$);

select cinelibre.apply_migration('0053_alter_fold', '2d650b7741613964fcaff41e71ab421547ad3758908b654dc7f5c6496dcef526', $cinelibre_file$
-- Compatibility forms are folded: wide letters are letters, "½" is "1/2", "Ⅱ" is "II", "³" is "3" and "ﬁ" is "fi".
-- A fraction has a blank before it: "8½" is "8 1/2". Marks of trade and of copyright are no letters.
create or replace function cinelibre.fold(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select replace(replace(replace(
        translate(
            regexp_replace(
                lower(normalize(
                    regexp_replace(translate(fold.words, '™℠®©', ''), '([¼-¾⅐-⅞])', ' \1', 'g'),
                    nfkd
                )),
                '[\u0300-\u036f]', '', 'g'
            ),
            'øłđðı''’ʼ`',
            'olddi'
        ),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
$$;

-- What was folded before and has such forms is written anew. updated_at stays: nothing changed that anybody reads.
alter table cinelibre.items disable trigger skip_unchanged;

alter table cinelibre.items disable trigger touch_updated_at;

update cinelibre.items as i
set title = i.title
where concat_ws(
    ' ', i.title, i.original_title, i.description,
    array_to_string(i.people, ' '), array_to_string(i.genres, ' '), array_to_string(i.keywords, ' ')
) is not nfkc normalized;

alter table cinelibre.items enable trigger skip_unchanged;

alter table cinelibre.items enable trigger touch_updated_at;
$cinelibre_file$);

select cinelibre.apply_migration('0054_create_title_keys', 'de92308202a48182b0c5b428c73fdf9f8018b60b1fc6a74d87f926f6c84e95c0', $cinelibre_file$
-- The keys by which a title is found however somebody writes it; docs/matching.md has the rules. One place decides when
-- two titles are one: imports, the sync, search and suggestions all go by it.

-- Numbers in words or Roman, and abbreviations, as they stand in a key. Before a number "part" and its like go.
create function cinelibre.fold_numerals(words text[], known jsonb, is_begun boolean)
returns text
language plpgsql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n integer := cardinality(fold_numerals.words);
    _text text;
begin
    for place in 1.._n - case when fold_numerals.is_begun then 1 else 0 end loop
        if words[place] in ('i', 'v', 'x') then -- at the end, or after a word like "part": "Rocky V", but "V for Vendetta"
            continue when place = 1
                or (place < _n and words[place - 1] not in ('part', 'chapter', 'volume', 'vol', 'episode'));
        end if;
        words[place] := coalesce(fold_numerals.known ->> words[place], words[place]);
    end loop;
    _text := regexp_replace(array_to_string(words, ' '), '\m([2-9])0 ([1-9])(?=(?:st|nd|rd|th)?\M)', '\1\2', 'g');
    if position('100' in _text) > 0 then
        _text := regexp_replace(_text, '\m[a1] 100\M', '100', 'g');
        _text := regexp_replace(_text, '\m([2-9]) 100\M', '\100', 'g');
        _text := regexp_replace(_text, '\m([1-9])00 +([1-9])\M', '\10\2', 'g');
        _text := regexp_replace(_text, '\m([1-9])00 +([1-9][0-9])\M', '\1\2', 'g');
    end if;
    return regexp_replace(_text, '\m(?:part|chapter|volume|episode) (?=[0-9])', '', 'g');
end;
$$;

-- The key of a title: folded, numbers as digits, without "&", "and", the article before it, blanks and signs.
-- The last word of what is still being typed is no number yet. A title of signs alone is its own key.
create function cinelibre.title_key(title text, is_begun boolean default false)
returns text
language plpgsql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _known jsonb := '{
        "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
        "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
        "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100",
        "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
        "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "thirteenth": "13th",
        "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
        "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18",
        "xix": "19", "xx": "20", "part": "part", "chapter": "chapter", "episode": "episode", "volume": "volume",
        "vol": "volume", "dr": "doctor", "mr": "mister", "mrs": "missus", "st": "saint", "vs": "versus", "and": ""
    }';
    _text text := cinelibre.fold(left(title_key.title, 400));
    _words text[];
    _key text;
begin
    if octet_length(_text) > char_length(_text) then
        _text := normalize(_text, nfc); -- signs that stand above and below letters are part of them in many scripts
    end if;
    if position(', ' in _text) > 0 then
        _text := regexp_replace(_text, '^([^:]+), (the|an?|l[aeo]s?|el|il|der|die|das|une?)(?=$|:)', '\2 \1');
    end if;
    _text := replace(replace(replace(_text, ' i:', ' 1:'), ' v:', ' 5:'), ' x:', ' 10:');
    _text := regexp_replace(_text, '(\mvol)\.(?=[0-9])|[-–—,:;/⁄&\s]+', '\1 ', 'g');
    _text := btrim(regexp_replace(_text, '[^[:alnum:]\u0900-\u0dff ]+', '', 'g'));
    _words := string_to_array(regexp_replace(_text, '^(?:the|an?) +(?=.)', ''), ' ');
    if _known ?| _words then
        _key := replace(cinelibre.fold_numerals(array_remove(_words, ''), _known, title_key.is_begun), ' ', '');
    else
        _key := array_to_string(_words, '');
    end if;
    if _key = '' then
        _key := regexp_replace(lower(normalize(title_key.title, nfkc)), '\s', '', 'g');
    end if;
    return left(_key, 200);
end;
$$;

-- What may be a title by itself, with its key: what stands before a colon, a dash, "or" or brackets at the end.
-- `is_edition` where the rest says only what kind of book or cut it is. None where the rest makes another work of it: the
-- number of a part, or another form such as a graphic novel.
create function cinelibre.list_beginnings(title text)
returns table (key text, is_edition boolean)
language plpgsql
immutable
parallel safe
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _sign text := '\s*:+(?![0-9])\s*|\s+[-–—]+\s+|--+|—|\s*;\s*' -- "Fight Club: A Novel", but not "3:10 to Yuma"
        || '|\s*,?\s+or[:,]\s+|\s*,\s+or\s+|\s+or\s+(?=[(])' -- "The Hobbit, Or, There and Back Again"
        || '|(?<=^(?:[A-Z][.])+)\s+(?=the\M)' -- "E.T. the Extra-Terrestrial"
        || '|\s*[(\[](?=[^()\[\]]+[)\]]\s*$)'; -- "Harry Potter and the Order of the Phoenix (Book 5)"
    _part text := '^(?:the )?(?:part|vol|volume|chapter|episode|season|series|issue|no|number|disc)s?'
        || ' ?(?:[0-9]+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\M(?! of )';
    _form text := '\m(?:graphic novel|comic book|manga|screenplay|colou?ring book|study guide|reading guide|cliffs? ?notes'
        || '|spark ?notes|(?:official|unofficial|unauthori[sz]ed|visual|movie) (?:guide|companion|handbook))\M'
        || '|^(?:an? |the )?(?:making of|(?:documentary|behind the scenes|companion|parody|trailer|featurette)\M.*)$';
    _edition text := '^(?:an? |the )?(?:\w+ ){0,3}(?:novel|novella|memoirs?|story|stories|tales?|adventure|fable|romance|thriller'
        || '|mystery|poems|essays|play|autobiography|biography|cut|edition|version|remastered|restored|unabridged|reissue)$';
    _title text := normalize(left(list_beginnings.title, 200), nfkc);
    _rest text;
    _start integer;
begin
    if _title !~* '[-–—:;(.[]|\mor\M' then
        return;
    end if;
    for n in 1..4 loop
        _start := regexp_instr(_title, _sign, 1, n, 0, 'i');
        exit when _start = 0;
        continue when _start = 1;
        _rest := cinelibre.fold_title(substr(_title, regexp_instr(_title, _sign, 1, n, 1, 'i')));
        continue when _rest ~ _part
            or _rest ~ _form
            or (_rest ~ '^(?:book ?)?(?:[0-9]+|[ivx]+)$' and substr(_title, _start) !~ '^\s*[(\[]');
        key := cinelibre.title_key(left(_title, _start - 1));
        is_edition := _rest = '' or _rest ~ _edition;
        return next;
    end loop;
end;
$$;

-- All keys of an item. Kinds: title, original, plain (a beginning whose rest is an edition's) and short (another beginning).
create function cinelibre.list_title_keys(title text, original_title text)
returns table (kind text, key text)
language sql
immutable
parallel safe
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select distinct on (named.key) named.kind, named.key
    from (
        select 1 as place, 'title' as kind, cinelibre.title_key(list_title_keys.title) as key
        union all
        select 2, 'original', cinelibre.title_key(nullif(list_title_keys.original_title, list_title_keys.title))
        union all
        select case when b.is_edition then 3 else 4 end, case when b.is_edition then 'plain' else 'short' end, b.key
        from unnest(array[list_title_keys.title, nullif(list_title_keys.original_title, list_title_keys.title)]) as names (name)
        cross join lateral cinelibre.list_beginnings(names.name) as b
    ) as named
    where named.key <> ''
    order by named.key, named.place;
$$;

-- item_type and prominence stand here again, so that suggestions read one index alone.
create table cinelibre.title_keys (
    item_id integer not null references cinelibre.items (id) on delete cascade,
    key text collate "C" not null,
    kind text not null check (kind in ('title', 'original', 'plain', 'short')),
    item_type text not null,
    prominence real not null,
    primary key (item_id, key)
);

create index title_keys_by_key on cinelibre.title_keys (key) include (kind, item_type, prominence, item_id);

create function cinelibre.keep_title_keys()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        delete from cinelibre.title_keys as k
        using new_items as n
        join old_items as o on o.id = n.id
        where k.item_id = n.id
            and (o.item_type, o.title, o.original_title, o.prominence)
                is distinct from (n.item_type, n.title, n.original_title, n.prominence);
    end if;
    insert into cinelibre.title_keys (item_id, key, kind, item_type, prominence)
    select n.id, listed.key, listed.kind, n.item_type, n.prominence
    from new_items as n
    cross join lateral cinelibre.list_title_keys(n.title, n.original_title) as listed
    where not exists (select from cinelibre.title_keys as k where k.item_id = n.id)
    order by n.id, listed.key;
    return null;
end;
$$;

create trigger keep_new_title_keys
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.keep_title_keys();

create trigger keep_changed_title_keys
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.keep_title_keys();

insert into cinelibre.title_keys (item_id, key, kind, item_type, prominence)
select i.id, listed.key, listed.kind, i.item_type, i.prominence
from cinelibre.items as i
cross join lateral cinelibre.list_title_keys(i.title, i.original_title) as listed;

drop index cinelibre.items_by_original_title;

drop index cinelibre.items_by_spelling;

drop function cinelibre.spell_title(text);

analyze cinelibre.title_keys;
$cinelibre_file$);

select cinelibre.apply_migration('0055_alter_zones_and_languages', '8c62869f2731ce104cb41fe1a4425fa3e437aec582bcf1aa2e1b17ac815c5ee3', $cinelibre_file$
-- Time zones and languages that were stored before the rules for them: abbreviations such as IST, which are ambiguous,
-- become UTC; outdated codes of languages become those of today, and codes that name no language become none.
update cinelibre.users as u
set timezone = 'UTC'
where u.timezone !~* (
    '^(utc|(africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|brazil|canada|chile|mexico|us)'
    || '(/[a-z]+([_-][a-z]+)*){1,2})$'
);

update cinelibre.items as i
set language = case i.language
    when 'cn' then 'yue'
    when 'iw' then 'he'
    when 'in' then 'id'
    when 'ji' then 'yi'
    when 'jw' then 'jv'
    when 'mo' then 'ro'
end
where i.language in ('cn', 'iw', 'in', 'ji', 'jw', 'mo', 'xx', 'un', 'und', 'unk', 'mul', 'zxx', 'mis');
$cinelibre_file$);

select cinelibre.apply_migration('0056_drop_neighbor_common', 'c880ce094a64198399fab216caf25f7aa553b162cfde99ae79cf3f951f2e1d2d', $cinelibre_file$
-- Nobody reads how many items a neighbor shares with a reader: find_neighbors counts them where they decide.
alter table cinelibre.user_neighbors
drop column common;

alter type cinelibre.reader drop attribute neighbor_common;
$cinelibre_file$);

select cinelibre.apply_migration('0057_drop_is_gone', 'dbbd483e4d8aa3bb2330890446923e04d11fb68029efc298eed3a99c480a87b0', $cinelibre_file$
-- The sync keeps items that their source has withdrawn (decision 0016), so nothing writes or reads which those are.
alter table cinelibre.source_checks
drop column is_gone;
$cinelibre_file$);

select cinelibre.apply_migration('0058_drop_updated_at', '66b7780ccd78517e5a14ff3b97665aec2ebc5f42d15863ae7368c81eb3e176ec', $cinelibre_file$
-- Nobody reads when an item was last written.
drop trigger touch_updated_at on cinelibre.items;

drop function cinelibre.touch_updated_at();

alter table cinelibre.items
drop column updated_at;
$cinelibre_file$);

select cinelibre.apply_migration('0059_create_incoming_item', '2322ef1d06cf0f8a92befb8458be39a5a6b76ab673b6aa40bdc20c9edf52e26e', $cinelibre_file$
-- incoming_item: one record on its way into the catalogue; the functions that write a batch hand arrays of it on.
-- The names are those of a record's fields. `place` is its position in the batch, and `item_id` is null for a new item
-- until identify_items numbers it. `taken_ids` are the ids that another item has.
create type cinelibre.incoming_item as (
    place integer,
    item_id integer,
    taken_ids text[],
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    keywords text[],
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
    "cast" text[],
    certification text,
    google_id text,
    isbn13 text,
    published_date date,
    page_count integer,
    authors text[],
    publisher text,
    embedding halfvec,
    text_hash text
);
$cinelibre_file$);

select cinelibre.apply_migration('0060_create_incoming_event', '22cdd31051c8c925c31f5196c00ad6c8050339a1720ab43c337cc5198a894e6f', $cinelibre_file$
-- incoming_event: one event that a client sent; parse_events makes them, find_repeats compares them with each other.
-- `place` is its position in the batch, `happened_at` the time that counts, and `fault` a slug, or null for a good event.
create type cinelibre.incoming_event as (
    place integer,
    happened_at timestamptz,
    is_debounced boolean,
    fault text,
    interaction_type text,
    item_id integer,
    item_type text,
    occurred_at timestamptz,
    rating real,
    seconds integer,
    fraction real,
    query text,
    context jsonb,
    idempotency_key text
);
$cinelibre_file$);

select cinelibre.apply_migration('0061_create_matched_item', 'bd6c569907b7383cbce4a67c4b7b0fb367db8e2b5783b008254dd2096c801093', $cinelibre_file$
-- matched_item: an item as the lists of match_movies, match_books and match_items show it, and how near it is.
-- A type, so that the three declare the columns of an item nowhere: a column that is added to it is in all three.
create type cinelibre.matched_item as (
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
    seen boolean,
    hidden boolean
);
$cinelibre_file$);

select cinelibre.apply_migration('0062_add_works_of_movies', '919b2b5d89913eda120ce437cc27d1bd72eea0693a1fa5961a348f1fe4ca7add', $cinelibre_file$
-- Movies are one work if they share a director, and directors are written after the items: works are placed again then.
create function cinelibre.keep_works_of_movies()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[];
    _titles text[];
begin
    if tg_op = 'INSERT' then
        _ids := array(select n.item_id from new_movies as n where n.directors <> '{}');
    else
        _ids := array(
            select n.item_id
            from new_movies as n
            join old_movies as o on o.item_id = n.item_id
            where o.directors <> n.directors
        );
    end if;
    _titles := array(
        select t.title
        from (
            select distinct cinelibre.fold_work(i.folded_title) as title
            from cinelibre.items as i
            where i.id = any (_ids)
        ) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = 'movie' and i.folded_title in (t.title, t.title || ' a novel')
            offset 1
        )
    );
    if _titles <> '{}' then
        perform cinelibre.place_works(array_fill('movie'::text, array[cardinality(_titles)]), _titles);
    end if;
    return null;
end;
$$;

create trigger keep_works_of_new_movies
after insert on cinelibre.movies
referencing new table as new_movies
for each statement execute function cinelibre.keep_works_of_movies();

create trigger keep_works_of_changed_movies
after update on cinelibre.movies
referencing old table as old_movies new table as new_movies
for each statement execute function cinelibre.keep_works_of_movies();
$cinelibre_file$);

select cinelibre.apply_migration('0063_add_impressions', '05103039524e4ad54427ca4073c7a54f8bda690b1426e59496dca01d0c762878', $cinelibre_file$
-- What was shown, so that a list can be judged by what was passed over. One event names many items in its context, for
-- a row an item would be most of the log. It belongs to no item: neither tastes nor trends read it.
insert into cinelibre.interaction_types (name, description, takes_item)
values ('impression', 'Saw items in a list: its context names the list and them', false)
on conflict do nothing;
$cinelibre_file$);

select cinelibre.apply_migration('0064_alter_matched_item', '7e9e6ac82caa1fbd0b4e901da62061e20f604c7b4f08755315e678266c4ecb8e', $cinelibre_file$
-- matched_item: the columns that lists show of an item have grown, and a caller sees what they did with it.
-- Dropping the type drops the functions that answer it; shipping brings them back.
drop type cinelibre.matched_item cascade;

create type cinelibre.matched_item as (
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
    runtime integer,
    page_count integer,
    average float8,
    rating_count integer,
    ids jsonb,
    similarity float8,
    seen boolean,
    hidden boolean,
    mine jsonb
);
$cinelibre_file$);

select cinelibre.apply_migration('0065_add_dwell', '5dac0612329c813604d7f00708ff52e40a02e0717281efb4debf1cb17dfd047d', $cinelibre_file$
-- How long somebody stayed on the page of an item. A second view within a minute repeats the first, so the seconds that
-- a client knows only at the end had no event to go with. Every stay counts, and none says what somebody likes.
insert into cinelibre.interaction_types (name, description)
values ('dwell', 'Stayed on its page, for some seconds')
on conflict do nothing;
$cinelibre_file$);

select cinelibre.apply_migration('0066_add_tokens_ended_at', '4334d2cf6b65074b20cef619bde79fde40cfd20c0e1fe791853eb44149d3b8f1', $cinelibre_file$
-- Tokens of other issuers carry no number of a login, so the moment at which all tokens ended decides about them.
alter table cinelibre.users add column tokens_ended_at timestamptz;
$cinelibre_file$);

select cinelibre.apply_migration('0067_add_totals_of_stars', 'bfb5a756202d468e05b2726d0e4f2fd90f5d31b6f2d0ba2719ff320defb1e8ca', $cinelibre_file$
-- How many stars all items of a type got, for predictions: the mean of all, without a scan of the catalogue.
-- total_stars writes them after whatever imports ratings, and with the statistics. Triggers do not: one row that
-- every rating writes would make all readers wait for each other.
alter table cinelibre.catalogue_totals
add column rating_count bigint not null default 0,
add column rating_sum float8 not null default 0;

update cinelibre.catalogue_totals as t
set rating_count = counted.n,
    rating_sum = counted.stars
from (
    select i.item_type, sum(s.rating_count) as n, sum(s.rating_sum) as stars
    from cinelibre.item_stats as s
    join cinelibre.items as i on i.id = s.item_id
    group by i.item_type
) as counted
where counted.item_type = t.item_type;
$cinelibre_file$);

select cinelibre.apply_migration('0068_create_user_interaction_summary', '4bcf9b6ead970b5b6ccfb142d90b959c4d5fe177ee131fd304444b342176655b', $cinelibre_file$
-- A reader in one row, for SQL: what they rated, marked and did, counted by the chore that runs every six hours.
-- A table and no materialized view, so that a deleted account is gone from it at once (docs/decisions).
-- star_counts has ten counts, of half a star to five. The crowd is their sum: histograms of readers stand beside it.
create table cinelibre.user_interaction_summary (
    user_id integer primary key references cinelibre.users (id) on delete cascade,
    rating_count integer not null,
    rating_average float8,
    star_counts integer[] not null check (cardinality(star_counts) = 10),
    liked_count integer not null,
    watchlist_count integer not null,
    favorite_count integer not null,
    seen_count integer not null,
    hidden_count integer not null,
    event_count integer not null,
    search_count integer not null,
    first_at timestamptz,
    last_at timestamptz,
    counted_at timestamptz not null default now()
);

create table cinelibre.crowd (
    is_only boolean primary key default true check (is_only),
    star_counts bigint[] not null check (cardinality(star_counts) = 10)
);

insert into cinelibre.crowd (star_counts) values (array_fill(0::bigint, array[10]));

create function cinelibre.count_crowd()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _added bigint[];
    _gone bigint[];
begin
    if tg_op in ('INSERT', 'UPDATE') then
        _added := array(
            select coalesce(sum(n.star_counts[place]), 0)
            from generate_series(1, 10) as place
            left join new_rows as n on true
            group by place
            order by place
        );
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        _gone := array(
            select coalesce(sum(o.star_counts[place]), 0)
            from generate_series(1, 10) as place
            left join old_rows as o on true
            group by place
            order by place
        );
    end if;
    update cinelibre.crowd as c
    set star_counts = array(
        select c.star_counts[place] + coalesce(_added[place], 0) - coalesce(_gone[place], 0)
        from generate_series(1, 10) as place
        order by place
    )
    where c.is_only;
    return null;
end;
$$;

create trigger count_new_summaries
after insert on cinelibre.user_interaction_summary
referencing new table as new_rows
for each statement execute function cinelibre.count_crowd();

create trigger count_changed_summaries
after update on cinelibre.user_interaction_summary
referencing old table as old_rows new table as new_rows
for each statement execute function cinelibre.count_crowd();

create trigger count_deleted_summaries
after delete on cinelibre.user_interaction_summary
referencing old table as old_rows
for each statement execute function cinelibre.count_crowd();
$cinelibre_file$);

select cinelibre.apply_migration('0069_create_feature_snapshots', 'decce62891376403f812e9947c48cb454febfa537917d091cc71f2d5031974df', $cinelibre_file$
-- What was known of a reader's taste at a moment, kept for training: the answer of POST /features/me/refresh.
create table cinelibre.feature_snapshots (
    id bigint generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    taken_at timestamptz not null default now(),
    features jsonb not null check (jsonb_typeof(features) = 'object')
);

create index feature_snapshots_by_user on cinelibre.feature_snapshots (user_id, id desc);
$cinelibre_file$);

select cinelibre.apply_migration('0070_add_interactions_searches', 'e1df1f49d0b5779eccb995b1fab2f1e7947cb0f8a1d87ddb7f23cf2c73fb1913', $cinelibre_file$
-- A reader's searches are read at every letter that they type, so they have an index of their own.
create index interactions_searches on cinelibre.interactions (user_id, occurred_at desc, id)
where interaction_type = 'search';
$cinelibre_file$);

select cinelibre.apply_migration('0071_add_leanings', '5633cfeaccb7ebb9f99b7a8e8da6064b5fd518ebbcd10ab2b69ba2e832f8c24a', $cinelibre_file$
-- What a reader leans to by what they clicked, viewed and saved stands beside their ratings: items and signed weights,
-- a rating of five stars being 1. shares says how much each rating counts, by what the reader chose; null is 1 for all.
alter type cinelibre.reader
add attribute leaning_ids integer[],
add attribute leaning_weights float8[],
add attribute shares float8[];
$cinelibre_file$);

select cinelibre.apply_migration('0072_add_newest_events_of_lists', '21db485352ba1bb0571e526a6cc07580949ca225ac70a1d60366453b40dbb700', $cinelibre_file$
-- A list knows the newest event of its reader that was in the log when it was made: what came later may make it stale.
-- Lists from before know none, and stay valid as long as they did.
alter table cinelibre.recommendation_lists
add column newest_event bigint;
$cinelibre_file$);

select cinelibre.apply_migration('0073_add_watchlist_to_taste', '9588c161ac59e489d3e3daf50da300264ee9751ec25e38abfe424e174ca05796', $cinelibre_file$
-- What is saved for later, or no longer saved, changes what lists should show as much as a rating does: it raises the
-- version of its reader's taste, however it came to the shelf.
create function cinelibre.count_saved()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        update cinelibre.users as u
        set taste_version = u.taste_version + 1
        where u.id in (select n.user_id from new_marks as n where n.on_watchlist_at is not null);
    else
        update cinelibre.users as u
        set taste_version = u.taste_version + 1
        where u.id in (
            select n.user_id
            from new_marks as n
            join old_marks as o on o.user_id = n.user_id and o.item_id = n.item_id
            where n.on_watchlist_at is distinct from o.on_watchlist_at
        );
    end if;
    return null;
end;
$$;

create trigger count_new_saved
after insert on cinelibre.shelf
referencing new table as new_marks
for each statement execute function cinelibre.count_saved();

create trigger count_changed_saved
after update on cinelibre.shelf
referencing old table as old_marks new table as new_marks
for each statement execute function cinelibre.count_saved();
$cinelibre_file$);

select cinelibre.apply_migration('0074_create_feedback', '1ecc862e5595859976b00ec859eb68e33b03d37c0c7419c6f88215e09fbc22a9', $cinelibre_file$
-- What readers say of an item on a list of theirs. It outlives the list: it keeps the item's place, score and summands
-- on it. signal is the type of event that it was recorded as, signaled_at the moment of that event; both are null if it
-- says nothing of the item, signaled_at also if the item had the mark already.
insert into cinelibre.interaction_types (name, description, preference)
values ('helpful', 'Found it a helpful recommendation', 0.3)
on conflict do nothing;

create table cinelibre.feedback (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    recommendation_id uuid not null,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    kind text not null check (kind in ('helpful', 'not_for_me', 'already_seen', 'wrong_reason')),
    comment text check (comment <> '' and char_length(comment) <= 1000),
    reason_source text check (reason_source <> ''),
    reason_key text check (reason_key <> ''),
    place smallint not null check (place > 0),
    score float8 not null,
    variant text not null default 'default' check (variant <> ''),
    contributions jsonb not null check (jsonb_typeof(contributions) = 'array'),
    listed_at timestamptz not null,
    signal text references cinelibre.interaction_types (name),
    signaled_at timestamptz,
    given_at timestamptz not null default clock_timestamp(),
    unique (user_id, recommendation_id, item_id, kind)
);

create index feedback_by_user on cinelibre.feedback (user_id, given_at desc, id);

create index feedback_by_item on cinelibre.feedback (item_id);

create index feedback_by_list on cinelibre.feedback (recommendation_id, item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0075_create_notes', 'cbe3f780430efae1a68e3d1612a533fdeef36d763e179efac803099530cd5229', $cinelibre_file$
-- What readers wrote down of an item for themselves: one note an item, seen by nobody else.
create table cinelibre.notes (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    body text not null check (body <> '' and char_length(body) <= 5000),
    written_at timestamptz not null default clock_timestamp(),
    primary key (user_id, item_id)
);

create index notes_by_item on cinelibre.notes (item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0076_create_reviews', 'ddd8c71b8fee029082c1fbd538af2151ca0fcdf4f4dfa4d10f68c3d630c0ac93', $cinelibre_file$
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
$cinelibre_file$);

select cinelibre.apply_migration('0077_create_groups', '55e6abf03d5dc6093f31f0a37e2e196d09a5e7a22f0b61a7a70361fe29160dbf', $cinelibre_file$
-- People who choose together: their groups, and what they watched with how content each of them was.
create table cinelibre.groups (
    id uuid primary key default gen_random_uuid(),
    name text not null check (name <> ''),
    code text not null unique check (code <> ''),
    made_at timestamptz not null default now()
);

-- A member has an account or is a guest, who has a name and the hash of a key. Seats are in the order of joining: the
-- account with the lowest seat is the host.
create table cinelibre.group_members (
    id uuid primary key default gen_random_uuid(),
    seat bigint generated always as identity unique,
    group_id uuid not null references cinelibre.groups (id) on delete cascade,
    user_id integer references cinelibre.users (id) on delete cascade,
    guest_name text check (guest_name <> ''),
    guest_key_hash text unique,
    joined_at timestamptz not null default now(),
    unique (group_id, user_id),
    check ((user_id is null) = (guest_name is not null) and (user_id is null) = (guest_key_hash is not null))
);

create index group_members_by_user on cinelibre.group_members (user_id);

-- What a guest likes, in the order sent: a history that belongs to no account.
create table cinelibre.guest_ratings (
    member_id uuid not null references cinelibre.group_members (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    rating real not null check (rating between 0.5 and 5),
    place integer not null,
    primary key (member_id, item_id)
);

create index guest_ratings_by_item on cinelibre.guest_ratings (item_id);

create table cinelibre.group_evenings (
    id bigint generated always as identity primary key,
    group_id uuid not null references cinelibre.groups (id) on delete cascade,
    item_id integer not null references cinelibre.items (id) on delete cascade,
    watched_at timestamptz not null default now()
);

create index group_evenings_by_group on cinelibre.group_evenings (group_id, id);

create index group_evenings_by_item on cinelibre.group_evenings (item_id);

-- How content a member was: what was expected of the item, and of the best that they could have had that evening.
create table cinelibre.evening_members (
    evening_id bigint not null references cinelibre.group_evenings (id) on delete cascade,
    member_id uuid not null references cinelibre.group_members (id) on delete cascade,
    expected float8 not null,
    best float8 not null,
    satisfaction float8 not null check (satisfaction between 0 and 1),
    primary key (evening_id, member_id)
);

create index evening_members_by_member on cinelibre.evening_members (member_id);

-- A group lasts as long as somebody with an account is in it; guests alone could not even delete it. The lock makes the
-- second of two who leave at once see that the first has gone.
create function cinelibre.delete_left_groups()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform g.id
    from cinelibre.groups as g
    where g.id in (select m.group_id from left_members as m)
    order by g.id
    for update;
    delete from cinelibre.groups as g
    where g.id in (select m.group_id from left_members as m)
        and not exists (select from cinelibre.group_members as m where m.group_id = g.id and m.user_id is not null);
    return null;
end;
$$;

create trigger delete_left_groups
after delete on cinelibre.group_members
referencing old table as left_members
for each statement execute function cinelibre.delete_left_groups();
$cinelibre_file$);

select cinelibre.apply_migration('0078_create_member_score', 'ad7a7ff348d84ba01d5f5650118167b00a2a74ff320366815ddc194dd79ea86f', $cinelibre_file$
-- member_score: what a source says of an item to the reader at a place of a group.
create type cinelibre.member_score as (place integer, source text, item_id integer, points float8, power float8);
$cinelibre_file$);

select cinelibre.apply_migration('0079_add_totals_of_sources', '5b763c0e5b68bbdd51ed82e9909e0041fa5ca1a573230c520146f17100a4aaf4', $cinelibre_file$
-- What the sources think of what people here rated: for each rating here the item's damped average at its source.
-- Predictions take from it how far a title is above what is usually rated, so that a title with few ratings has a start.
-- total_stars writes it with the other totals.
alter table cinelibre.catalogue_totals
add column source_sum float8 not null default 0,
add column source_count bigint not null default 0;

update cinelibre.catalogue_totals as t
set source_sum = counted.total,
    source_count = counted.n
from (
    select i.item_type, sum(s.rating_count * i.damped_rating::float8) as total, sum(s.rating_count) as n
    from cinelibre.item_stats as s
    join cinelibre.items as i on i.id = s.item_id
    where i.external_rating is not null
    group by i.item_type
) as counted
where counted.item_type = t.item_type;
$cinelibre_file$);

select cinelibre.apply_migration('0080_add_person_ids', '0fdc4febe45d558aba1b9021593fab58dd12883bd060263696ea1d4bb4631a32', $cinelibre_file$
-- A person is named to others by person_id, never by the account's id or e-mail. shares_ratings lets friends read what
-- the account gave, if they share theirs.
alter table cinelibre.users
add column person_id uuid not null default gen_random_uuid() unique,
add column shares_ratings boolean not null default false;
$cinelibre_file$);

select cinelibre.apply_migration('0081_create_relations', '7a8f24f6e92bf4b53701b083bd64ace04249e94d5f2e919975de83c92f5c9cba', $cinelibre_file$
-- What one person last said of another. Two who both accepted are friends. Each has a row of their own, so two who accept
-- at once write different rows.
create table cinelibre.relations (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    other_id integer not null references cinelibre.users (id) on delete cascade,
    said text not null check (said in ('accepted', 'declined', 'blocked')),
    said_at timestamptz not null default now(),
    primary key (user_id, other_id),
    check (user_id <> other_id)
);

create index relations_by_other on cinelibre.relations (other_id, user_id) include (said);
$cinelibre_file$);

select cinelibre.apply_migration('0082_create_person_reports', '61dd7918f4bd41eb202030eaa8569e446e2d11183686f10ef6ac512402feb289', $cinelibre_file$
-- What a person told the operator of another; the newest report counts. `python -m api.jobs reports` shows them.
create table cinelibre.person_reports (
    user_id integer not null references cinelibre.users (id) on delete cascade,
    other_id integer not null references cinelibre.users (id) on delete cascade,
    reason text not null check (reason <> '' and length(reason) <= 500),
    reported_at timestamptz not null default now(),
    primary key (user_id, other_id),
    check (user_id <> other_id)
);

create index person_reports_by_other on cinelibre.person_reports (other_id);
$cinelibre_file$);

select cinelibre.apply_migration('0083_create_influences', '7360b636fcac9e494ba8ee7eb56e65a5bf60039edbc8e7356439c6c4522f3893', $cinelibre_file$
-- What a reader set themselves: how much an item or a feature moves their lists. 0 mutes it, 2 doubles it; without a row
-- it counts once. A feature has a kind and a name as in cinelibre.features.
create table cinelibre.influences (
    id integer generated always as identity primary key,
    user_id integer not null references cinelibre.users (id) on delete cascade,
    kind text not null check (kind in ('genre', 'language', 'decade', 'person', 'type', 'item')),
    name text check (name <> ''),
    item_id integer references cinelibre.items (id) on delete cascade,
    weight float8 not null check (weight between 0 and 2 and weight <> 1),
    set_at timestamptz not null default now(),
    check ((kind = 'item') = (item_id is not null)),
    check ((kind = 'item') = (name is null)),
    unique nulls not distinct (user_id, kind, name, item_id)
);

create index influences_by_item on cinelibre.influences (item_id, user_id)
where item_id is not null;
$cinelibre_file$);

select cinelibre.apply_migration('0084_alter_impressions', 'b8ecae2c6ea6e28c36a5d19cd94434053956cd6f1e67f78950848cbd7f5028a6', $cinelibre_file$
-- What was shown is remembered for 30 days, longer than the list it was shown on: what somebody passes by day after day
-- steps back. A deleted account takes its impressions along.
alter table cinelibre.impressions
drop constraint impressions_recommendation_id_fkey;

create index impressions_by_age on cinelibre.impressions (shown_at);
$cinelibre_file$);

select cinelibre.apply_migration('0085_add_index_of_influences', '074917cfa8f707fe9d0f514628ed2611353b954b981c41e0561bd7cae4687196', $cinelibre_file$
-- add_index_of_influences: deleting an item looks for the influences that name it.
create index influences_item_id_idx on cinelibre.influences (item_id);
$cinelibre_file$);

select cinelibre.apply_migration('0086_alter_matched_item_by_widths', 'dbd2a7ff8bb14cc18d410f163fa22aa9e7eb78950cba6d2742af826e1c8056c8', $cinelibre_file$
-- matched_item: lists show an item's poster in several widths.
-- Dropping the type drops the functions that answer it; shipping brings them back.
drop type cinelibre.matched_item cascade;

create type cinelibre.matched_item as (
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
    runtime integer,
    page_count integer,
    average float8,
    rating_count integer,
    ids jsonb,
    image_srcset text,
    similarity float8,
    seen boolean,
    hidden boolean,
    mine json
);
$cinelibre_file$);

select cinelibre.apply_migration('0087_add_told_of_lists', '066683e78606ef9a895af55b41c6c5b319aa0ecaad96417b54ba8d928f7b89ad', $cinelibre_file$
-- What an answer says of each place of a list beside its item, written down when the list is first read again.
-- `told` has score, place, reasons and prediction, `brief` has id, score and the keys of the reasons; both are JSON, and
-- null at places that nobody has read.
alter table cinelibre.recommendation_lists
add column told text[],
add column brief text[];
$cinelibre_file$);

select cinelibre.apply_migration('0088_add_source_of_impressions', 'ec474558a638f22b3ab2b5412b2e39e3af97b193476ca02db4f51ebaa3cec360', $cinelibre_file$
-- Which source put an item on a list, written down when it is shown: click-through by source is counted from impressions
-- alone, because lists are deleted after a week. Null of what was shown before, and if no source contributed.
alter table cinelibre.impressions
add column source text check (source <> '');
$cinelibre_file$);

select cinelibre.apply_migration('0089_create_evaluations', '89ca3e6eb2c641c9044d375b30552a7cb468fdc5d52cb95bbd2739ba037ca140', $cinelibre_file$
-- What `evaluate` measured, and of which versions: /metrics shows the newest, so that a worse release or model is seen.
-- `measures` has by protocol and system what was measured; `versions` names release, embedding model, blend and
-- recommender.
create table cinelibre.evaluations (
    id integer generated always as identity primary key,
    measured_at timestamptz not null default clock_timestamp(),
    measures jsonb not null check (jsonb_typeof(measures) = 'object'),
    versions jsonb not null check (jsonb_typeof(versions) = 'object')
);
$cinelibre_file$);

select cinelibre.apply_migration('0090_add_index_of_moments', '26749bb809ae1ddd2988fc811bb0c23aa815eb66959e44c63bef1cf1151bbc35', $cinelibre_file$
-- Who was active within a day is read from the newest events. They lie together, so a summary of blocks is enough: it
-- takes a few kilobytes, and writes cost next to nothing.
create index interactions_by_moment on cinelibre.interactions using brin (occurred_at);
$cinelibre_file$);

select cinelibre.apply_migration('0091_create_outbox', '5c5aa20a7628a191a00384abfc1294f9e89d23aa3ffeb02e9546fbca3cbbee61', $cinelibre_file$
-- Events on their way to other services (docs/streams.md). What writes an interaction, a feature snapshot or feedback
-- leaves its event here in the same transaction, while outbox_switch says so. The relay deletes what Kafka has.
-- A transaction that sets cinelibre.origin leaves none: imports do, and so does who applies events of other services,
-- because they came from the stream:  select set_config('cinelibre.origin', 'foreign', true)
create table cinelibre.outbox (
    id bigint generated always as identity primary key,
    event_id uuid not null default gen_random_uuid(),
    user_id integer not null references cinelibre.users (id) on delete cascade,
    type text not null check (type in ('interaction', 'features', 'feedback')),
    version smallint not null,
    payload jsonb not null check (jsonb_typeof(payload) = 'object'),
    created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);

create index outbox_by_user on cinelibre.outbox (user_id);

create table cinelibre.outbox_switch (
    is_only_row boolean primary key default true check (is_only_row),
    is_on boolean not null default false,
    changed_at timestamptz not null default now()
);

insert into cinelibre.outbox_switch default values;

create function cinelibre.is_streaming()
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.is_on and coalesce(current_setting('cinelibre.origin', true), '') = ''
    from cinelibre.outbox_switch as s
    where s.is_only_row;
$$;

create function cinelibre.stream_interactions()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_interactions(array(select n.id from new_interactions as n));
    end if;
    return null;
end;
$$;

create trigger stream_interactions
after insert on cinelibre.interactions
referencing new table as new_interactions
for each statement execute function cinelibre.stream_interactions();

create function cinelibre.stream_features()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_features(array(select n.id from new_snapshots as n));
    end if;
    return null;
end;
$$;

create trigger stream_features
after insert on cinelibre.feature_snapshots
referencing new table as new_snapshots
for each statement execute function cinelibre.stream_features();

create function cinelibre.stream_feedback()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if cinelibre.is_streaming() then
        perform cinelibre.queue_feedback(
            array(select n.id from new_feedback as n), case tg_op when 'INSERT' then 'given' else 'changed' end
        );
    end if;
    return null;
end;
$$;

create trigger stream_new_feedback
after insert on cinelibre.feedback
referencing new table as new_feedback
for each statement execute function cinelibre.stream_feedback();

create trigger stream_changed_feedback
after update on cinelibre.feedback
referencing new table as new_feedback
for each statement execute function cinelibre.stream_feedback();
$cinelibre_file$);

select cinelibre.apply_migration('0092_create_inbox', 'e477dcfb8b0dac40dfa2e09492f84fc8d57e7effb98f868c8c61bc59cac65143', $cinelibre_file$
-- inbox: the events of other services that were applied, by their ids, so that one that is delivered again counts once.
-- Interactions cannot tell: their roll-up deletes them. Rows stay longer than a topic keeps its events, and name nobody.
create table cinelibre.inbox (
    event_id uuid primary key,
    applied_at timestamptz not null default now()
);

create index inbox_by_age on cinelibre.inbox (applied_at);

-- foreign_event: one event of another service and what becomes of it. `user_id` is the reader whom it names, `outcome`
-- is applied, repeated or refused, and `reason` says why it is refused.
create type cinelibre.foreign_event as (
    place integer,
    event_id uuid,
    user_id integer,
    outcome text,
    reason text,
    event cinelibre.incoming_event
);
$cinelibre_file$);

set local search_path = cinelibre, public, extensions, pg_temp;
set local check_function_bodies = off;
do $$ begin perform '[1]'::vector; end $$;

select cinelibre.ship_function('cinelibre', 'add_evidence', '69ab745fdecce65c2add3aa8f42263be5cffe331a495610c15e7e5a9cffee8b5', $cinelibre_file$
-- add_evidence: add each source's evidence and a predicted rating to a ranked list, and return it as a list is stored.
-- Called by save_recommendations. The evidence is appended as text and read into jsonb once, at the end. jsonb would be
-- built anew at every level of nesting.
create or replace function cinelibre.add_evidence(
    ranked jsonb,
    item_ids integer[],
    sources text[],
    for_reader cinelibre.reader
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(
            '[' || string_agg(
                left(e.body::text, -1) || ', "evidence": ' || g.evidence
                || ', "prediction": ' || coalesce(p.prediction::text, 'null') || '}',
                ', ' order by e.place
            ) || ']',
            '[]'
        )::jsonb
        from cinelibre.gather_evidence(add_evidence.item_ids, for_reader, add_evidence.sources) as g
        join jsonb_array_elements(add_evidence.ranked) with ordinality as e (body, place)
            on (e.body ->> 'item_id')::integer = g.item_id
        left join cinelibre.describe_predictions(for_reader.user_id, add_evidence.item_ids) as p on p.item_id = g.item_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'affinity_as_stars', '16b7c5631e298e500ff2c5340c3b31299da31cbeb056153bd496d4f5d6d8e457', $cinelibre_file$
-- affinity_as_stars: return the stars that an affinity stands for when people are compared.
-- Called by list_opinions and find_matches. It inverts the scale 5★ +3, 4★ +2, 3★ +1, 2★ −1, 1★ −2: a like counts 4, a
-- superlike 5, seen 2.75, a dislike 1, a hide 0. It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.affinity_as_stars(affinity float8)
returns float8
language sql
immutable
as $$
    select case
        when affinity_as_stars.affinity >= 1 then affinity_as_stars.affinity + 2
        when affinity_as_stars.affinity <= -1 then affinity_as_stars.affinity + 3
        else 2.5 + affinity_as_stars.affinity / 2
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'age_of_rating', '5f008b98513b5b0dae670c7766d5c781481c2c30225354f795046f91d8b08822', $cinelibre_file$
-- age_of_rating: return how much a rating counts by its age in days: from 1 down to a half.
-- Called by list_rated; docs/algorithms.md has the formula ("Age of a rating").
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.age_of_rating(days float8, half_life_days float8 default 30)
returns float8
language sql
immutable
as $$
    select 0.5::float8 + 0.5::float8 * power(
        0.5::float8, least(400, age_of_rating.days / age_of_rating.half_life_days) -- a power below 2^−1074 fails
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'agrees', 'a66cee246d9459be4d1d7d569af156fe8e7ccdd5fb39c94852bfe58a19d6da9b', $cinelibre_file$
-- agrees: say whether two people's tastes agree enough that they may be shown to each other at all.
-- Called by list_matches and can_see: whoever asks for a lower threshold meets nobody else. It has no search_path of its
-- own, so that it is inlined.
create or replace function cinelibre.agrees(score float8)
returns boolean
language sql
immutable
as $$
    select agrees.score >= 0.6::float8;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'allow_caller', '9dde5e99805474be24e6d0f85a9867be6e252cf20c971f3c63a44c90686b82c6', $cinelibre_file$
-- allow_caller: return the caller's user id, or null for an anonymous call.
-- Called by the routes that answer everybody, such as GET /movies and GET /search.
-- An ended token gets PT401, as everywhere; it does not count as anonymous.
create or replace function cinelibre.allow_caller(caller_id integer, caller_version integer)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when allow_caller.caller_id is not null
            then (select c.user_id from cinelibre.require_caller(allow_caller.caller_id, allow_caller.caller_version) as c)
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'apply_interactions', 'cc9173cb57aa41b88dfc3ddec58d0af86b3d998a11559a68da20184e1dff0b4e', $cinelibre_file$
-- apply_interactions: change a user's shelf and ratings as some of their events say.
-- Called by record_interactions and mark_item. For each item and mark, the newest event counts. An event that arrives
-- late changes nothing if the log has a newer one. Nine tenths watched counts as seen.
create or replace function cinelibre.apply_interactions(
    user_id integer,
    interaction_ids bigint[],
    seen_from_fraction real default 0.9
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[] := cinelibre.apply_marks(
        apply_interactions.user_id, apply_interactions.interaction_ids, apply_interactions.seen_from_fraction
    );
begin
    delete from cinelibre.shelf as s
    where s.user_id = apply_interactions.user_id
        and s.item_id = any (_item_ids)
        and coalesce(s.on_watchlist_at, s.hidden_at, s.seen_at, s.favorite_at, s.opinion_at) is null;

    _item_ids := _item_ids || cinelibre.apply_stars(apply_interactions.user_id, apply_interactions.interaction_ids);
    if cardinality(_item_ids) > 0 then
        perform cinelibre.imply_ratings(apply_interactions.user_id, _item_ids);
    end if;
    return coalesce(cardinality(_item_ids), 0);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'apply_marks', '21256b0eef429950cfb427798b6c2fd65bfcc0043b5ad00a400fca625c723dbf', $cinelibre_file$
-- apply_marks: change a user's shelf as some of their events say; return the items that they say something of.
-- Called by apply_interactions, which deletes the rows that are left without a mark.
create or replace function cinelibre.apply_marks(user_id integer, interaction_ids bigint[], seen_from_fraction real)
returns integer[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with folded as materialized (
        select
            n.item_id,
            bool_or(n.mark = 'watchlist') as says_watchlist,
            max(n.occurred_at) filter (where n.mark = 'watchlist' and n.is_set) as on_watchlist_at,
            bool_or(n.mark = 'hidden') as says_hidden,
            max(n.occurred_at) filter (where n.mark = 'hidden' and n.is_set) as hidden_at,
            max(n.interaction_type) filter (where n.mark = 'hidden' and n.is_set) as hidden_by,
            bool_or(n.mark = 'seen') as says_seen,
            max(n.occurred_at) filter (where n.mark = 'seen' and n.is_set) as seen_at,
            bool_or(n.mark = 'favorite') as says_favorite,
            max(n.occurred_at) filter (where n.mark = 'favorite' and n.is_set) as favorite_at,
            bool_or(n.mark = 'opinion') as says_opinion,
            max(n.interaction_type) filter (where n.mark = 'opinion' and n.is_set) as opinion,
            max(n.occurred_at) filter (where n.mark = 'opinion' and n.is_set) as opinion_at
        from cinelibre.list_newest_marks(
            apply_marks.user_id, apply_marks.interaction_ids, apply_marks.seen_from_fraction
        ) as n
        group by n.item_id
    ),
    written as (
        insert into cinelibre.shelf as s
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
        select
            apply_marks.user_id, f.item_id, f.on_watchlist_at, f.hidden_at, f.hidden_by, f.seen_at, f.favorite_at,
            f.opinion, f.opinion_at
        from folded as f
        order by f.item_id
        on conflict on constraint shelf_pkey do update
        set (on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at) = (
            select
                case when f.says_watchlist then f.on_watchlist_at else s.on_watchlist_at end,
                case when f.says_hidden then f.hidden_at else s.hidden_at end,
                case when f.says_hidden then f.hidden_by else s.hidden_by end,
                case when f.says_seen then f.seen_at else s.seen_at end,
                case when f.says_favorite then f.favorite_at else s.favorite_at end,
                case when f.says_opinion then f.opinion else s.opinion end,
                case when f.says_opinion then f.opinion_at else s.opinion_at end
            from folded as f
            where f.item_id = excluded.item_id
        )
    )
    select array_agg(f.item_id order by f.item_id) from folded as f;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'apply_stars', '10de118da3eb140f9031d95a9703331e658538dc29dbfc9605baf53e4875e7d5', $cinelibre_file$
-- apply_stars: set and delete a user's star ratings as their events say; return the items whose rating was deleted.
-- Called by apply_interactions. For each item, the newest event counts. An event that arrives late neither overwrites a
-- newer rating nor brings back a deleted one.
create or replace function cinelibre.apply_stars(user_id integer, interaction_ids bigint[])
returns integer[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with newest as materialized (
        select distinct on (e.item_id) e.item_id, e.rating, e.occurred_at
        from cinelibre.interactions as e
        where e.id = any (apply_stars.interaction_ids)
            and e.item_id is not null
            and (e.rating is not null or e.interaction_type = 'unrate')
            and not exists (
                select
                from cinelibre.interactions as later
                where later.user_id = apply_stars.user_id
                    and later.occurred_at > e.occurred_at
                    and later.item_id = e.item_id
                    and (later.rating is not null or later.interaction_type = 'unrate')
            )
        order by e.item_id, e.occurred_at desc, e.id desc
    ),
    written as (
        insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
        select apply_stars.user_id, n.item_id, n.rating, 'rating', n.occurred_at
        from newest as n
        where n.rating is not null
        order by n.item_id
        on conflict on constraint ratings_pkey do update
        set rating = excluded.rating,
            source = excluded.source,
            rated_at = excluded.rated_at
        where r.source <> 'rating' or r.rated_at <= excluded.rated_at
    ),
    taken_back as (
        delete from cinelibre.ratings as r
        using newest as n
        where r.user_id = apply_stars.user_id
            and r.item_id = n.item_id
            and r.source = 'rating'
            and n.rating is null
            and r.rated_at <= n.occurred_at
        returning r.item_id
    )
    select coalesce(array_agg(t.item_id order by t.item_id), '{}')
    from taken_back as t;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'attribute_events', 'ca274076f5bd919b3cc934340a347bb469dac8182e57f6000917c81af631d155', $cinelibre_file$
-- attribute_events: list the shown items of some lists that their readers clicked on or accepted.
-- Called by get_feedback_log. An event belongs to the list that its context names, or else to the newest list that had
-- shown the item, `within` so long. A rating of `liked_from` stars may come at any later time. A click is any event with
-- a positive preference; one of `accepted_from` or more accepts, and so do a rating, watching and helpful feedback.
create or replace function cinelibre.attribute_events(
    recommendation_ids uuid[],
    within interval,
    accepted_from float8,
    liked_from real
)
returns table (recommendation_id uuid, item_id integer, is_clicked boolean, is_accepted boolean)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with shown as materialized (
        select i.*
        from cinelibre.impressions as i
        where i.recommendation_id = any (attribute_events.recommendation_ids)
    ),
    readers as materialized (
        select s.user_id, min(s.shown_at) as since, array_agg(distinct s.item_id) as item_ids
        from shown as s
        group by s.user_id
    ),
    touches as (
        select
            e.user_id, e.item_id, e.occurred_at, e.context ->> 'recommendation_id' as named,
            kind.preference > 0 and kind.name <> 'helpful' as is_click,
            e.rating >= attribute_events.liked_from as is_liked,
            kind.preference >= attribute_events.accepted_from or kind.name in ('watch', 'helpful') as is_acceptance
        from readers as r
        join cinelibre.interactions as e on e.user_id = r.user_id and e.occurred_at >= r.since and e.item_id = any (r.item_ids)
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        where kind.preference > 0
            or e.rating >= attribute_events.liked_from
    )
    select s.recommendation_id, s.item_id, coalesce(bool_or(t.is_click), false), coalesce(bool_or(t.is_acceptance or t.is_liked), false)
    from touches as t
    cross join lateral (
        select i.recommendation_id, i.item_id, i.shown_at
        from cinelibre.impressions as i
        where i.user_id = t.user_id
            and i.item_id = t.item_id
            and (i.recommendation_id::text = t.named or i.shown_at <= t.occurred_at)
        order by (i.recommendation_id::text = t.named) is true desc, i.shown_at desc, i.recommendation_id
        limit 1
    ) as s
    where s.recommendation_id = any (attribute_events.recommendation_ids)
        and (s.recommendation_id::text = t.named or t.is_liked or t.occurred_at <= s.shown_at + attribute_events.within)
    group by s.recommendation_id, s.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'average_liked', '0daaaa4f93620c79ac41ddd0a7efa4014891b1bc3a8a661194da10b302636f85', $cinelibre_file$
-- average_liked: return the weighted mean vector of what a user liked or leaned to lately, or null if there is nothing.
-- Called by find_beyond_models, which looks for candidates near it. Four stars and more are likes, and five count twice
-- as much as four. The ten strongest leanings count too, and as much as five stars if their weight is 1.
create or replace function cinelibre.average_liked(
    item_ids integer[],
    ratings real[],
    liked_limit integer default 20,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null,
    leaning_limit integer default 10
)
returns vector
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select nullif(avg(liked.embedding::vector * liked.weight), array_fill(0, array[384])::vector)
    from (
        select e.embedding, array_fill(best.weight::real, array[384])::vector as weight
        from (
            (
                select h.item_id, (h.rating - 3) * coalesce(h.share, 1) as weight
                from unnest(average_liked.item_ids, average_liked.ratings, average_liked.shares)
                    with ordinality as h (item_id, rating, share, place)
                where h.rating >= 4
                    and exists (select from cinelibre.item_embeddings as o where o.item_id = h.item_id)
                order by h.place
                limit average_liked.liked_limit
            )
            union all
            (
                select l.item_id, 2 * l.weight
                from unnest(average_liked.leaning_ids, average_liked.leaning_weights) as l (item_id, weight)
                where l.weight > 0
                order by l.weight desc, l.item_id
                limit average_liked.leaning_limit
            )
        ) as best
        join cinelibre.item_embeddings as e on e.item_id = best.item_id
    ) as liked;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'balance_types', 'a920e9cb99cfaeef6d77f9bbd4a71490366c0cc76197c1391dfbc67cbc6fdf15', $cinelibre_file$
-- balance_types: return for each type the factor that gives it as many raters as the type with the most.
-- Called by fuse_items. Sources differ in their crowds: one has a thousand ratings where another has a million.
-- Without the factor, items of the larger crowd would come first. If nobody rated anything, every factor is 1.
create or replace function cinelibre.balance_types()
returns table (item_type text, times float8)
language sql
stable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select c.item_type, max(greatest(c.external_total, 1)) over () / greatest(c.external_total, 1)
    from cinelibre.catalogue_totals as c;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'build_conditions', '73a57cd1f9b37530421b801f3501ce6c5ce04a615527ff03c49e23f3cfd17c88', $cinelibre_file$
-- build_conditions: turn the filters of a search or a list into a condition for a dynamic query.
-- Called by every function that filters. The condition refers to an item, or its sketch, as i. Values are quoted here
-- and nowhere else. Null and empty lists filter nothing. Genres are compared folded.
-- With as_sets, languages are compared as arrays like genres, so that one index of the sketches serves both.
create or replace function cinelibre.build_conditions(filters jsonb, as_sets boolean default false)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as (
        select
            cinelibre.fold_names(array(select jsonb_array_elements_text(build_conditions.filters -> 'genres'))) as genres,
            cinelibre.fold_names(array(select jsonb_array_elements_text(build_conditions.filters -> 'exclude_genres'))) as excluded,
            array(select lower(code) from jsonb_array_elements_text(build_conditions.filters -> 'languages') as code) as languages,
            array(select lower(code) from jsonb_array_elements_text(build_conditions.filters -> 'exclude_languages') as code) as unspoken,
            (build_conditions.filters ->> 'year_from')::integer as year_from,
            (build_conditions.filters ->> 'year_to')::integer as year_to,
            (build_conditions.filters ->> 'runtime_max')::integer as runtime_max
    )
    select concat_ws(
        ' and ',
        'true',
        case when given.genres <> '{}' then format('i.folded_genres && %L::text[]', given.genres) end,
        case when given.excluded <> '{}' then format('not i.folded_genres && %L::text[]', given.excluded) end,
        case
            when given.languages <> '{}' and build_conditions.as_sets then format('array[i.language] && %L::text[]', given.languages)
            when given.languages <> '{}' then format('i.language = any (%L::text[])', given.languages)
        end,
        case when given.unspoken <> '{}' then format('(i.language = any (%L::text[])) is not true', given.unspoken) end,
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

select cinelibre.ship_function('cinelibre', 'build_exclusion', '510df89a58b3eba7f82254e7ba21d31100aa8cc55393658e5ef47c40c8a1b6d3', $cinelibre_file$
-- build_exclusion: build the query that finds what a question excludes, or null.
-- Called by fuse_items and list_demanded.
create or replace function cinelibre.build_exclusion(question jsonb)
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when build_exclusion.question -> 'exclude_words' <> '[]'
            then cinelibre.exclude_words(array(select jsonb_array_elements_text(build_exclusion.question -> 'exclude_words')))
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'build_name_condition', '46cf1b48c52323b3a69eda1148e692f92ddedaf2878fb9708c47d851a4137246', $cinelibre_file$
-- build_name_condition: turn typed text into a condition for a dynamic query: a title or a person's name has it.
-- Called by get_my_ratings. The condition refers to an item as i. Capitals and accents do not matter. Null allows all.
create or replace function cinelibre.build_name_condition(typed text)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when build_name_condition.typed is null then 'true'
        else format(
            '(strpos(i.folded_title, %1$L) > 0'
            ' or (i.original_title <> i.title and strpos(cinelibre.fold_title(i.original_title), %1$L) > 0)'
            ' or exists (select from unnest(i.folded_people) as person where strpos(person, %1$L) > 0))',
            cinelibre.fold_title(build_name_condition.typed)
        )
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'build_question', '73262f3ec59d466f22dba6bf9266c40bfe60d871afa7a54f459581c05e1f018b', $cinelibre_file$
-- build_question: complete a chosen reading: the words to look up, the words that rank, and the vector.
-- Called by search_items. For a question "like …" the vector is that item's, and its genres and keywords are looked up.
-- For a title the vector is that item's too. If nothing has the typed title, misspelled words are corrected, and
-- `corrected` says so. Where the reading says nothing, the arguments count.
create or replace function cinelibre.build_question(
    reading jsonb,
    words text,
    item_type text,
    filters jsonb,
    inout query_embedding vector,
    out question jsonb
)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _meant_id integer := coalesce(reading ->> 'like_id', reading ->> 'title_id')::integer;
    _words text := coalesce(reading ->> 'words', build_question.words);
    _corrected text;
    _ranking_words text;
begin
    if _meant_id is not null then
        select e.embedding::vector
        into query_embedding
        from cinelibre.item_embeddings as e
        where e.item_id = _meant_id;
    elsif not reading ? 'is_demand_only' and not exists (select from cinelibre.find_titled(_words, is_exact => true)) then
        _corrected := coalesce(cinelibre.correct_words(_words), cinelibre.find_near_name(_words));
        _words := coalesce(_corrected, _words);
    end if;
    _ranking_words := concat_ws(' ', _words, nullif(reading ->> 'hints', ''));
    if reading ? 'like_id' then
        _words := concat_ws(
            ' ',
            _words,
            (select array_to_string(i.genres || i.keywords[:5], ' ') from cinelibre.items as i where i.id = _meant_id)
        );
    end if;
    question := reading || jsonb_build_object(
        'words', _words,
        'ranking_words', _ranking_words,
        'item_type', coalesce(build_question.item_type, reading ->> 'item_type'),
        'filters', coalesce(reading -> 'filters', build_question.filters, '{}'),
        'corrected', _corrected
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'build_reader', '7c0fc8c10f04286ad756db39bee10531ff905824a5ecd0ff99d72cb4840c26b2', $cinelibre_file$
-- build_reader: build the reader of a list: their history, what they lean to, and their neighbors.
-- Called by describe_material, describe_rows and save_recommendations. Neighbors come from `given`, or from storage. If
-- there are none, they are computed at once, provided that needs at most shared_limit ratings.
-- The caller fills in known_ids and likings. A leaning of weight five_stars says as much as five stars, and no leaning
-- says more than most_of_leaning of that.
create or replace function cinelibre.build_reader(
    user_id integer,
    given jsonb default null,
    shared_limit integer default 60000,
    five_stars float8 default 0.7,
    most_of_leaning float8 default 0.75
)
returns cinelibre.reader
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reader cinelibre.reader;
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = build_reader.user_id);
begin
    _reader.user_id := build_reader.user_id;
    select h.item_ids, h.ratings, h.shares
    into _reader.item_ids, _reader.ratings, _reader.shares
    from cinelibre.list_rated(build_reader.user_id) as h;
    with leaned as materialized (
        select l.item_id, greatest(-most_of_leaning, least(most_of_leaning, l.weight / five_stars)) as weight
        from cinelibre.list_leanings(build_reader.user_id) as l
    )
    select
        array_agg(l.item_id order by abs(l.weight) desc, l.item_id),
        array_agg(l.weight * coalesce(s.share, 1) order by abs(l.weight) desc, l.item_id)
    into _reader.leaning_ids, _reader.leaning_weights
    from leaned as l
    left join cinelibre.list_shares(build_reader.user_id, array(select o.item_id from leaned as o)) as s on s.item_id = l.item_id
    where coalesce(s.share, 1) > 0;
    if build_reader.given is not null then
        _reader.neighbor_ids := array(select jsonb_array_elements_text(build_reader.given -> 'ids')::integer);
        _reader.neighbor_weights := array(select jsonb_array_elements_text(build_reader.given -> 'weights')::real);
    elsif _near.user_id is not null then
        _reader.neighbor_ids := _near.neighbor_ids;
        _reader.neighbor_weights := _near.weights;
    elsif cinelibre.count_shared(_reader.item_ids) <= build_reader.shared_limit then
        select array_agg(f.user_id), array_agg(f.weight::real)
        into _reader.neighbor_ids, _reader.neighbor_weights
        from cinelibre.find_neighbors(_reader.item_ids, _reader.ratings, build_reader.user_id) as f;
    end if;
    return _reader;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'build_visitor', '09019ca7748a7c8ae9749679133855d44de88d29e06dbcd93f39de53fa761cf5', $cinelibre_file$
-- build_visitor: build the reader of a list whose history came with the request, like build_reader.
-- Called by get_session_candidates and get_session_items. For a logged-in caller, known_ids also has what they know.
create or replace function cinelibre.build_visitor(item_ids integer[], ratings real[], caller_id integer)
returns cinelibre.reader
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reader cinelibre.reader;
begin
    _reader.item_ids := build_visitor.item_ids;
    _reader.ratings := build_visitor.ratings;
    _reader.known_ids := cinelibre.list_editions(build_visitor.item_ids) || cinelibre.list_known(build_visitor.caller_id);
    select array_agg(f.user_id), array_agg(f.weight::real)
    into _reader.neighbor_ids, _reader.neighbor_weights
    from cinelibre.find_neighbors(build_visitor.item_ids, build_visitor.ratings, build_visitor.caller_id) as f;
    return _reader;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'can_be_matched', '98d4fd2208124ef636fd397f895a39d4f2d9cd3f5ee17b3ca36316285b25d23b', $cinelibre_file$
-- can_be_matched: say whether an account may be shown to people of similar taste.
-- Called by everything that shows people. Service accounts and the demo's simulated raters are nobody. It has no
-- search_path of its own, so that it is inlined.
create or replace function cinelibre.can_be_matched(account cinelibre.users)
returns boolean
language sql
immutable
as $$
    select (can_be_matched.account).discoverable
        and (can_be_matched.account).role <> 'service'
        and coalesce((can_be_matched.account).external_id, '') not like 'simulated:%';
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'can_see', '10d5ac76170e77561aedb54c3b821d1a42e3ce0ceed8579779921f1f54caa852', $cinelibre_file$
-- can_see: say whether a reader may be shown a person at all, given how they stand to each other.
-- Called by require_person and change_relation. Friends stay visible. Others must both let themselves be found, and
-- either one of them asked, or their tastes agree.
create or replace function cinelibre.can_see(user_id integer, other_id integer, relation text)
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if can_see.relation = 'friends' then
        return true;
    end if;
    return can_see.relation in ('none', 'asked', 'asks')
        and (
            select count(*) = 2
            from cinelibre.users as u
            where u.id in (can_see.user_id, can_see.other_id)
                and cinelibre.can_be_matched(u)
        )
        and (
            can_see.relation <> 'none'
            or exists (
                select
                from cinelibre.find_matches(can_see.user_id, 0, 1, array[can_see.other_id]) as m
                where cinelibre.agrees(m.score)
            )
        );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'change_mark', 'f92a0ec2ad6a47ba7f3cafd981b17a7d954ae5ef60e4eb3f48f14fca977f12bb', $cinelibre_file$
-- change_mark: set a mark or take it back by an event; return the event's id, or null if the shelf says so already.
-- Called by mark_item and by feedback, which have locked the user and the item.
create or replace function cinelibre.change_mark(user_id integer, item_id integer, interaction_type text)
returns bigint
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _event_id bigint;
begin
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select change_mark.user_id, change_mark.item_id, change_mark.interaction_type, clock_timestamp()
    from cinelibre.list_event_marks(change_mark.interaction_type, null, null) as wanted
    where wanted.is_set <> exists (
        select
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        where s.user_id = change_mark.user_id
            and s.item_id = change_mark.item_id
            and marks.mark = wanted.mark
    )
    limit 1
    returning id into _event_id;
    if _event_id is not null then
        perform cinelibre.apply_interactions(change_mark.user_id, array[_event_id]);
    end if;
    return _event_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'choose_lookups', '8002a59ec4d248846613767edd706da5a6442b4670d0d2a117e32715177b6130', $cinelibre_file$
-- choose_lookups: return the queries that look up a question's telling words: one for all words, one for any rare word.
-- Called by look_up_words. `shares` are shares of `n_items`, the size of the catalogue. The rare words are those that
-- together about 300 items have, or the one rarest word. A query that more than 5,000 items would match is left out,
-- because its first 300 matches would be a random choice.
create or replace function cinelibre.choose_lookups(queries text[], shares float8[], n_items float8)
returns setof text
language sql
immutable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with expected as (
        select
            w.query,
            w.share,
            w.share * choose_lookups.n_items as n_items,
            row_number() over rarest as place,
            sum(w.share * choose_lookups.n_items) over rarest as items_up_to
        from unnest(choose_lookups.queries, choose_lookups.shares) as w (query, share)
        window rarest as (order by w.share, w.query)
    )
    select string_agg('(' || e.query || ')', ' & ')
    from expected as e
    having exp(sum(ln(e.share))) * choose_lookups.n_items <= 5000
    union all
    select string_agg('(' || e.query || ')', ' | ')
    from expected as e
    where e.items_up_to <= 300
        or (e.place = 1 and e.n_items <= 5000)
    having count(*) > 0;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'choose_reading', '7498be5f975ef28ae535ec41d85ae54d156f2388ad7c97b51e62f8944b66b79b', $cinelibre_file$
-- choose_reading: choose the first of several readings of a question that the catalogue confirms, or else the last.
-- Called by search_items. An item with the reading's `title` confirms it; `title_id` names the item. If `is_guess`, a
-- title that contains all the words is enough. A reading with `like` needs an item of that title, `like_id`.
-- `place` is the reading's position, from 0.
create or replace function cinelibre.choose_reading(readings jsonb, item_type text)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reading jsonb;
    _found integer;
begin
    for place in 0..coalesce(jsonb_array_length(choose_reading.readings), 0) - 1 loop
        _reading := (choose_reading.readings -> place) || jsonb_build_object('place', place);
        if _reading ? 'like' then
            _found := cinelibre.find_seed(_reading ->> 'like', coalesce(choose_reading.item_type, _reading ->> 'item_type'));
            _reading := _reading || jsonb_build_object('like_id', _found);
            exit when _found is not null;
        elsif _reading ? 'title' then
            select i.id
            into _found
            from (
                select named.id
                from cinelibre.find_titled(_reading ->> 'title') as named (id)
                union all
                select worded.id
                from cinelibre.items as worded
                where (_reading ->> 'is_guess')::boolean
                    and ts_filter(worded.search, '{a}')
                    @@ plainto_tsquery('pg_catalog.simple', cinelibre.fold_title(_reading ->> 'title'))
            ) as titled
            join cinelibre.items as i on i.id = titled.id
            where i.item_type = coalesce(choose_reading.item_type, i.item_type)
            order by i.prominence desc, i.id
            limit 1;
            _reading := _reading || jsonb_build_object('title_id', _found);
            exit when _found is not null;
        end if;
    end loop;
    return _reading;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'choose_weights', '73edeff2dc5605fa44703529d6de67b2ecf5587e5775dc48572029b075f7bc8b', $cinelibre_file$
-- choose_weights: choose the sources' weights for a number of ratings, from bands {"0": {...}, "15": {...}}.
-- Called by get_recommendations, get_carousels and get_session_candidates. Trained weights come before the caller's.
create or replace function cinelibre.choose_weights(bands jsonb, uses_trained boolean, rating_count integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select b.value
    from jsonb_each(
        coalesce(
            (
                select m.weights
                from cinelibre.models as m
                where choose_weights.uses_trained and m.kind = 'ease' and m.is_active
            ),
            choose_weights.bands
        )
    ) as b
    where b.key::integer <= choose_weights.rating_count
    order by b.key::integer desc
    limit 1;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'claim_embedding_model', 'cb58a1ca80876d818a07392ff5bf7edffa087b7662f546e010bc3121843b5451', $cinelibre_file$
-- claim_embedding_model: return the id of the model that embeds the catalogue; the first writer's model becomes it.
-- Called by upsert_items and write_embeddings. Any other model gets PT503 until the catalogue is embedded anew.
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

select cinelibre.ship_function('cinelibre', 'compare_genres', '2967b366ab3161ad8e6f3c2d513088903c4d771a3844a5ada0875759d1b10297', $cinelibre_file$
-- compare_genres: return the cosine of each item's genres to those of one item; rare genres weigh more.
-- Called by compare_items, which passes the others' genres as pairs of an item and a name. Null if there are no genres.
-- A genre that was not counted yet gets unknown_rarity, as if one item in twenty had it.
create or replace function cinelibre.compare_genres(
    own_genres text[],
    item_types text[],
    item_ids integer[],
    names text[],
    unknown_rarity float8 default 3
)
returns table (other_id integer, likeness float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _own text[] := array(select lower(o.name) from unnest(compare_genres.own_genres) as o (name));
begin
    return query
    with weighed as materialized (
        select
            g.item_id,
            sqrt(sum(g.square)) as norm,
            coalesce(sum(g.square) filter (where g.is_shared), 0) as shared
        from (
            select
                n.item_id,
                coalesce(r.rarity * r.rarity, compare_genres.unknown_rarity ^ 2) as square,
                n.name = any (_own) as is_shared
            from (
                select 0 as item_id, unnest(_own) as name
                union -- not all: an item may name a genre twice, in other capitals
                select unnest(compare_genres.item_ids), lower(unnest(compare_genres.names))
            ) as n
            left join cinelibre.weigh_rarity(compare_genres.item_types) as r on r.name = n.name
        ) as g
        group by g.item_id
    )
    select w.item_id, w.shared / nullif(w.norm * own.norm, 0)
    from weighed as w
    join weighed as own on own.item_id = 0
    where w.item_id <> 0;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'compare_items', '6aee706c6182c22f82d4d7533a1b32ae9ec4f8ec0ba2985dbd80be888ea7e59b', $cinelibre_file$
-- compare_items: measure each likeness between one item and those candidates that are of a type.
-- Called by score_alike. A likeness is null if one item lacks what it compares. story, genres and keywords are cosines.
-- language_rarity is set if both items have the same language.
create or replace function cinelibre.compare_items(item_id integer, candidate_ids integer[], item_type text)
returns table (
    other_id integer, work_id integer, has_title boolean, story float8, genres float8, keywords float8,
    n_people bigint, is_maker boolean, language_rarity float8, years integer, together float8
)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own record;
begin
    select i.*, cinelibre.list_makers(i.id) as makers, coalesce(-ln(least(1, f.share)), 0) as rarity
    into _own
    from cinelibre.items as i
    left join cinelibre.features as f
        on f.kind = 'language' and f.name = i.language and f.item_type = compare_items.item_type
    where i.id = compare_items.item_id;
    return query
    with described as materialized (
        select i.id, i.work_id, i.folded_title, i.genres, i.folded_keywords, i.folded_people, i.language, i.year
        from cinelibre.items as i
        where i.id = any (compare_items.candidate_ids)
            and i.item_type = compare_items.item_type
    )
    select
        d.id, d.work_id, d.folded_title = _own.folded_title and _own.folded_title <> '', s.cosine, g.likeness,
        case
            when d.folded_keywords && _own.folded_keywords then (
                select count(*) from unnest(d.folded_keywords) as k (name) where k.name = any (_own.folded_keywords)
            ) / sqrt(cardinality(d.folded_keywords) * cardinality(_own.folded_keywords))
        end,
        case
            when d.folded_people && _own.folded_people then (
                select count(*) from unnest(d.folded_people) as p (name) where p.name = any (_own.folded_people)
            )
        end,
        d.folded_people && _own.makers and cinelibre.list_makers(d.id) && _own.makers,
        case when d.language = _own.language then _own.rarity end,
        abs(d.year - _own.year),
        l.phi
    from described as d
    left join cinelibre.measure_stories(compare_items.item_id, compare_items.candidate_ids) as s on s.other_id = d.id
    left join cinelibre.compare_genres(
        _own.genres,
        array[_own.item_type, compare_items.item_type],
        array(select n.id from (select x.id, unnest(x.genres) from described as x) as n),
        array(select unnest(x.genres) from described as x)
    ) as g on g.other_id = d.id
    left join cinelibre.list_together(compare_items.item_id) as l on l.other_id = d.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'compare_sketches', '86513443c278ef33ea549779256357d94059828525b4f6429f6d3507c7bb8905', $cinelibre_file$
-- compare_sketches: find the items nearest to a vector among all that pass a filter, by their sketches.
-- Called by scan_by_meaning. A sketch is the signs of a vector's numbers. The `n_compared` items with the most similar
-- sketches are compared by their vectors. `conditions` refer to an item as i.
-- The query is dynamic because a plan made for one filter would be wrong for another.
create or replace function cinelibre.compare_sketches(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    n_compared integer
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select e.item_id, e.embedding <=> $1 as distance'
        ' from ('
        '  select i.id from (select s.*, s.item_id as id from cinelibre.item_sketches as s where s.item_type = %L) as i'
        '  where %s order by i.sketch <~> $3 limit %s'
        ' ) as near'
        ' join cinelibre.item_embeddings as e on e.item_id = near.id'
        ' where e.model_id = $2 order by distance limit %s',
        compare_sketches.item_type, compare_sketches.conditions, compare_sketches.n_compared, compare_sketches.scan_limit
    )
    using compare_sketches.query_embedding, compare_sketches.model_id, binary_quantize(compare_sketches.query_embedding);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'compare_stars', 'b7432a73242f55be949817c8f1156cdf976ba1c881d3135fb960a3015cffa6b9', $cinelibre_file$
-- compare_stars: return a user's stars beside everybody's: both histograms, and how far they agree about the same items.
-- Called by get_insights. docs/algorithms.md has the formulas ("Insights"). An item's average is that of its other raters,
-- of whom it needs least_raters. The crowd's histogram is as the chore counted it last.
create or replace function cinelibre.compare_stars(user_id integer, least_raters integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with own as materialized (
        select r.rating::float8 as stars, other.average
        from cinelibre.ratings as r
        left join lateral (
            select (s.rating_sum - r.rating) / (s.rating_count - 1) as average
            from cinelibre.item_stats as s
            where s.item_id = r.item_id and s.rating_count > compare_stars.least_raters
            limit 1
        ) as other on true
        where r.user_id = compare_stars.user_id and r.source = 'rating'
    ),
    histogram as (
        select
            place * 0.5::float8 as stars,
            (select count(*) from own as o where o.stars = place * 0.5::float8) as mine,
            coalesce((select c.star_counts[place] from cinelibre.crowd as c), 0) as crowd
        from generate_series(1, 10) as place
    )
    select jsonb_build_object(
        'n_ratings', count(*),
        'average', avg(o.stars),
        'deviation', stddev_pop(o.stars),
        'histogram', (select jsonb_agg(to_jsonb(h) order by h.stars) from histogram as h),
        'n_compared', count(o.average),
        'correlation', corr(o.stars, o.average),
        'average_of_compared', avg(o.stars) filter (where o.average is not null),
        'crowds_average', avg(o.average)
    )
    from own as o;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'compute_cosine', '83a0d0462c3d896ae634cf0afbed5d037a47aa4417af0cd67bad602ee42f8c1e', $cinelibre_file$
-- compute_cosine: compute one item's best neighbors by cosine from the present ratings, and the item's length.
-- Called by refresh_changed_items. The formula is that of training (docs/algorithms.md). Other items keep the lengths
-- that training gave them. An item without one gets a length from the raters it shares with this item.
create or replace function cinelibre.compute_cosine(
    model_id integer,
    item_id integer,
    n_items float8,
    shrinkage float8 default 1000,
    n_kept integer default 100
)
returns table (length float8, neighbor_ids integer[], weights real[])
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with theirs as materialized (
        select
            r.user_id,
            r.item_id,
            (r.rating - 2)::float8 / 3 * ln(1 + compute_cosine.n_items / count(*) over (partition by r.user_id)) as x
        from cinelibre.ratings as own
        join cinelibre.ratings as r on r.user_id = own.user_id
        where own.item_id = compute_cosine.item_id
            and own.rating > 2
            and r.rating > 2
    ),
    own as materialized (
        select t.user_id, t.x from theirs as t where t.item_id = compute_cosine.item_id
    ),
    total as (
        select sqrt(coalesce(sum(o.x * o.x), 0)) as length from own as o
    ),
    summed as (
        select t.item_id, sum(o.x * t.x) as product, sqrt(sum(t.x * t.x)) as part
        from theirs as t
        join own as o on o.user_id = t.user_id
        where t.item_id <> compute_cosine.item_id
        group by t.item_id
    ),
    best as (
        select s.item_id, s.product / (total.length * coalesce(l.length, s.part) + compute_cosine.shrinkage) as weight
        from summed as s
        cross join total
        left join cinelibre.item_lengths as l on l.model_id = compute_cosine.model_id and l.item_id = s.item_id
        where s.product > 0
        order by weight desc, s.item_id
        limit compute_cosine.n_kept
    )
    select
        total.length,
        coalesce((select array_agg(b.item_id order by b.weight desc, b.item_id) from best as b), '{}'),
        coalesce((select array_agg(b.weight::real order by b.weight desc, b.item_id) from best as b), '{}')
    from total;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'correct_words', '2c08bed15834e79c0b50fc99aa461a6149ffc345712a3ad9ea2804169bc08142', $cinelibre_file$
-- correct_words: correct misspelled words of a typed text; return the folded text, or null if nothing was corrected.
-- Called by build_question, find_seed and suggest_items. A word counts as misspelled if no item has it. At most three
-- words are corrected. With is_begun, the last word may be incomplete.
create or replace function cinelibre.correct_words(typed text, is_begun boolean default false)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
as $$
declare
    _words text[] := cinelibre.split_words(cinelibre.fold_title(correct_words.typed));
    _n_words integer := cardinality(_words);
    _n_wrong integer := 0;
    _is_changed boolean := false;
    _intended text;
begin
    for place in 1..least(_n_words, 30) loop
        continue when char_length(_words[place]) < 4
            or _words[place] ~ '[0-9]'
            or exists (select from cinelibre.known_words as k where k.word = _words[place])
            or exists (
                select from cinelibre.items as i
                where i.search @@ (
                    to_tsquery(
                        'pg_catalog.simple',
                        quote_literal(_words[place]) || case when place = _n_words then ':*' else '' end
                    )
                    || to_tsquery('pg_catalog.english', quote_literal(_words[place]))
                )
            );
        _n_wrong := _n_wrong + 1;
        exit when _n_wrong > 3;
        _intended := cinelibre.find_intended_word(
            _words[place],
            (
                select string_agg(quote_literal(other) || ':ABC', ' & ')::tsquery
                from unnest(_words[:place - 1] || _words[place + 1:]) as other
            ),
            correct_words.is_begun and place = _n_words
        );
        if _intended is not null then
            _words[place] := _intended;
            _is_changed := true;
        end if;
    end loop;
    return case when _is_changed then array_to_string(_words, ' ') end;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'correlate', 'c8bb2696de39706f9c976e3ada9b88f5fe66a27ed2fae6ebabfab8c153e234f2', $cinelibre_file$
-- correlate: return the correlation of two people's opinions from their sums over n common items.
-- Called by list_likely_matches and find_matches. x and y are stars minus the middle of the scale. The means are damped
-- to the middle (docs/algorithms.md). Opinions that are all the middle agree with nothing.
-- It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.correlate(
    n float8,
    x float8,
    y float8,
    xx float8,
    yy float8,
    xy float8,
    damping float8
)
returns float8
language sql
immutable
as $$
    select case
        when (xx - x * x * (n + 2 * damping) / ((n + damping) * (n + damping)))
            * (yy - y * y * (n + 2 * damping) / ((n + damping) * (n + damping))) > 1e-9::float8
            then (xy - x * y * (n + 2 * damping) / ((n + damping) * (n + damping))) / sqrt(
                (xx - x * x * (n + 2 * damping) / ((n + damping) * (n + damping)))
                * (yy - y * y * (n + 2 * damping) / ((n + damping) * (n + damping)))
            )
        else 0
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_expected', '4a86aeca5cb2ca400e9dded8b476517ac871edaf62bdd115ba36a90f1d3df4a1', $cinelibre_file$
-- count_expected: estimate how many items of a type, or of both types, meet a condition.
-- Called by scan_by_meaning and find_known_titles. Up to 5,000 items are counted. Of more items, about 2,000 are
-- sampled, always the same ones, so that the answer is repeatable.
create or replace function cinelibre.count_expected(item_type text, conditions text)
returns float8
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_rows float8 := (select c.reltuples::float8 from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _percent float8 := least(100, 100 * 2000 / greatest(_n_rows, 1));
    _n_expected float8;
begin
    execute format(
        'select count(*) * %s from cinelibre.items as i %s where i.item_type = coalesce(%L, i.item_type) and %s',
        case when _n_rows > 5000 then 100 / _percent else 1 end,
        case when _n_rows > 5000 then format('tablesample system (%s) repeatable (1)', _percent) end,
        count_expected.item_type,
        count_expected.conditions
    )
    into _n_expected;
    return _n_expected;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_library', '2e4f5133836f98f1181a20650c9a23e3d91eda607f9df919521ff3cef0ab89c2', $cinelibre_file$
-- count_library: count the items that a user rated, saved, hid, counts among the favorites and has seen, by type.
-- Called by get_account. Implied ratings do not count. Every list and every type is there, with 0 if it is empty.
create or replace function cinelibre.count_library(user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with kept as materialized (
        select 'rating' as kind, r.item_id
        from cinelibre.ratings as r
        where r.user_id = count_library.user_id
            and r.source = 'rating'
        union all
        select marks.mark, s.item_id
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        where s.user_id = count_library.user_id
    ),
    counted as (
        select k.kind, i.item_type, count(*) as n_items
        from kept as k
        join cinelibre.items as i on i.id = k.item_id
        group by k.kind, i.item_type
    ),
    by_list as (
        select
            lists.name,
            jsonb_object_agg(types.item_type, coalesce(c.n_items, 0)) as counts
        from (
            values
            ('ratings', 'rating'), ('watchlist', 'watchlist'), ('hidden', 'hidden'), ('favorites', 'favorite'), ('seen', 'seen')
        ) as lists (name, kind)
        cross join (values ('movie'), ('book')) as types (item_type)
        left join counted as c on c.kind = lists.kind and c.item_type = types.item_type
        group by lists.name
    )
    select jsonb_object_agg(b.name, b.counts)
    from by_list as b;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_moved', '9050916b8114e415f3373b648909b933f26d1aa3b0ef8ca29187d87d79fae037', $cinelibre_file$
-- count_moved: add up the weights, without their signs, of what a user clicked, viewed and searched since a list.
-- Called by find_stored_list, find_stored_rows and find_former_list. It leaves out what raises taste_version anyway:
-- ratings and what stands for them. Events that arrive late count, because ids say what came after newest_event.
create or replace function cinelibre.count_moved(user_id integer, newest_event bigint, made_at timestamptz)
returns float8
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(round(sum(abs(k.preference))::numeric, 9), 0)
        from cinelibre.interactions as e
        join cinelibre.interaction_types as k on k.name = e.interaction_type
        where e.user_id = count_moved.user_id
            and e.occurred_at > count_moved.made_at - interval '2 days'
            and e.id > count_moved.newest_event
            and k.implied_rating is null
            and not k.hides
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_movers', '73769f001cf646aacc2aafe311b1dfbf94a8872fb337f736408247dc81efec2a', $cinelibre_file$
-- count_movers: count for each of some items the people whose recent events count for its trend.
-- Called by count_trend, the trigger of interactions. third_at is the third newest time at which one of them did so.
-- Only the newest event_limit events within the trend's window are read. An item with many_count people, three of them
-- within the hour, is not counted again: one more person would change nothing.
create or replace function cinelibre.count_movers(
    item_ids integer[],
    event_limit integer default 100,
    many_count integer default 30
)
returns table (item_id integer, n_people integer, third_at timestamptz)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set enable_bitmapscan = off -- the newest events are the first of the index; a bitmap would read all of the window
set enable_sort = off -- for the same reason: the index has the order already
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _since timestamptz := now() - (
        select make_interval(secs => 86400 * c.window_days) from cinelibre.decay_clocks as c where c.name = 'trend'
    );
begin
    return query
    with asked as materialized (
        select
            a.item_id, s.mover_count, s.third_mover_at,
            coalesce(s.mover_count >= count_movers.many_count and s.third_mover_at > now() - interval '1 hour', false) as is_settled
        from unnest(count_movers.item_ids) as a (item_id)
        left join cinelibre.item_stats as s on s.item_id = a.item_id
    )
    select a.item_id, a.mover_count, a.third_mover_at
    from asked as a
    where a.is_settled
    union all
    select a.item_id, count(*)::integer, (array_agg(mover.moved_at order by mover.moved_at desc))[3]
    from asked as a
    cross join lateral (
        select newest.user_id, max(newest.occurred_at) as moved_at
        from (
            select e.user_id, e.occurred_at
            from cinelibre.interactions as e
            join cinelibre.interaction_types as kind on kind.name = e.interaction_type
            where e.item_id = a.item_id
                and e.occurred_at > _since
                and coalesce(e.rating >= 3, kind.preference > 0)
            order by e.occurred_at desc, e.id desc
            limit count_movers.event_limit
        ) as newest
        group by newest.user_id
    ) as mover
    where not a.is_settled
    group by a.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_rated', '2ffb7ee795911721dbbc4f4c9ee8939f434faf5477f804fa1fdea8767416fbf2', $cinelibre_file$
-- count_rated: count the items of each type in a user's history, as JSON.
-- Called by describe_rows.
create or replace function cinelibre.count_rated(for_reader cinelibre.reader)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(counted.item_type, counted.n), '{}')
    from (
        select i.item_type, count(*) as n
        from unnest((for_reader).item_ids) as h (item_id)
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select own.item_type from cinelibre.items as own where own.id = h.item_id limit 1
        ) as i
        group by i.item_type
    ) as counted;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_raters', '32041e07f53ef2244dfa7e05c97be959b3d0ed2014cf4f41f9ede0537e03a989', $cinelibre_file$
-- count_raters: count from the ratings what item_stats should say of some items.
-- Called by recount_items.
create or replace function cinelibre.count_raters(item_ids integer[])
returns table (
    item_id integer,
    rater_count integer,
    rating_count integer,
    rating_sum float8,
    simulated_count integer,
    like_count integer
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        asked.id,
        count(r.id)::integer,
        (count(r.id) filter (where r.source in ('rating', 'simulated')))::integer,
        coalesce(sum(r.rating::float8) filter (where r.source in ('rating', 'simulated')), 0),
        (count(r.id) filter (where r.source = 'simulated'))::integer,
        (count(r.id) filter (where r.rating >= 4))::integer
    from unnest(count_raters.item_ids) as asked (id)
    left join cinelibre.ratings as r on r.item_id = asked.id
    group by asked.id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_reports', 'd2bf318e2a6d2f8d49e308e883b30a838b81f05b01b992a02a94e0b22e330500', $cinelibre_file$
-- count_reports: count the people who reported a review since an admin decided on it, or ever.
-- Called by report_review and get_reported_reviews.
create or replace function cinelibre.count_reports(review_id integer, decided_at timestamptz)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select count(*)
    from cinelibre.review_reports as p
    where p.review_id = count_reports.review_id
        and p.reported_at > coalesce(count_reports.decided_at, '-infinity');
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_shared', '0e29ad4f9dc1290934fb5cc3c1185f6c001af6001c294c2f9071f4132a194442', $cinelibre_file$
-- count_shared: count the ratings that find_neighbors would read for a history: those of its rarest items.
-- Called by build_reader, which computes neighbors at once if the count is small.
create or replace function cinelibre.count_shared(item_ids integer[], item_limit integer default 200)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(sum(rarest.rater_count), 0)
    from (
        select s.rater_count
        from cinelibre.item_stats as s
        where s.item_id = any (count_shared.item_ids)
        order by s.rater_count, s.item_id
        limit count_shared.item_limit
    ) as rarest;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_told', '069cec7a5b3aa9d74e8ea6160de0d382faa36fed5a5a42cedb7faa56e5ad4866', $cinelibre_file$
-- count_told: return the number of ratings whose weights a user's list gets: theirs, or what leanings stand for.
-- Called by get_recommendations and get_carousels. For somebody who never rated, leanings of a weight of 0.5 together
-- count as one rating, and five ratings at most.
create or replace function cinelibre.count_told(
    user_id integer,
    rating_count integer,
    weight_of_one float8 default 0.5,
    most integer default 5
)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if count_told.rating_count > 0 then
        return count_told.rating_count;
    end if;
    return (
        select least(count_told.most, round(coalesce(sum(abs(l.weight)), 0) / count_told.weight_of_one))
        from cinelibre.list_leanings(count_told.user_id) as l
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_towards', '2357eaaf7684e14cac25d5a1c39c482ec5c24de878fe72bd1c2262311e4c5fa2', $cinelibre_file$
-- count_towards: count one more of what a day takes only so often of, or raise PT429. Days are those of UTC.
-- Called by write_review and report_review, which have locked the user. What was deleted since counts all the same.
create or replace function cinelibre.count_towards(user_id integer, name text, most integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _today date := (now() at time zone 'UTC')::date;
    _n_times integer;
begin
    insert into cinelibre.daily_counts as c (user_id, name, day, n_times)
    values (count_towards.user_id, count_towards.name, _today, 1)
    on conflict on constraint daily_counts_pkey do update
    set day = excluded.day,
        n_times = case when c.day = excluded.day then c.n_times + 1 else 1 end
    returning c.n_times into _n_times;
    if _n_times > count_towards.most then
        raise exception using errcode = 'PT429', message = 'too_many_today',
            detail = format('A day takes %s %s: go on tomorrow.', count_towards.most, count_towards.name);
    end if;
    return _n_times;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_typos', '269c03d4f4b649b3b76365ef085c949b156d114f649b15d59c356bcd12b78edc', $cinelibre_file$
-- count_typos: count the typos between two words: a letter wrong, missing, added or swapped with the next.
-- Called by list_near_words and find_near_name. It is the restricted distance of Damerau (1964).
-- It stops early and returns `most` + 1 if there are more typos than `most`.
create or replace function cinelibre.count_typos(typed text, meant text, most integer)
returns integer
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _typed text[] := string_to_array(count_typos.typed, null);
    _meant text[] := string_to_array(count_typos.meant, null);
    _n integer := cardinality(_meant);
    _former integer[];
    _above integer[] := array(select place from generate_series(0, _n) as place);
    _row integer[];
begin
    if abs(cardinality(_typed) - _n) > count_typos.most then
        return count_typos.most + 1;
    end if;
    for i in 1..cardinality(_typed) loop
        _row := array[i];
        for j in 1.._n loop
            _row[j + 1] := least(
                _above[j + 1] + 1,
                _row[j] + 1,
                _above[j] + (_typed[i] <> _meant[j])::integer,
                case when _typed[i] = _meant[j - 1] and _typed[i - 1] = _meant[j] then _former[j - 1] + 1 end
            );
        end loop;
        if (select min(each) from unnest(_row) as each) > count_typos.most then
            return count_typos.most + 1;
        end if;
        _former := _above;
        _above := _row;
    end loop;
    return least(_row[_n + 1], count_typos.most + 1);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'count_without_vector', '7d5505718ba74aeda42ce6a0fd41b9f34c6d42d3e443fa4300a7602abd8c9cd3', $cinelibre_file$
-- count_without_vector: count the items that wait for their vector.
-- Called by describe_contents and describe_traffic.
create or replace function cinelibre.count_without_vector()
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select count(*)::integer
    from cinelibre.items as i
    where not exists (select from cinelibre.item_embeddings as e where e.item_id = i.id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'delete_former_impressions', '8e18957292cdc545c7b4f46b2334934db824c15dcdea2c01cb1470d59429471c', $cinelibre_file$
-- delete_former_impressions: delete a user's impressions beyond the newest ones; answer how many.
-- Called by keep_list, so that nobody who asks for many lists fills the table. delete_old_lists deletes by age.
create or replace function cinelibre.delete_former_impressions(user_id integer, kept_count integer default 3000)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.impressions as i
    where (i.recommendation_id, i.item_id) in (
        select former.recommendation_id, former.item_id
        from cinelibre.impressions as former
        where former.user_id = delete_former_impressions.user_id
        order by former.shown_at desc, former.item_id, former.recommendation_id
        offset delete_former_impressions.kept_count
    );
    get diagnostics _n_deleted = row_count;
    return _n_deleted;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'delete_former_lists', '4d98c431e2eda29c5d39ad596e88110501bf5db560228d9ea6dfa2bfe4ebfdf1', $cinelibre_file$
-- delete_former_lists: delete a user's lists of a type beyond the newest twenty, and all lists older than a week.
-- Called by keep_list. The current list of the day always stays. Lists of a front page are counted apart, so that
-- visits of the front page push no other list out.
create or replace function cinelibre.delete_former_lists(
    user_id integer,
    item_type text,
    kept_count integer default 20,
    has_rows boolean default false
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.recommendation_lists as l
    where l.user_id = delete_former_lists.user_id
        and (
            l.created_at < now() - interval '7 days'
            or l.id in (
                select former.id
                from cinelibre.recommendation_lists as former
                where former.user_id = delete_former_lists.user_id
                    and coalesce(former.item_type, '') = coalesce(delete_former_lists.item_type, '')
                    and (former.rows is not null) = delete_former_lists.has_rows
                order by former.is_current desc, former.created_at desc, former.id
                offset delete_former_lists.kept_count
            )
        );
    get diagnostics _n_deleted = row_count;
    return _n_deleted;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_activity', 'd877b156d19b90970e97cb15c535781ca39ac82fb73aee1121a09e5e6919cf5c', $cinelibre_file$
-- describe_activity: return when a user did something: by month, in the last days, and in how many days in a row.
-- Called by get_insights. Days and months are those of their zone. passive names the types of events that they did not do.
create or replace function cinelibre.describe_activity(
    user_id integer,
    months date[],
    zone text,
    today date,
    recent_days integer,
    passive text[]
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with active as materialized (
        select a.*
        from cinelibre.list_activity(
            describe_activity.user_id, describe_activity.zone, describe_activity.passive
        ) as a
    ),
    by_month as (
        select
            m.month,
            count(a.day) as n_active_days,
            coalesce(sum(a.n_events), 0) as n_events,
            coalesce(sum(a.n_searches), 0) as n_searches,
            coalesce(sum(a.n_ratings), 0) as n_ratings,
            sum(a.star_sum) / nullif(sum(a.n_ratings), 0)::float8 as average
        from unnest(describe_activity.months) as m (month)
        left join active as a on a.day >= m.month and a.day < m.month + interval '1 month'
        group by m.month
    )
    select jsonb_build_object(
        'today', describe_activity.today,
        'months', (select jsonb_agg(to_jsonb(b) order by b.month) from by_month as b),
        'streaks', cinelibre.measure_streaks(array(select a.day from active as a), describe_activity.today),
        'recent', jsonb_build_object(
            'n_days', describe_activity.recent_days,
            'n_active_days', count(*),
            'n_events', coalesce(sum(greatest(recent.n_events, recent.n_ratings)), 0)
        )
    )
    from active as recent
    where recent.day > describe_activity.today - describe_activity.recent_days
        and recent.day <= describe_activity.today;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_batch', '5e18298d18f51783094bdd3aa6e42223288c20d2b1b2c246235c66e155038a05', $cinelibre_file$
-- describe_batch: return some positions of a stored list with their present items, without what the user now knows.
-- Called by describe_stored, save_recommendations and serve_batch. What the user did with an item is
-- told as of now, and so are friends and matches who liked it.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_batch(
    user_id integer,
    items jsonb,
    batch_skip integer,
    batch_size integer,
    threshold float8
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(describe_batch.items) with ordinality as e (body, place)
        order by e.place
    );
    _batch integer[] := _ids[describe_batch.batch_skip + 1:describe_batch.batch_skip + describe_batch.batch_size];
begin
    return (
        select coalesce(json_agg(placed order by placed.place), '[]')
        from (
            select
                c.*,
                own.mine,
                coalesce(met.matched_users, '{"named": [], "others": 0}') as matched_users,
                coalesce(met.potential_matches, '{"count": 0, "named": []}') as potential_matches,
                told.*
            from cinelibre.list_unknown(describe_batch.user_id, _ids, batch_skip, batch_size) as u
            cross join lateral (select describe_batch.items -> (u.place - 1)::integer as body) as entry
            cross join lateral cinelibre.item_columns(u.item_id) as c
            left join cinelibre.explain_by_friends(describe_batch.user_id, describe_batch.items) as f on f.item_id = u.item_id
            cross join lateral cinelibre.tell_place(
                u.place, entry.body, (entry.body -> 'evidence') || coalesce(f.evidence, '{}')
            ) as told
            left join cinelibre.list_mine(describe_batch.user_id, _batch) as own on own.item_id = u.item_id
            left join cinelibre.find_company(describe_batch.user_id, _batch, threshold) as met on met.item_id = u.item_id
        ) as placed
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_book', '4b05bfba4d46908638d1277477a44656ab007b7b0d6a64ac0b96949a30d34771', $cinelibre_file$
-- describe_book: return everything we know of one book and what a user thinks of it; null if there is no such book.
-- Called by get_book and get_item.
create or replace function cinelibre.describe_book(book_id integer, user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select to_jsonb(found)
    from (
        select
            c.*,
            cinelibre.rating_summary(i.id) as ratings,
            cinelibre.describe_mine(describe_book.user_id, i.id) as mine,
            (select p.prediction from cinelibre.describe_predictions(describe_book.user_id, array[i.id]) as p) as prediction,
            b.google_id,
            b.isbn13,
            b.published_date,
            b.authors,
            b.publisher,
            i.keywords
        from cinelibre.items as i
        cross join lateral cinelibre.item_columns(i.id) as c
        join cinelibre.books as b on b.item_id = i.id
        where i.id = describe_book.book_id
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_candidates', '0061fcfc02ea162a7e3e854dcf55f8bd4e4551d91794d0e6bc98c40b349ec004', $cinelibre_file$
-- describe_candidates: return what could be recommended as JSON, each candidate with its features and scores.
-- Called by describe_material, describe_rows and get_session_candidates. Items that were shown are left out like known
-- items. What depends on the conditions is in functions of its own, so that one plan serves everybody.
create or replace function cinelibre.describe_candidates(
    for_reader cinelibre.reader,
    shown_ids integer[],
    former_ids integer[],
    item_type text,
    filters jsonb,
    per_source integer,
    content_limit integer,
    sources text[]
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set random_page_cost = 1.1 -- keeps the planner on the index
set jit = off -- compiling costs more than it saves in a short query
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan -- a session plans it once (docs/plans.md 2)
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_candidates.item_type, t));
    _conditions text := cinelibre.build_conditions(describe_candidates.filters);
    _is_narrowed boolean := describe_candidates.item_type is not null or _conditions <> 'true';
begin
    for_reader.known_ids := for_reader.known_ids || describe_candidates.shown_ids;
    return (
        select coalesce(json_agg(c), '[]')
        from cinelibre.find_candidates(
            for_reader,
            describe_candidates.former_ids,
            _types,
            _conditions,
            describe_candidates.per_source,
            describe_candidates.content_limit,
            describe_candidates.sources,
            case when _is_narrowed then 5000 else 3 * describe_candidates.per_source end
        ) as c
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_closed_grants', '53fd6545f36a89c9e55d5c526f807a09017ff89cea877075bcc670981500d3aa', $cinelibre_file$
-- describe_closed_grants: list what service_role should be able to do but may not, and tables without row level security.
-- Called by get_doctor_facts. Only Supabase has a service_role; elsewhere the lists of what is closed are empty.
create or replace function cinelibre.describe_closed_grants()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with insiders as (
        select r.rolname::text as name
        from pg_roles as r
        where r.rolname = 'service_role'
    )
    select jsonb_build_object(
        'has_service_role', exists (select from insiders),
        'tables_without_rls', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from cinelibre.list_own_tables() as t
            where not t.has_row_security
                or exists (select from insiders) and not exists (select from pg_policy as y where y.polrelid = t.id)
        ),
        'closed_functions', (
            select coalesce(jsonb_agg(f.name order by f.name), '[]')
            from cinelibre.list_own_functions() as f
            cross join insiders as i
            where not has_function_privilege(i.name, f.id, 'execute')
        ),
        'closed_tables', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from cinelibre.list_own_tables() as t
            cross join insiders as i
            where not (
                has_table_privilege(i.name, t.id, 'select')
                and has_table_privilege(i.name, t.id, 'insert')
                and has_table_privilege(i.name, t.id, 'update')
                and has_table_privilege(i.name, t.id, 'delete')
            )
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_contents', 'c62ab3c815987ec36665e36240e90a3e68d4fb6878d4fbaba7baf2022977777a', $cinelibre_file$
-- describe_contents: count what the database holds and what is missing beside it, such as vectors and neighbors.
-- Called by get_doctor_facts. Ratings are summed from item_stats, because counting millions would take a second.
create or replace function cinelibre.describe_contents()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'n_items', (select count(*) from cinelibre.items),
        'n_without_vector', cinelibre.count_without_vector(),
        'n_ratings', (select coalesce(sum(s.rater_count), 0) from cinelibre.item_stats as s),
        'n_raters', (select count(*) from cinelibre.users as u where u.rating_count > 0),
        'n_without_neighbors', (
            select count(*)
            from cinelibre.users as u
            where u.rating_count > 0
                and not exists (select from cinelibre.user_neighbors as n where n.user_id = u.id)
        ),
        'model_ages', (
            select coalesce(
                jsonb_object_agg(m.kind, floor(extract(epoch from now() - m.created_at) / 86400)),
                '{}'
            )
            from cinelibre.models as m
            where m.is_active
                and m.kind <> 'embedding'
        ),
        'unanalyzed', (
            select coalesce(jsonb_agg('cinelibre.' || c.relname order by c.relname), '[]')
            from pg_class as c
            where c.relnamespace = 'cinelibre'::regnamespace
                and c.relkind = 'r'
                and c.reltuples < 0
                and pg_relation_size(c.oid) > 1000000
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_diversity', 'e6ab69febb81d9924b9addaac613b5fef0fe53305b376fd97e9c3fcb5e31b804', $cinelibre_file$
-- describe_diversity: return how varied a user's seen items are by genre, language and decade: shares and entropy.
-- Called by get_insights. docs/algorithms.md has the formula ("Insights"). An item with several genres is divided among
-- them. `new` are the features first seen since a moment. The shown_limit largest shares of each kind are listed.
create or replace function cinelibre.describe_diversity(user_id integer, since timestamptz, shown_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with seen as materialized (
        select s.first_at, i.genres, i.language, i.year
        from cinelibre.list_seen(describe_diversity.user_id) as s
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.genres, o.language, o.year from cinelibre.items as o where o.id = s.item_id limit 1
        ) as i
    ),
    counted as (
        select f.kind, f.name, count(*) as n_items, sum(f.part) as weight, min(f.first_at) as first_at
        from (
            select 'genre' as kind, g.name, 1.0::float8 / cardinality(s.genres) as part, s.first_at
            from seen as s
            cross join unnest(s.genres) as g (name)
            union all
            select 'language', s.language, 1, s.first_at from seen as s where s.language is not null
            union all
            select 'decade', (s.year / 10 * 10)::text, 1, s.first_at from seen as s where s.year is not null
        ) as f
        group by f.kind, f.name
    ),
    shared as (
        select
            c.*,
            c.weight / sum(c.weight) over (partition by c.kind) as share,
            row_number() over (partition by c.kind order by c.weight desc, c.name) as place
        from counted as c
    ),
    measured as (
        select
            s.kind,
            count(*) as n_names,
            -sum(s.share * ln(s.share)) as entropy,
            jsonb_agg(jsonb_build_object('key', s.name, 'n_items', s.n_items, 'share', s.share) order by s.place)
                filter (where s.place <= describe_diversity.shown_limit) as shares,
            jsonb_agg(jsonb_build_object('kind', s.kind, 'key', s.name, 'n_items', s.n_items) order by s.place)
                filter (where s.first_at >= describe_diversity.since and s.place <= describe_diversity.shown_limit) as new
        from shared as s
        group by s.kind
    )
    select jsonb_build_object('n_items', (select count(*) from seen), 'kinds', coalesce(jsonb_agg(to_jsonb(m) order by m.kind), '[]'))
    from measured as m;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_features', '330a36277aa971398bec9f01df6e1f5d03a7718796985729b67dbbf5e4c3e422', $cinelibre_file$
-- describe_features: return what is known of a user's taste: preferences, counts, averages and the taste vector's norm.
-- Called by get_features and save_features. docs/algorithms.md has the formulas ("Insights").
create or replace function cinelibre.describe_features(user_id integer, history_limit integer, per_kind integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'preferences', (
            select coalesce(jsonb_agg(to_jsonb(p) order by p.kind, p.name), '[]')
            from cinelibre.list_preferences(
                describe_features.user_id, describe_features.history_limit, describe_features.per_kind
            ) as p
        ),
        'counts', jsonb_build_object(
            'ratings', s.rating_count, 'likes', s.liked_count, 'watchlist', s.watchlist_count,
            'favorites', s.favorite_count, 'seen', s.seen_count, 'hidden', s.hidden_count,
            'events', s.event_count, 'searches', s.search_count
        ),
        'average', s.rating_average,
        'first_at', s.first_at,
        'last_at', s.last_at,
        'taste_norm', cinelibre.measure_taste(describe_features.user_id)
    )
    from cinelibre.summarize_users(array[describe_features.user_id]) as s;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_feedback', '1ec7dc2f879fc5478d7dc4f2e09bae6ba0d38b31fcabd3359149f2bd08b680d0', $cinelibre_file$
-- describe_feedback: return feedback as its reader sees it.
-- Called by record_feedback and get_feedback.
create or replace function cinelibre.describe_feedback(given cinelibre.feedback)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', given.id,
        'recommendation_id', given.recommendation_id,
        'item_id', given.item_id,
        'kind', given.kind,
        'comment', given.comment,
        'reason_source', given.reason_source,
        'reason_key', given.reason_key,
        'place', given.place,
        'score', given.score,
        'variant', given.variant,
        'given_at', cinelibre.tell_moment(given.given_at)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_finding', 'f1048c2d5764062cf90022775a26c3723a2e54994f85f03d8363f35df9b64716', $cinelibre_file$
-- describe_finding: return an item as search answers it, with why it was found and whether the caller knows it.
-- Called by search_items for each item of its list. `seen` and `hidden` are null for an anonymous caller.
create or replace function cinelibre.describe_finding(item json, similarity float8, score float8, matched text[], caller_id integer)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.widen(describe_finding.item, json_build_object(
        'similarity', describe_finding.similarity,
        'score', describe_finding.score,
        'matched', describe_finding.matched,
        'seen', case
            when describe_finding.caller_id is not null
                then cinelibre.has_seen(describe_finding.caller_id, (describe_finding.item ->> 'id')::integer)
        end,
        'hidden', case
            when describe_finding.caller_id is not null
                then cinelibre.has_hidden(describe_finding.caller_id, (describe_finding.item ->> 'id')::integer)
        end
    ));
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_group', 'd83db2880b07a208284c31fb3dcab209c3eab020cb0f326d2edda994d47d8fd5', $cinelibre_file$
-- describe_group: return a group as one of its members sees it; guests do not see the code.
-- Called by every function that answers a group.
create or replace function cinelibre.describe_group(for_member cinelibre.group_members, evening_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'group_id', g.id,
        'name', g.name,
        'code', case when for_member.user_id is not null then g.code end,
        'made_at', g.made_at,
        'members', (
            select jsonb_agg(
                jsonb_build_object(
                    'member_id', m.member_id,
                    'name', m.name,
                    'joined_at', m.joined_at,
                    'is_guest', m.user_id is null,
                    'is_me', m.seat = for_member.seat,
                    'is_host', m.seat = cinelibre.find_host(g.id)
                )
                order by m.seat
            )
            from cinelibre.list_group_members(g.id, for_member.user_id) as m
        ),
        'n_evenings', (select count(*) from cinelibre.group_evenings as e where e.group_id = g.id),
        'satisfactions', cinelibre.list_satisfactions(g.id, describe_group.evening_limit)
    )
    from cinelibre.groups as g
    where g.id = for_member.group_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_group_candidates', 'f3df9ac159b0530741438999c63df90de3a81b6b258a7fccc121b6437a07ceb0', $cinelibre_file$
-- describe_group_candidates: return what could be recommended to a group as JSON, each item with its features and scores.
-- Called by get_group_material. Scores that are the same for all members are numbers, the others arrays. Of a guest
-- predict_for knows nothing, so it answers what an average reader would give, with a support of 0.
create or replace function cinelibre.describe_group_candidates(
    for_readers cinelibre.reader[],
    extra_ids integer[],
    item_type text,
    filters jsonb,
    per_source integer,
    content_limit integer,
    sources text[]
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_group_candidates.item_type, t));
    _conditions text := cinelibre.build_conditions(describe_group_candidates.filters);
begin
    return (
        with scored as materialized (
            select s.*
            from cinelibre.score_for_group(
                for_readers, extra_ids, _types, _conditions, per_source, content_limit, describe_group_candidates.sources
            ) as s
        ),
        predicted as materialized (
            select p.item_id, array_agg(p.predicted order by member.place) as predicted, array_agg(p.support order by member.place) as support
            from generate_subscripts(for_readers, 1) as member (place)
            cross join lateral cinelibre.predict_for(
                (for_readers[member.place]).user_id, array(select s.item_id from scored as s)
            ) as p
            group by p.item_id
        )
        select coalesce(json_agg(told order by told.item_id), '[]')
        from (
            select
                i.id as item_id, i.item_type, i.year, i.language, i.genres, i.people, i.work_id,
                cinelibre.rate_popularity(coalesce(t.like_count, 0), i.external_count, c.external_total) as popular,
                s.neighbors, s.ease, s.cosine, s.content, p.predicted, p.support
            from scored as s
            join cinelibre.items as i on i.id = s.item_id
            left join predicted as p on p.item_id = s.item_id
            left join cinelibre.item_stats as t on t.item_id = s.item_id
            left join cinelibre.catalogue_totals as c on c.item_type = i.item_type
        ) as told
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_group_readers', '83abb914896c3754204c07293bf9f6e9c22900dd510bbd87870dbd7b0fb94f97', $cinelibre_file$
-- describe_group_readers: return a group's members as picks are made for them, in the order of joining.
-- Called by get_group_material. n_ratings is the length of the history, and clicks,
-- views and saves by their weights, a rating of five stars being 1. The history itself is not told.
create or replace function cinelibre.describe_group_readers(
    group_id uuid,
    viewer_id integer,
    for_readers cinelibre.reader[],
    weights jsonb[]
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_agg(
        json_build_object(
            'member_id', m.member_id,
            'name', m.name,
            'n_ratings', cardinality((for_readers[m.place]).item_ids) + (
                select round(coalesce(sum(abs(l.weight)), 0))::integer
                from unnest((for_readers[m.place]).leaning_weights) as l (weight)
            ),
            'likings', coalesce(to_json((for_readers[m.place]).likings), '[]'),
            'weights', weights[m.place]
        )
        order by m.place
    )
    from (
        select g.member_id, g.name, row_number() over (order by g.seat) as place
        from cinelibre.list_group_members(describe_group_readers.group_id, describe_group_readers.viewer_id) as g
    ) as m;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_interval', '8c9d3e72c6baaf56ce70518456166d9e05a08e0c0b1864cc8a6838b99cfb3093', $cinelibre_file$
-- describe_interval: return the 95 % interval of a correlation over n items, by Fisher's z.
-- Called by describe_match. It has no interval for a perfect correlation, so r counts as 1 − 1 / 2n at most there.
create or replace function cinelibre.describe_interval(r float8, n integer)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'low', round(least(describe_interval.r, tanh(z.middle - z.half))::numeric, 4),
        'high', round(greatest(describe_interval.r, tanh(z.middle + z.half))::numeric, 4)
    )
    from (select 1 - 1 / (2 * describe_interval.n::float8) as most) as bound
    cross join lateral (
        select
            atanh(greatest(-bound.most, least(bound.most, describe_interval.r))) as middle,
            1.959964::float8 / sqrt(describe_interval.n - 3) as half
    ) as z;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_item_facts', '0bea4cab5a2f1eb484215561d8f0dac54524f025cb09e37748d409480ee9a24d', $cinelibre_file$
-- describe_item_facts: return what lists go by of an item: raters, likes, vector, models, other editions.
-- Called by get_item_neighbors. `models` are those in use that have the item. A simulated rater is one of the demo's.
create or replace function cinelibre.describe_item_facts(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'added_at', i.created_at,
        'has_vector', exists (select from cinelibre.item_embeddings as e where e.item_id = i.id),
        'models', array(
            select m.kind
            from cinelibre.models as m
            join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = i.id
            where m.is_active
            order by m.kind
        ),
        'n_raters', coalesce(s.rater_count, 0),
        'n_simulated', coalesce(s.simulated_count, 0),
        'n_likes', coalesce(s.like_count, 0),
        'n_hidden', (select count(*) from cinelibre.shelf as h where h.item_id = i.id and h.hidden_at is not null),
        'n_shown', (select count(*) from cinelibre.impressions as p where p.item_id = i.id),
        'other_editions', (
            select coalesce(jsonb_agg(cinelibre.name_item(o.id) order by o.id), '[]')
            from unnest(cinelibre.list_editions(array[i.id])) as o (id)
            where o.id <> i.id
        )
    )
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = describe_item_facts.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_items', 'bff166f2d9921fb0090e770caf16e47d3e092c6a8fe38a652e3f81e3bc1ddd99', $cinelibre_file$
-- describe_items: return items as lists show them, in the order of their ids, each with what a user did with it.
-- Called by every function that answers a list of items as JSON. Unknown ids are left out. Without a user, `mine` is null.
-- The item is json, whose members stand in the order of the columns; `widen` adds others at the end.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_items(item_ids integer[], user_id integer)
returns table (place bigint, item_id integer, item json)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select asked.place, asked.id, row_to_json(shown)
    from unnest(describe_items.item_ids) with ordinality as asked (id, place)
    left join cinelibre.list_mine(describe_items.user_id, describe_items.item_ids) as own on own.item_id = asked.id
    cross join lateral (select c.*, own.mine from cinelibre.item_columns(asked.id) as c) as shown
    order by asked.place;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_jobs', '891275deef20f95cfe68803f152b7b046c299b5a8e932861749febfa5c067fb3', $cinelibre_file$
-- describe_jobs: return the newest run of each job and the time since the job last succeeded.
-- Called by get_health and get_doctor_facts. It leaves out the texts of errors, because they can contain titles.
create or replace function cinelibre.describe_jobs()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'job_name', newest.job_name,
                'started_at', newest.started_at,
                'ended_at', newest.ended_at,
                'outcome', newest.outcome,
                'seconds', newest.seconds,
                'counts', newest.counts,
                'n_errors', cardinality(newest.errors),
                'idle_seconds', round(extract(epoch from now() - since.began_at))
            )
            order by newest.job_name
        ),
        '[]'
    )
    from cinelibre.list_job_runs() as newest
    cross join lateral (
        select coalesce(max(j.ended_at) filter (where j.outcome = 'done'), min(j.started_at)) as began_at
        from cinelibre.job_runs as j
        where j.job_name = newest.job_name
    ) as since
    where newest.place = 1;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_languages', '8e9850fa0b94db6f43466d4b61682dcbf9274ee7cf1283e4f27e519d08c91fc2', $cinelibre_file$
-- describe_languages: return the most common languages, each with its best known items that the user does not know.
-- Called by describe_rows for a user without ratings, and by get_public_carousels.
create or replace function cinelibre.describe_languages(
    item_types text[],
    known_ids integer[],
    item_limit integer,
    language_limit integer default 10
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object('name', l.name, 'n_items', l.n_items, 'item_ids', array(
                select b.item_id
                from cinelibre.list_best_of(
                    'language', l.name, describe_languages.item_types, describe_languages.known_ids, describe_languages.item_limit
                ) as b
            ))
            order by l.n_items desc, l.name
        ),
        '[]'
    )
    from (
        select f.name, sum(f.n_items) as n_items
        from cinelibre.features as f
        where f.kind = 'language' and f.item_type = any (describe_languages.item_types)
        group by f.name
        order by n_items desc, f.name
        limit describe_languages.language_limit
    ) as l;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_likeness', 'd40e897fe1f029e92e24ea679976e1398a420f084c396ca6f127e905968b6896', $cinelibre_file$
-- describe_likeness: name what an item has in common with each of some others, spelled as the item spells it.
-- Called by get_similar_items, which gives reasons with it. The rarest genre comes first. maker is who made both.
create or replace function cinelibre.describe_likeness(item_id integer, other_ids integer[])
returns table (other_id integer, alike jsonb)
language plpgsql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own cinelibre.items := (select i from cinelibre.items as i where i.id = describe_likeness.item_id);
    _keywords text[] := array(
        select cinelibre.fold_title(k.name) from unnest(_own.keywords) with ordinality as k (name, place) order by k.place
    );
    _people text[] := array(
        select cinelibre.fold_title(p.name) from unnest(_own.people) with ordinality as p (name, place) order by p.place
    );
    _makers text[] := cinelibre.list_makers(_own.id);
    _genres text[] := array(
        select g.name
        from unnest(_own.genres) as g (name)
        left join cinelibre.features as f on f.kind = 'genre' and f.name = g.name and f.item_type = _own.item_type
        order by f.share nulls first, g.name
    );
begin
    return query
    select
        i.id,
        jsonb_build_object(
            'genres', array(
                select g.name
                from unnest(_genres) with ordinality as g (name, place)
                where lower(g.name) in (select lower(o.name) from unnest(i.genres) as o (name))
                order by g.place
            ),
            'keywords', case
                when i.folded_keywords && _keywords then cinelibre.share_names(_own.keywords, _keywords, i.folded_keywords)
                else '{}'
            end,
            'people', case
                when i.folded_people && _people then cinelibre.share_names(_own.people, _people, i.folded_people)
                else '{}'
            end,
            'maker', case
                when i.folded_people && _makers then (
                    cinelibre.share_names(_own.people, _people, array(
                        select m.name from unnest(cinelibre.list_makers(i.id)) as m (name) where m.name = any (_makers)
                    ))
                )[1]
            end
        )
    from unnest(describe_likeness.other_ids) as c (id)
    join cinelibre.items as i on i.id = c.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_match', '38118d09a5fdc2274c0f28152f28c9f0b89985ecbd20036f72dcedeb20a85c1c', $cinelibre_file$
-- describe_match: return a person as a reader sees them: how tastes agree, and titles that tell it.
-- Called by get_matches and get_match. Until both accepted it has no name, and no title that fewer than least_people
-- people rated: such a title could tell who it is. Without five common items, score and r are null.
create or replace function cinelibre.describe_match(
    reader_id integer,
    other_id integer,
    relation text,
    score float8,
    r float8,
    n integer,
    least_people integer default 5
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _are_friends boolean := describe_match.relation = 'friends';
    _least integer := case when _are_friends then 0 else describe_match.least_people end;
    _mine integer := cinelibre.find_bridge(other_id, reader_id, _least);
    _theirs integer := cinelibre.find_bridge(reader_id, other_id, _least);
    _titles jsonb;
begin
    with titles as materialized (
        select t.* from cinelibre.list_telling_titles(reader_id, other_id, _least) as t
        union all
        select 'for_you', _mine, 1, false where _mine is not null
        union all
        select 'for_them', _theirs, 1, false where _theirs is not null
    ),
    shown as (
        select t.kind, t.place, t.i_like_it_more, d.item
        from titles as t
        join cinelibre.describe_items(array(select distinct o.item_id from titles as o), reader_id) as d on d.item_id = t.item_id
    )
    select jsonb_build_object(
        'both_love', coalesce(jsonb_agg(s.item order by s.place) filter (where s.kind = 'loved'), '[]'),
        'differ_on', coalesce(jsonb_agg(
            jsonb_build_object('item', s.item, 'liked_by', case when s.i_like_it_more then 'you' else 'them' end)
            order by s.place
        ) filter (where s.kind = 'differs'), '[]'),
        'bridge', jsonb_build_object(
            'for_you', jsonb_agg(s.item) filter (where s.kind = 'for_you') -> 0,
            'for_them', jsonb_agg(s.item) filter (where s.kind = 'for_them') -> 0
        )
    ) into _titles
    from shown as s;
    return (
        select jsonb_build_object(
            'person_id', u.person_id,
            'name', case when _are_friends then u.name end,
            'relation', describe_match.relation,
            'score', round(describe_match.score::numeric, 4),
            'r', round(describe_match.r::numeric, 4),
            'n', describe_match.n,
            'interval', case when describe_match.n > 3 then cinelibre.describe_interval(r, n) end
        ) || _titles
        from cinelibre.users as u
        where u.id = describe_match.other_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_material', '7dd597e4ed8c72e6d4f8f09bb2af30b52dda245fd9e9af76dcaa96d5169ed7a6', $cinelibre_file$
-- describe_material: return what a new list of a user is made of: candidates, likings, weights and the former list.
-- Called by get_recommendations. `neighbors` is set if this call computed neighbors that are not stored.
create or replace function cinelibre.describe_material(
    user_id integer,
    day date,
    item_type text,
    filters jsonb,
    exclude_watchlist boolean,
    is_daily boolean,
    refresh boolean,
    per_source integer,
    content_limit integer,
    first_count integer,
    weights jsonb
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _sources text[] := cinelibre.name_sources(describe_material.weights);
    _reader cinelibre.reader := cinelibre.build_reader(describe_material.user_id);
    _former record;
    _shown integer[] := case when is_daily and refresh then cinelibre.list_shown(describe_material.user_id, item_type) end;
    _liked jsonb;
    _asked integer[];
    _found json;
begin
    _reader.known_ids := cinelibre.list_known(describe_material.user_id) || case
        when describe_material.exclude_watchlist then cinelibre.list_saved(describe_material.user_id)
    end;
    if 'taste' = any (_sources) then
        _reader.likings := array(select l from cinelibre.list_tastes(_reader) as l);
    end if;
    _liked := cinelibre.score_by_friends(_reader, item_type, filters, per_source);
    select f.* into _former
    from cinelibre.find_former_list(describe_material.user_id, item_type, day, first_count) as f
    where describe_material.is_daily and not describe_material.refresh;
    _asked := _former.item_ids || array(select k::integer from jsonb_object_keys(_liked) as k);
    _found := cinelibre.describe_candidates(_reader, _shown, _asked, item_type, filters, per_source, content_limit, _sources);
    if _shown <> '{}' and json_array_length(_found) < 2 * first_count then
        _found := cinelibre.describe_candidates(_reader, null, _asked, item_type, filters, per_source, content_limit, _sources);
    end if;
    return json_build_object(
        'candidates', _found,
        'likings', coalesce(to_json(_reader.likings), '[]'),
        'friends', _liked,
        'weights', describe_material.weights,
        'tired', cinelibre.list_tired(describe_material.user_id, (select u.timezone from cinelibre.users as u where u.id = describe_material.user_id)),
        'has_neighbors', coalesce(cardinality(_reader.neighbor_ids), 0) > 0,
        'neighbors', cinelibre.describe_neighbors(_reader),
        'former', coalesce(_former.item_ids, '{}'),
        'former_rating_count', coalesce(_former.rating_count, 0),
        'former_moved', coalesce(_former.moved, 0),
        'emptied_by', case
            when json_array_length(_found) > 0 then '[]'
            else cinelibre.find_emptying(item_type, filters, _reader.known_ids)
        end
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_mine', '437b6f2e81549f02e5c179702e2f5b43915bb00c33ca0453d0f6906c60ab5059', $cinelibre_file$
-- describe_mine: return what list_mine does with the times of the marks, the implied rating and the note; null without
-- a user.
-- Called by describe_movie and describe_book.
create or replace function cinelibre.describe_mine(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_shelf(describe_mine.user_id, describe_mine.item_id) - array['item_id', 'item_type'] || own.mine::jsonb || jsonb_build_object(
        'rating_id', case r.source when 'rating' then r.id end,
        'implied', case when r.source <> 'rating' then jsonb_build_object('rating', r.rating, 'source', r.source) end,
        'note', n.body
    )
    from cinelibre.list_mine(describe_mine.user_id, array[describe_mine.item_id]) as own
    left join cinelibre.ratings as r on r.user_id = describe_mine.user_id and r.item_id = own.item_id
    left join cinelibre.notes as n on n.user_id = describe_mine.user_id and n.item_id = own.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_movie', 'baee3967ba5518ac8aa5ff89c7c99964cc81c57f23758487e4a5898617753998', $cinelibre_file$
-- describe_movie: return everything we know of one movie and what a user thinks of it; null if there is no such movie.
-- Called by get_movie and get_item.
create or replace function cinelibre.describe_movie(movie_id integer, user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select to_jsonb(found)
    from (
        select
            c.*,
            cinelibre.rating_summary(i.id) as ratings,
            cinelibre.describe_mine(describe_movie.user_id, i.id) as mine,
            (select p.prediction from cinelibre.describe_predictions(describe_movie.user_id, array[i.id]) as p) as prediction,
            m.tmdb_id,
            m.imdb_id,
            m.release_date,
            m.directors,
            m.cast_members as "cast",
            m.certification,
            i.keywords
        from cinelibre.items as i
        cross join lateral cinelibre.item_columns(i.id) as c
        join cinelibre.movies as m on m.item_id = i.id
        where i.id = describe_movie.movie_id
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_moving_features', 'ab72f4f190166bd3cac7840e4a285c6fd8712696ff5e61f441e81cb88f0ac7d6', $cinelibre_file$
-- describe_moving_features: return the features that count most for or against items in a reader's lists, as JSON.
-- Called by get_influences: the strongest per_kind of each kind, and all that the reader set.
create or replace function cinelibre.describe_moving_features(for_reader cinelibre.reader, per_kind integer)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with own as (
            select i.kind, i.name, i.weight from cinelibre.influences as i where i.user_id = for_reader.user_id and i.kind <> 'item'
        ),
        told as (
            select
                coalesce(t.kind, o.kind) as kind,
                coalesce(t.name, o.name) as name,
                coalesce(t.liked - t.disliked, 0) as points,
                coalesce(o.weight, 1) as weight,
                o.kind is not null as is_own
            from cinelibre.list_tastes(for_reader) as t
            full join own as o on o.kind = t.kind and o.name = t.name
        ),
        ranked as (
            select t.*, row_number() over (partition by t.kind order by t.is_own desc, abs(t.points) desc, t.name) as rank
            from told as t
        )
        select coalesce(jsonb_agg(
            jsonb_build_object('kind', r.kind, 'name', r.name, 'points', r.points, 'weight', r.weight)
            order by r.kind, abs(r.points) desc, r.name
        ), '[]')
        from ranked as r
        where r.is_own or r.rank <= describe_moving_features.per_kind
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_moving_items', '76df38394a8fa1e3aae072db61fa3eeae11f6442aa2e48d04e4d5d30df66b077', $cinelibre_file$
-- describe_moving_items: return the items that count most for or against others in a reader's lists, as JSON.
-- Called by get_influences. A rating tells its stars. What the reader muted counts nothing and stands at the end.
create or replace function cinelibre.describe_moving_items(for_reader cinelibre.reader, item_limit integer)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with said as (
            select s.item_id, s.liked - s.disliked as points
            from cinelibre.weigh_signals(
                for_reader.item_ids, for_reader.ratings, 200, for_reader.leaning_ids, for_reader.leaning_weights,
                for_reader.shares
            ) as s
        ),
        own as (
            select i.item_id, i.weight from cinelibre.influences as i where i.user_id = for_reader.user_id and i.kind = 'item'
        ),
        strongest as materialized (
            select coalesce(s.item_id, o.item_id) as item_id, coalesce(s.points, 0) as points, coalesce(o.weight, 1) as weight
            from said as s
            full join own as o on o.item_id = s.item_id
            order by (o.item_id is not null) desc, abs(coalesce(s.points, 0)) desc, 1
            limit describe_moving_items.item_limit
        )
        select coalesce(jsonb_agg(
            jsonb_build_object(
                'item', d.item, 'points', m.points, 'weight', m.weight, 'rating', r.rating,
                'is_stated', coalesce(r.source = 'rating', false)
            )
            order by abs(m.points) desc, m.item_id
        ), '[]')
        from strongest as m
        join cinelibre.describe_items(array(select s.item_id from strongest as s), for_reader.user_id) as d on d.item_id = m.item_id
        left join cinelibre.ratings as r on r.user_id = for_reader.user_id and r.item_id = m.item_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_my_review', '768a72056319c86009124ab22510aa99c2a02fc32bc0774a17a6b8caa2f17251', $cinelibre_file$
-- describe_my_review: return a reader's own review of an item; `review` is null if there is none.
-- Called by get_my_review, write_review and delete_review.
create or replace function cinelibre.describe_my_review(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'review', case when r.body is not null then jsonb_build_object(
            'id', r.id,
            'text', r.body,
            'has_spoilers', r.has_spoilers,
            'written_at', r.written_at,
            'changed_at', r.changed_at,
            'is_hidden', r.hidden_at is not null
        ) end
    )
    from cinelibre.items as i
    left join cinelibre.reviews as r on r.user_id = describe_my_review.user_id and r.item_id = i.id
    where i.id = describe_my_review.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_neighbors', 'cf01b0c4de8f83a3c833f1a35cd6104d11a3b9868e5a402d85a60a1d3ceab0ec', $cinelibre_file$
-- describe_neighbors: return computed neighbors as JSON, so that the call that saves the list can reuse them.
-- Called by describe_material and describe_rows. Null if there are none, or if they are those that are stored.
create or replace function cinelibre.describe_neighbors(for_reader cinelibre.reader)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_build_object('ids', (for_reader).neighbor_ids, 'weights', coalesce((for_reader).neighbor_weights, '{}'))
    where (for_reader).neighbor_ids is not null
        and not exists (select from cinelibre.user_neighbors as n where n.user_id = (for_reader).user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_note', '67addb850f4529009b24dd0760eb0094cfb0f00a62948a9ee7dfff36a489fc0d', $cinelibre_file$
-- describe_note: return what a reader wrote down of an item; the note is null if there is none.
-- Called by get_note, write_note and delete_note.
create or replace function cinelibre.describe_note(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'note', n.body,
        'written_at', cinelibre.tell_moment(n.written_at)
    )
    from cinelibre.items as i
    left join cinelibre.notes as n on n.user_id = describe_note.user_id and n.item_id = i.id
    where i.id = describe_note.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_open_grants', 'b5d3cc4eabc42f3eabb0b3fc979e0cbb841f93b5ef487d5b0ca31bf719f61c99', $cinelibre_file$
-- describe_open_grants: list what strangers may do but should not.
-- Called by get_doctor_facts. `public` stands for everybody. Only Supabase has the roles anon and authenticated.
create or replace function cinelibre.describe_open_grants()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with outsiders as (
        select 'public' as name
        union all
        select r.rolname::text
        from pg_roles as r
        where r.rolname in ('anon', 'authenticated')
    )
    select jsonb_build_object(
        'open_functions', (
            select coalesce(jsonb_agg(distinct f.name), '[]')
            from cinelibre.list_own_functions() as f
            cross join outsiders as o
            where has_function_privilege(o.name, f.id, 'execute')
        ),
        'open_tables', (
            select coalesce(jsonb_agg(distinct t.name), '[]')
            from cinelibre.list_own_tables() as t
            cross join outsiders as o
            where has_table_privilege(o.name, t.id, 'select, insert, update, delete, truncate, references, trigger')
                or has_any_column_privilege(o.name, t.id, 'select, insert, update, references')
        ),
        'schema_open_to', (
            select coalesce(jsonb_agg(o.name order by o.name), '[]')
            from outsiders as o
            where has_schema_privilege(o.name, 'cinelibre', 'usage, create')
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_outbox', '486f2389355b745b43285fc6af9fc855d6d2f5baaec750aea5e8c6a56b94833f', $cinelibre_file$
-- describe_outbox: say whether the outbox is on, how many events wait in it, and how long the oldest has waited.
-- Called by get_outbox, switch_outbox, get_doctor_facts and get_metrics.
create or replace function cinelibre.describe_outbox()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'is_on', s.is_on,
        'changed_at', s.changed_at,
        'n_waiting', lag.rows,
        'oldest_seconds', lag.oldest_seconds
    )
    from cinelibre.outbox_switch as s
    cross join cinelibre.outbox_lag() as lag
    where s.is_only_row;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_outcomes', '69d82b6ea93235a6faf4d106a667ea9b03d550aabc94628ad7540d3e0221af66', $cinelibre_file$
-- describe_outcomes: return what becomes of some events, in their order: an outcome each, and why it is refused.
-- Called by apply_foreign_events and get_foreign_outcomes.
create or replace function cinelibre.describe_outcomes(events cinelibre.foreign_event[])
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(jsonb_build_object('outcome', e.outcome, 'reason', e.reason) order by e.place), '[]')
    from unnest(describe_outcomes.events) as e;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_predictions', '29c87a87a17b734a951f44226f5a451e923ee0aa07c398ef804ad2fd381ebf16', $cinelibre_file$
-- describe_predictions: return predictions as the API answers them, without the items to which the user gave stars.
-- Called by get_predictions, add_evidence, describe_movie and describe_book. Below least_support it says what is missing:
-- more ratings of the reader's, or more raters of the item. It is strict: without a user there are no rows.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_predictions(user_id integer, item_ids integer[], least_support integer default 3)
returns table (item_id integer, prediction jsonb)
language plpgsql
stable
strict
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select p.item_id, jsonb_build_object(
        'rating', case when lacks.n is null then round(p.predicted::numeric, 2) end,
        'low', case when lacks.n is null then round(p.low::numeric, 2) end,
        'high', case when lacks.n is null then round(p.high::numeric, 2) end,
        'support', p.support,
        'is_simulated', coalesce(2 * s.simulated_count > s.rating_count, false),
        'missing', case when lacks.n is not null then jsonb_build_object(
            'key', lacks.key,
            'params', jsonb_build_object('n', lacks.n),
            'text', cinelibre.say_missing(lacks.key, lacks.n)
        ) end
    )
    from cinelibre.predict_for(
        describe_predictions.user_id,
        array(
            select asked.id
            from unnest(describe_predictions.item_ids) as asked (id)
            where not exists (
                select
                from cinelibre.ratings as r
                where r.user_id = describe_predictions.user_id
                    and r.item_id = asked.id
                    and r.source in ('rating', 'simulated')
            )
        )
    ) as p
    left join cinelibre.item_stats as s on s.item_id = p.item_id
    cross join lateral (
        select
            case when p.support < coalesce(s.rating_count, 0) then 'more_ratings' else 'more_raters' end,
            case when p.support < describe_predictions.least_support then describe_predictions.least_support - p.support end
    ) as lacks (key, n);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_reader', '96abebb3e6738c226a54cc096105fe06186f19c025065aff771d745182c7f73b', $cinelibre_file$
-- describe_reader: return what an admin is told of a reader: how long they are here and what their lists can go by.
-- Called by examine_reader. Nothing that the reader wrote, and no e-mail.
create or replace function cinelibre.describe_reader(reader cinelibre.users, near cinelibre.user_neighbors)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', reader.id,
        'name', reader.name,
        'since', reader.created_at,
        'timezone', reader.timezone,
        'n_ratings', reader.rating_count,
        'n_neighbors', coalesce(cardinality(near.neighbor_ids), 0),
        'neighbors_at', near.computed_at,
        'are_neighbors_current', near.taste_version is not distinct from reader.taste_version,
        'n_influences', (select count(*) from cinelibre.influences as i where i.user_id = reader.id)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_relation', '66a7366b1ad50917aa50e66402f02786fac4b4455c547d418a1153421b802dfd', $cinelibre_file$
-- describe_relation: return how a person stands to another as the first sees it, with the name of a friend.
-- Called by change_relation and report_person.
create or replace function cinelibre.describe_relation(user_id integer, other_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'person_id', u.person_id,
        'name', case when told.relation = 'friends' then u.name end,
        'relation', told.relation
    )
    from cinelibre.users as u
    cross join lateral (select cinelibre.relate(describe_relation.user_id, u.id) as relation) as told
    where u.id = describe_relation.other_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_review', '73633693c75ae6bd08fe1617b515ee03322bf48a93e94be3d680e06f7977854b', $cinelibre_file$
-- describe_review: return a review as everybody may read it, with its author's name and stars, if there are any.
-- Called by get_reviews. Nothing in it is an account's number or address.
create or replace function cinelibre.describe_review(review_id integer, reader_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', r.id,
        'author', u.name,
        'rating', stars.rating,
        'is_mine', coalesce(r.user_id = describe_review.reader_id, false),
        'text', r.body,
        'has_spoilers', r.has_spoilers,
        'written_at', r.written_at,
        'changed_at', r.changed_at
    )
    from cinelibre.reviews as r
    join cinelibre.users as u on u.id = r.user_id
    left join cinelibre.ratings as stars on stars.user_id = r.user_id and stars.item_id = r.item_id and stars.source = 'rating'
    where r.id = describe_review.review_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_rows', 'fff31f59b23b26764183b4e94248fc6f2e71edd206823fab10fac8a4d1a52a96', $cinelibre_file$
-- describe_rows: return what a front page is made of: candidates as for a list, and what each row may show.
-- Called by get_carousels. Everything that a row may show is a candidate too, so that each item has a score and a
-- receipt.
create or replace function cinelibre.describe_rows(
    user_id integer,
    item_type text,
    per_source integer,
    content_limit integer,
    row_limit integer,
    mostly float8,
    least_rated integer,
    alike_from float8,
    across_from float8,
    weights jsonb
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _sources text[] := cinelibre.name_sources(describe_rows.weights);
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_rows.item_type, t));
    _reader cinelibre.reader := cinelibre.build_reader(describe_rows.user_id);
    _rated jsonb := cinelibre.count_rated(_reader);
    _main text := cinelibre.find_main_type(_rated, least_rated, mostly);
    _shown jsonb;
    _liked jsonb;
begin
    _reader.known_ids := cinelibre.list_known(describe_rows.user_id);
    _reader.likings := array(select l from cinelibre.list_tastes(_reader) as l);
    _shown := jsonb_build_object(
        'tastes', cinelibre.describe_tastes(_reader, _types, 2 * row_limit),
        'seeds', cinelibre.describe_seeds(_reader, _types, _main, 2 * row_limit + 8, alike_from, across_from),
        'languages', case when _reader.item_ids = '{}' then cinelibre.describe_languages(_types, _reader.known_ids, 2 * row_limit) end,
        'moving', array(select m.item_id from cinelibre.list_moving(item_type, _reader.known_ids, 2 * row_limit) as m),
        'popular', array(select p.item_id from cinelibre.list_popular(_types, _reader.known_ids, 'true', 3 * row_limit) as p)
    );
    _liked := cinelibre.score_by_friends(_reader, item_type, '{}', per_source);
    return json_build_object(
        'candidates', cinelibre.describe_candidates(
            _reader,
            null,
            array(
                select distinct f.item_id::integer
                from unnest('{$.**.item_ids[*],$.moving[*],$.popular[*]}'::jsonpath[]) as p (path), jsonb_path_query(_shown, p.path) as f (item_id)
            )
            || array(select k::integer from jsonb_object_keys(_liked) as k),
            item_type, '{}', per_source, content_limit, _sources
        ),
        'likings', case when 'taste' = any (_sources) then to_json(_reader.likings) else '[]' end,
        'friends', _liked,
        'weights', describe_rows.weights,
        'tired', cinelibre.list_tired(describe_rows.user_id, (select u.timezone from cinelibre.users as u where u.id = describe_rows.user_id)),
        'has_neighbors', coalesce(cardinality(_reader.neighbor_ids), 0) > 0,
        'neighbors', cinelibre.describe_neighbors(_reader),
        'shown', _shown,
        'rated', _rated,
        'leans', _rated = '{}' and cinelibre.count_told(describe_rows.user_id, 0) > 0,
        'main_type', _main
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_seeds', 'dd7295759f79ab7e9288a19ff7449f7aca599a40d44a791a43a592d0c1ba4675', $cinelibre_file$
-- describe_seeds: return what a user liked most lately, each with similar items.
-- Called by describe_rows. Liked means 4 stars or more; old ratings count less, by their shares. Seeds of an asked
-- type come first. Similar items need a score of alike_from. A seed of main_type also gets items of the other type, from
-- across_from.
create or replace function cinelibre.describe_seeds(
    for_reader cinelibre.reader,
    item_types text[],
    main_type text,
    item_limit integer,
    alike_from float8,
    across_from float8,
    seed_limit integer default 2,
    history_limit integer default 200
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with seeds as materialized (
            select
                w.item_id, w.rating, i.title, i.item_type, coalesce(r.source = 'rating', false) as is_stated,
                row_number() over (order by i.item_type = any (describe_seeds.item_types) desc, w.liked desc, w.place) as rank
            from cinelibre.weigh_history((for_reader).item_ids, (for_reader).ratings, shares => (for_reader).shares) as w
            join cinelibre.items as i on i.id = w.item_id
            left join cinelibre.ratings as r on r.user_id = (for_reader).user_id and r.item_id = w.item_id
            where w.place <= describe_seeds.history_limit and w.rating >= 4 and w.liked > 0
            order by rank
            limit describe_seeds.seed_limit
        )
        select coalesce(
            jsonb_agg(to_jsonb(s) || jsonb_build_object('alike', (
                select coalesce(jsonb_agg(jsonb_build_object('item_type', t.item_type, 'item_ids', array(
                    select a.other_id
                    from cinelibre.rank_alike(
                        s.item_id, s.item_type, t.item_type, (for_reader).known_ids,
                        case when t.item_type = s.item_type then alike_from else across_from end, describe_seeds.item_limit
                    ) as a
                    order by a.score desc, a.other_id
                )) order by t.item_type), '[]')
                from unnest(describe_seeds.item_types) as t (item_type)
                where t.item_type = s.item_type or s.item_type = describe_seeds.main_type
            )) order by s.rank),
            '[]'
        )
        from seeds as s
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_shelf', '39f65f5f37d6e3938f413c9b3b00217b78fd98ef57fab2c5d5314ec641a732dd', $cinelibre_file$
-- describe_shelf: return how a user has marked an item.
-- Called by mark_item, get_shelf and describe_mine.
create or replace function cinelibre.describe_shelf(user_id integer, item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'item_id', i.id,
        'item_type', i.item_type,
        'on_watchlist_at', cinelibre.tell_moment(s.on_watchlist_at),
        'hidden_at', cinelibre.tell_moment(s.hidden_at),
        'seen_at', cinelibre.tell_moment(s.seen_at),
        'favorite_at', cinelibre.tell_moment(s.favorite_at),
        'opinion', s.opinion
    )
    from cinelibre.items as i
    left join cinelibre.shelf as s on s.user_id = describe_shelf.user_id and s.item_id = i.id
    where i.id = describe_shelf.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_shipped', '0b864b19c6dfa0c5655043c5ddd492ae15dcd3042005eff17d14ee8d11713d16', $cinelibre_file$
-- describe_shipped: return which migrations and functions the database has, for comparison with the files.
-- Called by get_doctor_facts. A migration comes with its hash, a function with the md5 of its present body. So an edit
-- made by hand shows.
create or replace function cinelibre.describe_shipped()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'installed_at', (select min(m.applied_at) from cinelibre.schema_migrations as m),
        'migrations', (
            select coalesce(jsonb_object_agg(m.name, m.sha256), '{}')
            from cinelibre.schema_migrations as m
        ),
        'functions', (
            select coalesce(
                jsonb_object_agg(
                    s.schema_name || '.' || s.function_name,
                    md5(replace(p.prosrc, E'\r\n', E'\n'))
                ),
                '{}'
            )
            from cinelibre.shipped_functions as s
            join pg_namespace as n on n.nspname = s.schema_name
            join pg_proc as p
                on p.pronamespace = n.oid
                and p.proname = s.function_name
            where s.retired_by is null
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_stored', 'cf11fd83ac169ac6b3d82d920dbe74eb9e3d8cbc824a33fd319d330df588fd35', $cinelibre_file$
-- describe_stored: return what the answer of a stored list is made of: its first places, with their evidence.
-- Called by get_recommendations and get_carousels, until everything was told (tell_list, tell_rows). Null without a list.
create or replace function cinelibre.describe_stored(list cinelibre.recommendation_lists, batch_size integer, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if list.id is null then
        return null;
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'sources', list.sources,
        'rows', list.rows -> 'rows',
        'items', cinelibre.describe_batch(list.user_id, list.items, 0, describe_stored.batch_size, describe_stored.threshold),
        'total', cardinality(list.item_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_tastes', 'f53e79f792de9be469f5df4ff1983a1457555e60275240b78023c112d42bea18', $cinelibre_file$
-- describe_tastes: return the genres, languages and people that a user likes most, each with items and counts.
-- Called by describe_rows. A taste needs two liked items, because one proves nothing. Its items are of the type of
-- which the user liked more. The newest history_limit ratings count. The likings come from list_likings.
create or replace function cinelibre.describe_tastes(
    for_reader cinelibre.reader,
    item_types text[],
    item_limit integer,
    per_kind integer default 4,
    history_limit integer default 200,
    least_liked integer default 2
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with best as materialized (
            select l.kind, l.name, l.liked - l.disliked as points, row_number() over (
                partition by l.kind order by l.liked - l.disliked desc, l.name
            ) as place
            from unnest((for_reader).likings) as l
            where l.kind in ('genre', 'language', 'person') and l.liked > l.disliked
        ),
        rated as materialized ( -- read once, not for each feature
            select h.rating, i.item_type, i.genres, i.language, i.people, coalesce(r.source = 'rating', false) as is_stated
            from unnest((for_reader).item_ids[:history_limit], (for_reader).ratings[:history_limit]) as h (item_id, rating)
            cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
                select own.item_type, own.genres, own.language, own.people from cinelibre.items as own where own.id = h.item_id limit 1
            ) as i
            left join cinelibre.ratings as r on r.user_id = (for_reader).user_id and r.item_id = h.item_id
        ),
        counted as (
            select distinct on (b.kind, b.name) b.kind, b.name, b.points, c.item_type, c.n_rated, c.n_liked, c.is_stated
            from best as b
            cross join lateral (
                select d.item_type, count(*) as n_rated, count(*) filter (where d.rating >= 4) as n_liked, bool_and(d.is_stated) as is_stated
                from rated as d
                where d.item_type = any (describe_tastes.item_types)
                    and case b.kind when 'genre' then b.name = any (d.genres) when 'language' then b.name = d.language else b.name = any (d.people) end
                group by d.item_type
            ) as c
            where b.place <= describe_tastes.per_kind and c.n_liked >= describe_tastes.least_liked
            order by b.kind, b.name, c.n_liked desc, c.item_type
        )
        select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('item_ids', array(
            select f.item_id
            from cinelibre.list_best_of(c.kind, c.name, array[c.item_type], (for_reader).known_ids, describe_tastes.item_limit) as f
        )) order by c.points desc, c.kind, c.name), '[]')
        from counted as c
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_totals', '6b19e7d951b0ade3eb3723392e7ba457c74fac7189a9c1f9f8ba70caae7002c1', $cinelibre_file$
-- describe_totals: count items, accounts and ratings.
-- Called by get_growth. Ratings are summed from item_stats. Raters who came with imported ratings have no account.
create or replace function cinelibre.describe_totals()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (
            select jsonb_build_object(
                'n_movies', count(*) filter (where i.item_type = 'movie'),
                'n_books', count(*) filter (where i.item_type = 'book')
            )
            from cinelibre.items as i
        )
        || (
            select jsonb_build_object(
                'n_accounts', count(*) filter (where u.email is not null and u.role = 'user'),
                'n_raters', count(*) filter (where u.rating_count > 0),
                'n_without_account', count(*) filter (where u.email is null)
            )
            from cinelibre.users as u
        )
        || (
            select jsonb_build_object(
                'n_ratings', coalesce(sum(s.rating_count), 0),
                'n_simulated', coalesce(sum(s.simulated_count), 0)
            )
            from cinelibre.item_stats as s
        );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_traffic', '873c401f497f26c5fc976d0b8a272bfbe89ceebd4f03b204a9ed5f5d6b569a8f', $cinelibre_file$
-- describe_traffic: count the catalogue, what lacks a vector, who was active, and what became of what lists showed.
-- Called by get_metrics. A reader is active if they did something or were shown a new list within the last day.
-- Click-through is summed over days; of each day the newest day_limit impressions count.
create or replace function cinelibre.describe_traffic(days integer default 7, day_limit integer default 5000)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'n_movies', (select count(*) from cinelibre.movies),
        'n_books', (select count(*) from cinelibre.books),
        'n_without_vector', cinelibre.count_without_vector(),
        'n_active_readers', (
            select count(distinct active.user_id)
            from (
                select e.user_id
                from cinelibre.interactions as e
                where e.occurred_at > now() - interval '1 day'
                    and e.occurred_at <= now()
                union all
                select i.user_id
                from cinelibre.impressions as i
                where i.shown_at > now() - interval '1 day'
            ) as active
        ),
        'click_through', (
            select coalesce(jsonb_agg(to_jsonb(summed) order by summed.source, summed.place), '[]')
            from (
                select
                    c.source,
                    c.place,
                    sum(c.n_shown) as n_shown,
                    sum(c.n_clicked) as n_clicked,
                    sum(c.n_helpful) as n_helpful,
                    sum(c.n_not_for_me) as n_not_for_me
                from public.get_click_through(describe_traffic.days, day_limit => describe_traffic.day_limit) as c
                group by c.source, c.place
            ) as summed
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_trends', '83219681e2e76ec0ad077dcef10da4741518874dcfc84d4e6aaa3dc1d72fd0d4', $cinelibre_file$
-- describe_trends: return a user's preferences, each with what was said for and against it at the end of each month.
-- Called by get_insights. Where a month says nothing of a feature, as of people before they were known, it has 0.
create or replace function cinelibre.describe_trends(
    user_id integer,
    months date[],
    zone text,
    history_limit integer,
    per_kind integer
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with preferences as materialized (
        select p.*
        from cinelibre.list_preferences(
            describe_trends.user_id, describe_trends.history_limit, describe_trends.per_kind
        ) as p
    ),
    trends as materialized (
        select t.*
        from cinelibre.list_trends(
            describe_trends.user_id,
            describe_trends.months,
            describe_trends.zone,
            array(select p.kind from preferences as p order by p.kind, p.name),
            array(select p.name from preferences as p order by p.kind, p.name),
            describe_trends.history_limit
        ) as t
    )
    select coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('trend', told.trend) order by p.kind, p.name), '[]')
    from preferences as p
    join (
        select
            q.kind,
            q.name,
            jsonb_agg(
                jsonb_build_object('month', m.month, 'liked', coalesce(t.liked, 0), 'disliked', coalesce(t.disliked, 0))
                order by m.month
            ) as trend
        from preferences as q
        cross join unnest(describe_trends.months) as m (month)
        left join trends as t on t.month = m.month and t.kind = q.kind and t.name = q.name
        group by q.kind, q.name
    ) as told on told.kind = p.kind and told.name = p.name;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'describe_user', 'df8a20d787466538c60d7796cbc40742e343278dfb6af992e8d09fc86cba2333', $cinelibre_file$
-- describe_user: return an account as its owner sees it, or null if there is none.
-- Called by the routes of /auth and by get_library_page.
create or replace function cinelibre.describe_user(user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', u.id,
        'email', u.email,
        'name', u.name,
        'role', u.role,
        'timezone', u.timezone,
        'discoverable', u.discoverable,
        'shares_ratings', u.shares_ratings,
        'person_id', u.person_id,
        'created_at', u.created_at
    )
    from cinelibre.users as u
    where u.id = describe_user.user_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'divide_opinions', '7a8c64ee623553065e085423a7cd5b7e37dd01de8dc82031cfd9f38501172530', $cinelibre_file$
-- divide_opinions: return how divided the opinions of an item are: the entropy of liking it, 1 if half of its raters do.
-- Called by list_telling. Imagined raters, half of whom like it, stand in until there are real ones.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.divide_opinions(n_liked integer, n_raters integer, damping float8)
returns float8
language sql
immutable
as $$
    select -(part.liked * ln(part.liked) + (1 - part.liked) * ln(1 - part.liked)) / ln(2::float8)
    from (
        select (divide_opinions.n_liked + divide_opinions.damping / 2) / (divide_opinions.n_raters + divide_opinions.damping) as liked
    ) as part;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'doubt_rating', '2827efbcc9e25ccc8887f47ce25dec45f5a7cf89a70d27759dad67163810e1e6', $cinelibre_file$
-- doubt_rating: return half the width of a prediction's interval: four of five true ratings lie within it.
-- Called by predict_for. The variance of what is left shrinks with the reader's ratings and with the item's.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.doubt_rating(
    n_own integer,
    n_ratings integer,
    least_variance float8 default 0.59,
    of_reader float8 default 6.7,
    of_item float8 default 0.5,
    width float8 default 1.22
)
returns float8
language sql
immutable
as $$
    select doubt_rating.width * sqrt(
        doubt_rating.least_variance
        + doubt_rating.of_reader / greatest(doubt_rating.n_own, 1)
        + doubt_rating.of_item / greatest(doubt_rating.n_ratings, 1)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'drop_repeated_items', 'd4128b4ab974d0d0cd67002ad176149dc6005fe23e3e8d01b685136920a713f4', $cinelibre_file$
-- drop_repeated_items: keep the last of those records of a batch that describe the same item.
-- Called by upsert_items. New items are the same if they share an id, or if neither has an id and type, title and year
-- are equal. MovieLens' id overrules the others, as in find_item. Records are found by hash, so that a large batch does
-- not compare every pair.
create or replace function cinelibre.drop_repeated_items(incoming cinelibre.incoming_item[])
returns setof cinelibre.incoming_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with named as (
        select t.place, t.movielens_id, name.kind, name.text
        from unnest(drop_repeated_items.incoming) as t
        cross join lateral (
            values
                ('movielens_id', t.movielens_id::text),
                ('tmdb_id', t.tmdb_id::text),
                ('imdb_id', t.imdb_id),
                ('google_id', t.google_id),
                ('isbn13', t.isbn13),
                (
                    'title',
                    case
                        when coalesce(t.movielens_id::text, t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                            then concat(t.year, ' ', t.item_type, ' ') || lower(t.title)
                    end
                )
        ) as name (kind, text)
        where name.text is not null
    ),
    twins as (
        select n.place, min(o.place) as first_place
        from named as n
        join named as o on o.kind = n.kind and o.text = n.text
        where (o.movielens_id = n.movielens_id) is not false
        group by n.place
    )
    select distinct on (coalesce(t.item_id, -twin.first_place, -t.place))
        t.*
    from unnest(drop_repeated_items.incoming) as t
    left join twins as twin on twin.place = t.place
    order by coalesce(t.item_id, -twin.first_place, -t.place), t.place desc;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'end_login', '9fa6860fc880503630c41ae5d3494a26671c165975daf13040b0241f7af46f36', $cinelibre_file$
-- end_login: end one login; return the first valid token version and the ended versions after it.
-- Called by end_tokens. Versions count up, so a run of ended versions from the start becomes a later start.
-- If the list grows beyond ended_limit, the start moves past its oldest versions. That ends every older login too.
create or replace function cinelibre.end_login(valid_from integer, ended integer[], version integer, ended_limit integer)
returns table (good_from integer, still_listed integer[])
language sql
immutable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with all_ended as (
        select distinct v.number
        from unnest(end_login.ended || end_login.version) as v (number)
        where v.number >= end_login.valid_from
    ),
    placed as (
        select
            a.number,
            row_number() over (order by a.number) as place,
            row_number() over (order by a.number desc) as place_from_the_end
        from all_ended as a
    ),
    starting as (
        select coalesce(max(p.number) + 1, end_login.valid_from) as number
        from placed as p
        where p.number = end_login.valid_from + p.place - 1
            or p.place_from_the_end > end_login.ended_limit
    )
    select s.number, array(select p.number from placed as p where p.number >= s.number order by p.number)
    from starting as s;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'exclude_words', '2bc535a45831057ee93cd69a11aa6c142b4c76bb96ea99fd5bb5c2fa3a180f08', $cinelibre_file$
-- exclude_words: build the query that finds every item with all words of one of some phrases; null without phrases.
-- Called by build_exclusion and list_idle_exclusions for phrases after "without" or "not starring". A word matches as
-- typed or by its English stem.
create or replace function cinelibre.exclude_words(phrases text[])
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select string_agg(format('(%s)', phrase.query), ' | ')::tsquery
    from unnest(exclude_words.phrases) as typed
    cross join lateral (
        select string_agg(
            (to_tsquery('pg_catalog.simple', quote_literal(word)) || to_tsquery('pg_catalog.english', quote_literal(word)))::text,
            ') & ('
        ) as query
        from unnest(cinelibre.split_words(cinelibre.fold_title(typed))) as word
    ) as split
    cross join lateral (select '(' || split.query || ')' as query) as phrase
    where phrase.query is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'expect_rating', '4f39740e37684e0ef752fe9edb2e0b017f8fe75f959d12f210eca1780e44abdb', $cinelibre_file$
-- expect_rating: return what an average reader would give an item, and how many rated it.
-- Called by predict_for for asked and for rated items. It starts from the mean of the type and how far the item is
-- above other items at its source, half a star for each of ten points there, a star for each of five. Ratings here
-- move it. Without any the mean is 3.5.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.expect_rating(
    item_id integer,
    damping float8,
    mean_of_none float8 default 3.5,
    damping_of_mean float8 default 50
)
returns table (expected float8, n_ratings integer)
language sql
stable
rows 1
as $$
    select
        (coalesce(s.rating_sum, 0) + expect_rating.damping * (m.mean + m.above)) / (coalesce(s.rating_count, 0) + expect_rating.damping),
        coalesce(s.rating_count, 0)
    from cinelibre.items as i
    join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    cross join lateral (
        select
            (t.rating_sum + mean_of_none * damping_of_mean) / (t.rating_count + damping_of_mean),
            case
                when i.external_rating is null or t.source_count = 0 then 0
                else (i.damped_rating - t.source_sum / t.source_count) * case i.item_type when 'movie' then 0.5 else 1 end
            end
    ) as m (mean, above)
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = expect_rating.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'explain_by_content', 'c1071b39a39acb4e7ebb59684bd5412038151975025f8046fa3294fa9cc7a62a', $cinelibre_file$
-- explain_by_content: return for each chosen item the liked items whose descriptions are nearest to its own.
-- Called by gather_evidence. The formula is that of score_by_content; a cosine below the floor is no evidence.
create or replace function cinelibre.explain_by_content(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    cosine_floor float8 default 0.25,
    n_parts integer default 3
)
returns setof cinelibre.part
language plpgsql
stable
rows 120
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with liked as materialized ( -- read once, not for each chosen item
        select l.item_id, l.rating, l.weight, l.embedding
        from cinelibre.list_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        ) as l
    )
    select 'content', e.item_id, best.item_id, best.rating, best.points / sum(best.points) over (partition by e.item_id), best.rank
    from cinelibre.item_embeddings as e
    cross join lateral (
        select near.item_id, near.rating, near.points, row_number() over (order by near.points desc, near.item_id) as rank
        from (
            select c.item_id, c.rating, c.weight * (c.cosine - cosine_floor) as points
            from (
                select l.item_id, l.rating, l.weight, -(e.embedding <#> l.embedding) as cosine
                from liked as l
                where l.item_id <> e.item_id
                offset 0 -- keeps the planner from computing each cosine twice
            ) as c
            where c.cosine > cosine_floor
            order by points desc, c.item_id
            limit explain_by_content.n_parts
        ) as near
    ) as best
    where e.item_id = any (explain_by_content.chosen_ids);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'explain_by_friends', '21efe12f7714fa7d8ddbf8a86e9efe02963f4abd7ceacd9b8bb60ac7de3b67e6', $cinelibre_file$
-- explain_by_friends: return which friends gave 4 stars or more, as of now, for the items of a list that friends brought.
-- Called by describe_batch and get_receipt with entries of a stored list. That list has no friend's name: who is no
-- friend any more, or shares no ratings any more, is not named. `evidence` joins what is stored. Those who gave most come
-- first, person_limit at most.
create or replace function cinelibre.explain_by_friends(
    reader_id integer,
    entries jsonb,
    liked float8 default 4,
    person_limit integer default 3
)
returns table (item_id integer, evidence jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(explain_by_friends.entries) as e (body)
        where e.body -> 'contributions' @> '[{"source": "friends"}]'
    );
begin
    if _item_ids = '{}' then
        return;
    end if;
    return query
    select placed.item_id, jsonb_build_object('friends', jsonb_build_object(
        'count', count(*),
        'people', jsonb_agg(
            jsonb_build_object('person_id', placed.person_id, 'name', placed.name, 'rating', placed.rating) order by placed.place
        ) filter (where placed.place <= explain_by_friends.person_limit)
    ))
    from (
        select r.item_id, r.rating, f.person_id, f.name, row_number() over (
            partition by r.item_id order by r.rating desc, f.name, f.user_id
        ) as place
        from cinelibre.list_sharing_friends(explain_by_friends.reader_id) as f
        join cinelibre.ratings as r on r.user_id = f.user_id
            and r.item_id = any (_item_ids)
        where r.source = 'rating'
            and r.rating >= explain_by_friends.liked
    ) as placed
    group by placed.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'explain_by_items', 'f412ac7ac691d18fd2743553f81a909d45c914bb446890735133e7ef0731e7c0', $cinelibre_file$
-- explain_by_items: return for each chosen item the items of the reader's that count most in an item model.
-- Called by gather_evidence for EASE and cosine. share is the part of the model's whole score. A leaning has no rating.
create or replace function cinelibre.explain_by_items(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    model_kinds text[],
    n_parts integer default 3
)
returns setof cinelibre.part
language plpgsql
stable
rows 120
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with parts as (
        select near.kind, near.item_id, near.because_id, near.rating, near.weight * near.share as points
        from (
            select h.kind, h.because_id, h.rating, h.weight, unnest(h.neighbor_ids) as item_id, unnest(h.weights) as share
            from (
                select
                    m.kind,
                    rated.item_id as because_id,
                    rated.rating,
                    rated.weight,
                    n.neighbor_ids,
                    n.weights
                from cinelibre.weigh_liked(
                    for_reader.item_ids, for_reader.ratings, for_reader.leaning_ids, for_reader.leaning_weights, for_reader.shares
                ) as rated
                join cinelibre.models as m on m.kind = any (explain_by_items.model_kinds) and m.is_active
                join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = rated.item_id
            ) as h
        ) as near
        join unnest(explain_by_items.chosen_ids) as chosen (item_id) on chosen.item_id = near.item_id
    ),
    placed as (
        select
            p.*,
            row_number() over (partition by p.kind, p.item_id order by p.points desc, p.because_id) as rank,
            sum(p.points) over (partition by p.kind, p.item_id) as total
        from parts as p
    )
    select p.kind, p.item_id, p.because_id, p.rating, p.points / nullif(p.total, 0), p.rank
    from placed as p
    where p.rank <= explain_by_items.n_parts;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'explain_by_neighbors', 'cbdd8b00b624d3e4e52a04d4639b0429015ed0b919a03d6e69799202bc6436ca', $cinelibre_file$
-- explain_by_neighbors: count the neighbors who rated each chosen item, and average their ratings.
-- Called by gather_evidence. A neighbor must share least_common items with the reader, or all of a shorter history, and
-- agree on them (r > 0). Otherwise we cannot claim that they have the same taste.
-- It reads present ratings, because stored neighbors may be a week old. Neighbors stay anonymous.
create or replace function cinelibre.explain_by_neighbors(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    least_common integer default 3,
    middle float8 default 2.75
)
returns table (item_id integer, found json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
set enable_nestloop = off -- a nested loop compares every rating with the whole history (docs/plans.md 3)
as $$
begin
    return query
    with rated as materialized (
        select r.user_id, r.item_id, r.rating, mine.rating as own, chosen.item_id is not null as is_chosen
        from cinelibre.ratings as r
        left join unnest(for_reader.item_ids, for_reader.ratings) as mine (item_id, rating) on mine.item_id = r.item_id
        left join unnest(explain_by_neighbors.chosen_ids) as chosen (item_id) on chosen.item_id = r.item_id
        where r.user_id = any (case when explain_by_neighbors.chosen_ids <> '{}' then for_reader.neighbor_ids end)
            and (mine.item_id is not null or chosen.item_id is not null)
    ),
    near as materialized (
        select r.user_id, (
            select u.external_id like 'simulated:%' from cinelibre.users as u where u.id = r.user_id
        ) as is_simulated
        from rated as r
        where r.own is not null
        group by r.user_id
        having count(*) >= least(explain_by_neighbors.least_common, cardinality(for_reader.item_ids))
            and sum((r.own - explain_by_neighbors.middle) * (r.rating - explain_by_neighbors.middle)) > 0
    )
    select r.item_id, json_build_object(
        'count', count(*),
        'n_liked', count(*) filter (where r.rating >= 4),
        'average', round(avg(r.rating)::numeric, 2),
        'is_simulated', coalesce(bool_or(n.is_simulated), false)
    )
    from near as n
    join rated as r on r.user_id = n.user_id and r.is_chosen
    group by r.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'explain_by_popularity', 'f25eb05a5100920e5b4ab85462f590d36082538b7e98f3790188e2bc40e29a6a', $cinelibre_file$
-- explain_by_popularity: return how many readers like each chosen item, and how widely it is known elsewhere.
-- Called by gather_evidence. simulated_count counts the ratings of the demo's raters, who are not real readers.
create or replace function cinelibre.explain_by_popularity(chosen_ids integer[])
returns table (item_id integer, found json)
language sql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select i.id, json_build_object(
        'like_count', coalesce(s.like_count, 0),
        'rating_count', coalesce(s.rating_count, 0),
        'simulated_count', coalesce(s.simulated_count, 0),
        'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
        'external_count', i.external_count,
        'external_rating', i.external_rating
    )
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = any (explain_by_popularity.chosen_ids);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_alike', 'aad709ffabce4e61598974fb072edfb1410e457fc7e4e59fbb0aa53cc763f442', $cinelibre_file$
-- find_alike: find the items that may be like another item, for score_alike to judge.
-- Called by rank_alike; docs/algorithms.md lists the five kinds of candidates. The more items are liked together with
-- it, the fewer are taken by their description.
create or replace function cinelibre.find_alike(
    item_id integer,
    item_type text,
    known_ids integer[],
    n_together integer default 100,
    n_nearest integer default 100,
    fewest_nearest integer default 40,
    n_of_makers integer default 40,
    n_pairs integer default 4,
    n_of_pair integer default 20
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _own record;
    _vector vector := (select e.embedding::vector from cinelibre.item_embeddings as e where e.item_id = find_alike.item_id);
    _makers text[] := cinelibre.list_makers(find_alike.item_id);
    _together integer[] := array(select t.other_id from cinelibre.list_together(find_alike.item_id, find_alike.n_together) as t);
    _n_nearest integer := greatest(find_alike.fewest_nearest, find_alike.n_nearest - cardinality(_together));
begin
    select i.folded_title, i.genres, i.language into _own from cinelibre.items as i where i.id = find_alike.item_id;
    return array(
        with found as (
            select t.item_id from unnest(_together) as t (item_id)
            union
            select near.item_id
            from cinelibre.scan_by_vector(
                find_alike.item_type, _vector, find_alike.known_ids, 'true', _n_nearest, _n_nearest + 1
            ) as near
            union
            select same.id from cinelibre.items as same
            where same.item_type = find_alike.item_type and same.folded_title = _own.folded_title and same.folded_title <> ''
            union
            select made.item_id
            from cinelibre.list_made(
                _makers, find_alike.item_type, find_alike.known_ids, find_alike.n_of_makers
            ) as made (item_id)
            union
            select known.item_id
            from cinelibre.list_by_pairs(_own.genres, _own.language, find_alike.item_type, find_alike.n_pairs) as p
            cross join lateral unnest(p.item_ids[:find_alike.n_of_pair]) as known (item_id)
        )
        select f.item_id
        from found as f
        where f.item_id <> all (find_alike.known_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_begun_titles', '1a230cb8cb55a0ccb532c8230d64a06d0a732f31fb80af80d2a4c236212711dd', $cinelibre_file$
-- find_begun_titles: find the best known items whose folded title or title key begins with the typed text.
-- Called by find_titles; docs/matching.md says what a key is. One or two letters begin too many folded titles, so only
-- keys are compared then. The last word may be incomplete or a number. A respelled text counts as well.
create or replace function cinelibre.find_begun_titles(folded text, typed text, asked_type text, item_limit integer)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- an index serves `like` only if the planner sees the beginning
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _key text := cinelibre.title_key(find_begun_titles.typed);
    _respelled text := nullif(cinelibre.respell_title(find_begun_titles.typed), find_begun_titles.typed);
    _begun_key text := cinelibre.title_key(find_begun_titles.typed, is_begun => true);
begin
    return array(
        (
            select b.id
            from cinelibre.items as b
            where b.folded_title like find_begun_titles.folded || '%'
                and b.item_type = coalesce(find_begun_titles.asked_type, b.item_type)
                and char_length(find_begun_titles.folded) > 2
            order by b.prominence desc, b.id
            limit find_begun_titles.item_limit
        )
        union
        (
            select k.item_id
            from cinelibre.title_keys as k
            where (
                    k.key like _begun_key || '%'
                    or (k.key like _key || '%' and (_key = _begun_key or k.key !~ ('^' || _key || '[0-9]')))
                )
                and k.kind in ('title', 'original')
                and k.item_type = coalesce(find_begun_titles.asked_type, k.item_type)
                and char_length(_begun_key) > 1
            order by k.prominence desc, k.item_id
            limit find_begun_titles.item_limit
        )
        union
        select again.id
        from unnest(
            case when _respelled is not null then cinelibre.find_begun_titles(
                cinelibre.fold_title(_respelled), _respelled, find_begun_titles.asked_type, find_begun_titles.item_limit
            ) end
        ) as again (id)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_beyond_models', '7f76f09e1176b2721b89140d081a43bb2fce7f18bb9df79a057f2a4a8068358e', $cinelibre_file$
-- find_beyond_models: find candidates by descriptions, features and popularity, and keep those of the former list.
-- Called by find_candidates. Known items are left out. If the models found fewer than per_source, popular items fill
-- up. Descriptions are skipped if EASE and taste are asked, the models found enough and nothing narrows the list:
-- they would add nothing then (docs/algorithms.md).
create or replace function cinelibre.find_beyond_models(
    for_reader cinelibre.reader,
    former_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    n_found bigint
)
returns table (item_id integer)
language plpgsql
stable
rows 150
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _liked vector;
    _listed integer[] := find_beyond_models.former_ids;
    _has_enough boolean := find_beyond_models.sources @> array['ease', 'taste']
        and find_beyond_models.n_found >= find_beyond_models.per_source
        and find_beyond_models.conditions = 'true'
        and cardinality(find_beyond_models.item_types) = 2;
begin
    if 'content' = any (find_beyond_models.sources) and not _has_enough then
        _liked := cinelibre.average_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        );
        return query
        select near.item_id
        from unnest(find_beyond_models.item_types) as each_type
        cross join lateral cinelibre.scan_by_vector(
            each_type, _liked, for_reader.known_ids, find_beyond_models.conditions,
            find_beyond_models.content_limit, least(2 * find_beyond_models.content_limit, 100)
        ) as near;
    end if;
    if 'popular' = any (find_beyond_models.sources) or find_beyond_models.n_found < find_beyond_models.per_source then
        return query
        select p.item_id
        from cinelibre.list_popular(
            find_beyond_models.item_types, for_reader.known_ids, find_beyond_models.conditions, find_beyond_models.per_source
        ) as p;
    end if;
    if 'taste' = any (find_beyond_models.sources) then
        _listed := _listed || array(
            select l.item_id
            from cinelibre.list_by_taste(
                for_reader.likings, for_reader.known_ids, find_beyond_models.item_types, find_beyond_models.per_source
            ) as l
        );
    end if;
    return query
    select p.item_id
    from cinelibre.keep_passing(_listed, find_beyond_models.item_types, find_beyond_models.conditions) as p
    where p.item_id not in (select unnest(for_reader.known_ids));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_bridge', '832ae9b685154b5ca112a16b0d00636a0ba6270c8a4107b604024330f3e74a24', $cinelibre_file$
-- find_bridge: find the title that one person loves most and that another does not know, in any edition.
-- Called by describe_match. least_people is how many people must have rated it.
create or replace function cinelibre.find_bridge(lover_id integer, other_id integer, least_people integer, loved float8 default 4)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select o.item_id
        from cinelibre.list_opinions(find_bridge.lover_id) as o
        join cinelibre.item_stats as s on s.item_id = o.item_id
        where o.stars >= find_bridge.loved
            and s.rater_count - s.simulated_count >= find_bridge.least_people
            and o.item_id not in ( -- a hash; `<> all` compares every title with every known one
                select known.id from unnest(cinelibre.list_known(find_bridge.other_id)) as known (id)
            )
        order by o.stars desc, s.like_count desc, o.item_id
        limit 1
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_by_meaning', '3452ea13bb2d1cabdec3c2f5a336a92b3e990562cd0c24831ab4bd248a3b0f3a', $cinelibre_file$
-- find_by_meaning: find the items of each asked type that are nearest to a vector, best first.
-- Called by fuse_items. Without a vector it finds nothing.
create or replace function cinelibre.find_by_meaning(
    query_embedding vector,
    item_type text,
    vector_conditions text,
    embedding_model text
)
returns table (item_id integer, similarity float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        found.item_id,
        1 - found.distance,
        row_number() over (order by found.distance, found.item_id)
    from unnest(array['movie', 'book']) as asked_type
    cross join cinelibre.require_embedding_model(
        find_by_meaning.embedding_model,
        vector_dims(find_by_meaning.query_embedding)
    ) as model (id)
    cross join lateral cinelibre.scan_by_meaning(
        asked_type, find_by_meaning.query_embedding::halfvec, model.id, find_by_meaning.vector_conditions, 100
    ) as found
    where find_by_meaning.query_embedding is not null
        and asked_type = coalesce(find_by_meaning.item_type, asked_type);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_by_source_ids', '93cd2b5a3bacde449f10d0f6be7d9ea2ae71f4e55000a8cc4547c81d0c01c506', $cinelibre_file$
-- find_by_source_ids: find the items that have an id of a record at its source; the lowest rank decides.
-- Called by find_item, match_records and get_twin_books; it is inlined. `rank` is 1 for MovieLens' id, which comes first
-- because MovieLens has two movies with tmdb_id 4912. `is_other` says that the item has another id of MovieLens.
create or replace function cinelibre.find_by_source_ids(
    movielens_id integer,
    tmdb_id integer,
    imdb_id text,
    google_id text,
    isbn13 text
)
returns table (item_id integer, item_type text, rank integer, is_other boolean)
language sql
stable
rows 1
as $$
    select m.item_id, 'movie', 1, false
    from cinelibre.movies as m
    where m.movielens_id = find_by_source_ids.movielens_id
    union all
    select m.item_id, 'movie', 2, m.movielens_id <> find_by_source_ids.movielens_id
    from cinelibre.movies as m
    where m.tmdb_id = find_by_source_ids.tmdb_id
    union all
    select m.item_id, 'movie', 3, m.movielens_id <> find_by_source_ids.movielens_id
    from cinelibre.movies as m
    where m.imdb_id = find_by_source_ids.imdb_id
    union all
    select b.item_id, 'book', 4, false
    from cinelibre.books as b
    where b.google_id = find_by_source_ids.google_id
    union all
    select b.item_id, 'book', 5, false
    from cinelibre.books as b
    where b.isbn13 = find_by_source_ids.isbn13;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_by_words', '704488d605af52388336d0a1a425b619c8687a17791f920ca5e6cf2d84105bce', $cinelibre_file$
-- find_by_words: find the items that a question's words name or share, and return its telling words, in one row.
-- Called by fuse_items. Items are looked up by `words`, and keywords by `hints` too. `queries` and their `weights` are
-- the telling words that rank the items.
create or replace function cinelibre.find_by_words(question jsonb, conditions text)
returns table (queries tsquery[], weights float8[], ids integer[], kinds text[], places bigint[])
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with weighed as materialized (
        select array_agg(w.query) as queries, array_agg(w.weight) as weights, array_agg(w.item_share) as shares
        from cinelibre.weigh_words(find_by_words.question ->> 'ranking_words') as w
    )
    select
        w.queries,
        w.weights,
        found.*
    from weighed as w
    cross join lateral (
        select array_agg(f.item_id), array_agg(f.kind), array_agg(f.place)
        from cinelibre.scan_by_words(
            find_by_words.question ->> 'item_type',
            find_by_words.question ->> 'words',
            find_by_words.conditions,
            100,
            concat_ws(' ', find_by_words.question ->> 'words', find_by_words.question ->> 'hints'),
            case when find_by_words.question ->> 'words' = find_by_words.question ->> 'ranking_words' then w.queries end,
            w.weights,
            w.shares
        ) as f
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_candidates', 'fdf0611c76da210aef34143ed999a243e6bd339fd373c570cdf7a4858f88f2a6', $cinelibre_file$
-- find_candidates: find what could be recommended to a reader, with every source's score of every candidate.
-- Called by describe_candidates. Known items are left out before any limit applies. The best `depth` items of each
-- source compete.
create or replace function cinelibre.find_candidates(
    for_reader cinelibre.reader,
    former_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    depth integer
)
returns setof cinelibre.candidate
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with scored as materialized (select s.* from cinelibre.score_by_sources(for_reader, find_candidates.sources) as s),
    best as materialized (
        select b.*
        from (values ('neighbors'), ('ease'), ('cosine')) as asked (source)
        cross join lateral (
            select s.*
            from scored as s
            where case when s.source = asked.source and s.points > 0 then s.item_id not in (select unnest(for_reader.known_ids)) end
            order by s.points desc, s.item_id
            limit find_candidates.depth
        ) as b
        where asked.source = any (find_candidates.sources)
    ),
    pool as materialized (
        select f.item_id
        from cinelibre.temper_best(array(select b::cinelibre.score from best as b), item_types, conditions, per_source) as f
        union
        select o.item_id
        from cinelibre.find_beyond_models(
            for_reader, former_ids, item_types, conditions, per_source, content_limit, sources, (select count(*) from best)
        ) as o
    ),
    said as materialized (select a.* from scored as a where a.item_id in (select p.item_id from pool as p))
    select
        i.id, i.item_type, i.year, i.language, i.genres, i.people, i.work_id,
        cinelibre.temper_points(n.points, s.rater_count, n.power), cinelibre.temper_points(e.points, s.rater_count, e.power),
        c.points, v.points, cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
    from pool
    cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan whole tables (docs/plans.md 2)
        select o.id, o.item_type, o.year, o.language, o.genres, o.people, o.work_id, o.external_count
        from cinelibre.items as o where o.id = pool.item_id limit 1
    ) as i
    left join lateral (select o.rater_count, o.like_count from cinelibre.item_stats as o where o.item_id = pool.item_id limit 1) as s on true
    left join said as n on n.source = 'neighbors' and n.item_id = pool.item_id
    left join said as e on e.source = 'ease' and e.item_id = pool.item_id
    left join said as c on c.source = 'cosine' and c.item_id = pool.item_id
    left join cinelibre.score_by_content(
        case when 'content' = any (sources) then array(select p.item_id from pool as p) end, for_reader
    ) as v on v.item_id = pool.item_id
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_company', '9bcdcffeacdc19d4bdb7d8c62a458e91e52c8c70aed8b58b6a9d2f1190e32030', $cinelibre_file$
-- find_company: say what list_company does, of items that are served to a reader who can be matched; else nothing.
-- Called by describe_batch and tell_places.
create or replace function cinelibre.find_company(reader_id integer, item_ids integer[], threshold float8)
returns table (item_id integer, matched_users jsonb, potential_matches jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if find_company.threshold is not null and exists (
        select from cinelibre.users as u where u.id = find_company.reader_id and cinelibre.can_be_matched(u)
    ) then
        return query select c.* from cinelibre.list_company(find_company.reader_id, find_company.item_ids, find_company.threshold) as c;
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_emptying', '0bbea28a274efb25eda1cc0617ae4ac39c568e8dab53fa17d65c78b5a3e0a468', $cinelibre_file$
-- find_emptying: name the filters that left nothing: each one whose removal would leave an item, or else all of them.
-- Called by search_items, describe_material and get_session_candidates. For recommendations, items that the user knows
-- do not count. If the filters leave an item, no filter is named.
create or replace function cinelibre.find_emptying(item_type text, filters jsonb, known_ids integer[] default '{}')
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
    _emptying text[] := '{}'::text[];
    _name text;
begin
    if cinelibre.has_items(find_emptying.item_type, find_emptying.filters, find_emptying.known_ids) then
        return '[]'::jsonb;
    end if;
    foreach _name in array _asked loop
        if cinelibre.has_items(find_emptying.item_type, find_emptying.filters - _name, find_emptying.known_ids) then
            _emptying := _emptying || _name;
        end if;
    end loop;
    return to_jsonb(coalesce(nullif(_emptying, '{}'), _asked));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_event_fault', 'e32bbb4d07e122b1e75d2cdf239cd5faa63b2981e3d584730921513c8dc38892', $cinelibre_file$
-- find_event_fault: say what keeps an event from being logged, apart from its time; null if nothing does.
-- Called by parse_events and judge_foreign_events. `kind` is the row of its type, null if there is none; `is_known` says
-- whether the catalogue has its item. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.find_event_fault(
    event cinelibre.incoming_event,
    kind cinelibre.interaction_types,
    is_known boolean
)
returns text
language sql
immutable
as $$
    select
        case
            when (find_event_fault.kind).name is null then 'unknown_type'
            when (find_event_fault.kind).takes_item and (find_event_fault.event).item_id is null then 'item_missing'
            when not (find_event_fault.kind).takes_item and (find_event_fault.event).item_id is not null then 'item_unexpected'
            when (find_event_fault.event).item_id is not null and not find_event_fault.is_known then 'item_not_found'
            when (find_event_fault.kind).name = 'rate' and (find_event_fault.event).rating is null then 'rating_missing'
            when (not (find_event_fault.kind).takes_item or (find_event_fault.kind).name = 'unrate')
                and (find_event_fault.event).rating is not null then 'rating_unexpected'
            when (find_event_fault.kind).name = 'search' and (find_event_fault.event).query is null then 'query_missing'
        end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_fault', 'c116a12431f204ba224152b1280fcef81aa3fe93617b15d5e8a1a10597e509f2', $cinelibre_file$
-- find_fault: return what is wrong with the interaction types that a row of a library names, or null.
-- Called by import_library. Types are rows of a table, so another database may have types that this one lacks.
create or replace function cinelibre.find_fault(item_id integer, record jsonb)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select format(
        case
            when kind.name is null then 'the type %s is not known here'
            when named.mark is not null then 'the type %s marks nothing as ' || named.mark
            when kind.takes_item then '%s needs an item'
            else '%s takes no item'
        end,
        named.name
    )
    from (
        select
            event.body ->> 'interaction_type' as name,
            null as mark,
            event.place
        from jsonb_array_elements(find_fault.record -> 'events') with ordinality as event (body, place)
        union all
        select find_fault.record ->> 'opinion', 'opinion', 0
        union all
        select find_fault.record ->> 'hidden_by', 'hidden', -1
    ) as named (name, mark, place)
    left join cinelibre.interaction_types as kind on kind.name = named.name
    where named.name is not null
        and case
            when kind.name is null then true
            when named.mark = 'hidden' then kind.mark is distinct from 'hidden' and not kind.hides
            when named.mark is not null then kind.mark is distinct from named.mark
            else kind.takes_item <> (find_fault.item_id is not null)
        end
    order by named.place, named.name
    limit 1;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_former_list', '71dbb2aa8879506894309588bbc4b93d7739b291ab846d91db904d6d1185e631', $cinelibre_file$
-- find_former_list: return the top of the day's list before it is made anew, with what its user had rated then and did since.
-- Called by describe_material, because most of it stays. A list of another day does not count.
create or replace function cinelibre.find_former_list(user_id integer, item_type text, day date, first_count integer)
returns table (item_ids integer[], rating_count integer, moved float8)
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select l.item_ids[:find_former_list.first_count], l.rating_count, cinelibre.count_moved(l.user_id, l.newest_event, l.created_at)
    from cinelibre.recommendation_lists as l
    where l.user_id = find_former_list.user_id
        and coalesce(l.item_type, '') = coalesce(find_former_list.item_type, '')
        and l.is_current
        and l.day = find_former_list.day;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_former_questions', 'c47f1a0340d3706af7234f2d2d55649432317cdf83956f02844d65a0713ca3a7', $cinelibre_file$
-- find_former_questions: find what a user searched for before that continues what they type, newest first.
-- Called by search_titles. A question matches if it or one of its words begins with the text. The text itself does not.
create or replace function cinelibre.find_former_questions(user_id integer, typed text, question_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(f) order by f.newest_at desc, f.id desc), '[]')
    from (
        select s.id, s.query, s.n_times, s.newest_at
        from cinelibre.list_searches(find_former_questions.user_id, 1000) as s
        cross join cinelibre.fold_question(find_former_questions.typed) as begun
        where s.folded <> begun
            and (starts_with(s.folded, begun) or strpos(s.folded, ' ' || begun) > 0)
        order by s.newest_at desc, s.id desc
        limit find_former_questions.question_limit
    ) as f;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_group_pool', 'e5691c125fec501937a3254ae571883c179ab83ca88f5181f5748f3ab0c39759', $cinelibre_file$
-- find_group_pool: find the ids of what could be recommended to a group: the union of its members' candidates.
-- Called by score_for_group, with the sources' scores for each reader. The readers' known items are left out.
create or replace function cinelibre.find_group_pool(
    for_readers cinelibre.reader[],
    scored cinelibre.member_score[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    depth integer
)
returns table (item_id integer)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with best as materialized (
        select placed.place, placed.source, placed.item_id, placed.points, placed.power
        from (
            select s.*, row_number() over (partition by s.place, s.source order by s.points desc, s.item_id) as rank
            from unnest(find_group_pool.scored) as s
            where s.points > 0
                and s.item_id not in (select unnest(for_readers[1].known_ids))
        ) as placed
        where placed.rank <= find_group_pool.depth
    )
    select found.item_id
    from generate_subscripts(for_readers, 1) as member (place)
    cross join lateral (
        select t.item_id
        from cinelibre.temper_best(
            array(select (b.source, b.item_id, b.points, b.power)::cinelibre.score from best as b where b.place = member.place),
            item_types, conditions, per_source
        ) as t
        union
        select o.item_id
        from cinelibre.find_beyond_models(
            for_readers[member.place], '{}', item_types, conditions, per_source, content_limit, sources,
            (select count(*) from best as b where b.place = member.place)
        ) as o
    ) as found
    group by found.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_host', '58693a08a29a86c80b592a5b63d1272a2d17243a71ce38b17d73cacf50f8ced8', $cinelibre_file$
-- find_host: return the seat of a group's host, the account that has been in it the longest.
-- Called by require_host and describe_group.
create or replace function cinelibre.find_host(group_id uuid)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select min(m.seat)
    from cinelibre.group_members as m
    where m.group_id = find_host.group_id
        and m.user_id is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_intended_word', '46a7cbcf95dd78ceb55fef84c3ab8d726461b13b515585ffee517474c571fbda', $cinelibre_file$
-- find_intended_word: return the word of the catalogue that a misspelled word was meant to be, or null.
-- Called by correct_words. The fewest typos decide. Ties go to a word that one item has together with the words beside
-- it, then to a title, then to the more common word. With is_begun, the typed word may be incomplete.
create or replace function cinelibre.find_intended_word(typed text, beside tsquery, is_begun boolean default false)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
as $$
    select n.word
    from cinelibre.list_near_words(find_intended_word.typed, find_intended_word.is_begun) as n
    cross join lateral (select (quote_literal(n.word) || ':ABC')::tsquery as query) as meant
    order by
        n.n_typos,
        exists (select from cinelibre.items as i where i.search @@ (coalesce(meant.query && find_intended_word.beside, meant.query))) desc,
        exists (select from cinelibre.items as i where i.folded_title = n.word) desc,
        (select count(*) from (select from cinelibre.items as i where i.search @@ meant.query limit 100) as having_it) desc,
        n.word
    limit 1;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_item', '3bd472a0beeb9fae3433994225407b8550b6175fbd45bd62cf0d4955d995d5dc', $cinelibre_file$
-- find_item: return the id of the item that an outside record describes, or null.
-- Called by parse_items and get_known_items. The sources' ids decide first, but never for a movie that has another id of
-- MovieLens. Title and year decide only if the item or the record has no id that could contradict.
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
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select f.item_id
            from cinelibre.find_by_source_ids(
                find_item.movielens_id, find_item.tmdb_id, find_item.imdb_id, find_item.google_id, find_item.isbn13
            ) as f
            where f.item_type = find_item.item_type
                and f.is_other is not true
            order by f.rank
            limit 1
        ),
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

select cinelibre.ship_function('cinelibre', 'find_keyed_items', '1995676c50779210ca8f19a3073451a31ceeabd1f9585bd1c434b4d1eb17d1dd', $cinelibre_file$
-- find_keyed_items: find the items that share a title key with some records, and say how much of the title agrees.
-- Called by find_titled_items. `place` is the record's position. `level` is 2 for a title, 3 for an original title,
-- 4 without an edition's words ("A Novel"), 5 without the item's subtitle, 6 without the record's.
create or replace function cinelibre.find_keyed_items(records jsonb[])
returns table (place integer, item_id integer, level integer)
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan
as $$
    with given as materialized (
        select r.*
        from unnest(find_keyed_items.records) as element (body)
        cross join lateral jsonb_to_record(element.body) as r (
            place integer, title text, title_as_given text, original_title text
        )
    ),
    keyed as materialized (
        select g.place, w.kind, w.key from given as g cross join lateral cinelibre.list_written_keys(g.title) as w
        union
        select g.place, 'title', cinelibre.title_key(g.title_as_given) from given as g where g.title_as_given <> g.title
        union
        select g.place, 'original', cinelibre.title_key(g.original_title) from given as g where g.original_title <> g.title
    )
    select
        r.place,
        k.item_id,
        min(case
            when r.kind = 'short' then 6
            when k.kind = 'short' then 5
            when r.kind = 'plain' or k.kind = 'plain' then 4
            when r.kind = 'original' or k.kind = 'original' then 3
            else 2
        end)
    from keyed as r
    join cinelibre.title_keys as k on k.key = r.key
    where r.kind in ('title', 'respelled', 'original') or k.kind <> 'short'
    group by r.place, k.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_known_titles', '778b51f625d0e4b9f445989c1c4003464ca50170dca5cdde425211283bce02f0', $cinelibre_file$
-- find_known_titles: find the best known items of each type whose titles meet a condition.
-- Called by find_titles. If over 1,500 items meet it, walking down from the best known items finds enough soon. The
-- walk ends after 10,000 items of a type, because all matches may be little known.
-- Otherwise, and if the walk finds too few, the index of title words finds `words`; the first 4,000 matches are sorted.
-- An item is answered once.
create or replace function cinelibre.find_known_titles(asked_type text, condition text, words tsquery, item_limit integer)
returns table (item_id integer, folded_title text, prominence real)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _asked text[] := case when find_known_titles.asked_type is null then '{movie,book}' else array[find_known_titles.asked_type] end;
    _is_common boolean := cinelibre.count_expected(find_known_titles.asked_type, find_known_titles.condition) > 1500;
    _type text;
    _walked integer[];
    _found_ids integer[] := '{}';
begin
    foreach _type in array case when _is_common then _asked else '{}' end loop
        execute format(
            'select array(select i.id'
            ' from (select k.* from cinelibre.items as k where k.item_type = %L order by k.prominence desc, k.id limit 10000) as i'
            ' where %s order by i.prominence desc, i.id limit %s)',
            _type, find_known_titles.condition, find_known_titles.item_limit
        ) into _walked;
        _found_ids := _found_ids || _walked;
        if cardinality(_walked) >= find_known_titles.item_limit then
            _asked := array_remove(_asked, _type);
        end if;
    end loop;
    return query
    select i.id, i.folded_title, i.prominence
    from cinelibre.items as i
    where i.id = any (_found_ids);
    if _asked = '{}' then
        return;
    end if;
    return query execute format(
        'select ranked.id, ranked.folded_title, ranked.prominence from ('
        '   select i.*, row_number() over (partition by i.item_type order by i.prominence desc, i.id) as place'
        '   from ('
        '       select w.id, w.item_type, w.folded_title, w.prominence, w.search from cinelibre.items as w'
        '       where w.item_type = any ($1) and ts_filter(w.search, ''{a}'') @@ $2 and w.id <> all ($3) limit 4000'
        '   ) as i where %s'
        ' ) as ranked where ranked.place <= %s',
        find_known_titles.condition, find_known_titles.item_limit
    ) using _asked, find_known_titles.words, _found_ids;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_main_source', '0c5a42d587e71d1ede221501761c91efb5b3c017628ba95fd95fdbb03b43edbf', $cinelibre_file$
-- find_main_source: find the source that contributes most to an entry of a list; ties go by name.
-- Called by record_impressions. Null without a positive contribution.
create or replace function cinelibre.find_main_source(contributions jsonb)
returns text
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select c.source
        from jsonb_to_recordset(find_main_source.contributions) as c (source text, contribution float8)
        group by c.source
        having sum(c.contribution) > 0
        order by sum(c.contribution) desc, c.source
        limit 1
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_main_type', 'b02dad47050e24ad32b18482e8d4b15fc6fad33e91fbca49ad4fbe4592e9c577', $cinelibre_file$
-- find_main_type: return the type of nearly all that a reader rated, from how many they rated of each; null if mixed.
-- Called by describe_rows. It is at least least_rated items of the type, and `mostly` of all.
create or replace function cinelibre.find_main_type(rated jsonb, least_rated integer, mostly float8)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select r.key
    from jsonb_each_text(find_main_type.rated) as r
    where r.value::integer >= greatest(
        find_main_type.least_rated,
        find_main_type.mostly * (select sum(a.value::integer) from jsonb_each_text(find_main_type.rated) as a)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_matches', '5fc4ffa3f92140a963f8e4f9ae86c2801a2ffe218ecd1342c508585409ec6547', $cinelibre_file$
-- find_matches: find the people whose taste agrees with a reader's, best first.
-- Called by everything that shows people. docs/algorithms.md has the formula. Two people are compared over all items of
-- which both have an opinion. `among` names the only people asked for; without it, list_likely_matches names them.
create or replace function cinelibre.find_matches(
    reader_id integer,
    least_score float8,
    match_limit integer,
    among integer[] default null,
    least_common integer default 5,
    damping float8 default 3,
    shrinkage float8 default 5,
    middle float8 default 2.75
)
returns table (user_id integer, score float8, r float8, n integer)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
as $$
declare
    _ids integer[] := coalesce(
        find_matches.among,
        cinelibre.list_likely_matches(find_matches.reader_id, least_common, damping, shrinkage, middle)
    );
begin
    return query
    with scored as (
        select s.user_id, s.n, found.r, (1 + found.r * s.n / (s.n + find_matches.shrinkage)) / 2 as score
        from cinelibre.sum_common(find_matches.reader_id, _ids, find_matches.middle) as s
        cross join lateral (
            select cinelibre.correlate(s.n, s.x, s.y, s.xx, s.yy, s.xy, find_matches.damping) as r
        ) as found
        where s.n >= find_matches.least_common
    )
    select s.user_id, s.score, s.r, s.n::integer
    from scored as s
    where s.score >= find_matches.least_score
    order by s.score desc, s.n desc, s.user_id
    limit find_matches.match_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_near_name', '60834b14cce1ed58b7aff078703246e1c717c4e362b3dd945db339b0678478f2', $cinelibre_file$
-- find_near_name: return the title or person's name that differs from the typed text by a letter or two, or null.
-- Called by build_question if nothing has that name although all its words are known: "forest gump".
-- It compares titles that lack at most one of the words, and people with the last word. From twelve letters on, two
-- letters may differ. The best known name wins. If an item has all the words, nothing is misspelled.
create or replace function cinelibre.find_near_name(typed text)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
as $$
declare
    _folded text := regexp_replace(cinelibre.fold_title(find_near_name.typed), '^(the|an?) ', '');
    _words text[] := cinelibre.split_words(_folded);
    _n integer := char_length(_folded);
    _most integer := case when _n < 12 then 1 else 2 end;
    _telling text[];
begin
    if _n < 8 or cardinality(_words) not between 2 and 6 then
        return null;
    end if;
    _telling := array(select word from unnest(_words) as word where numnode(plainto_tsquery('pg_catalog.english', word)) > 0);
    if exists (
        select from cinelibre.items as i where i.search @@ plainto_tsquery('pg_catalog.simple', array_to_string(_telling, ' '))
    ) then
        return null;
    end if;
    return (
        select likely.name
        from (
            select t.folded_title as name, regexp_replace(t.folded_title, '^(the|an?) ', '') as bare, t.prominence
            from (
                select i.folded_title, i.prominence
                from cinelibre.items as i
                where ts_filter(i.search, '{a}') @@ cinelibre.query_all_but_one(_telling)
                limit 200
            ) as t
            union all
            select person, person, p.prominence
            from (
                select i.folded_people, i.prominence
                from cinelibre.items as i
                where i.search @@ (quote_literal(_words[cardinality(_words)]) || ':B')::tsquery
                limit 50
            ) as p
            cross join lateral unnest(p.folded_people) as person
        ) as likely
        where char_length(likely.bare) between _n - _most and _n + _most
            and left(likely.bare, 1) = left(_folded, 1)
            and cinelibre.count_typos(_folded, likely.bare, _most) <= _most
        order by likely.prominence desc, likely.name
        limit 1
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_neighbors', 'e4512a0559c8a373bb96ec5ed9f937183863b8989b492ffa20a73307efab5ac4', $cinelibre_file$
-- find_neighbors: find the users whose taste is nearest to a history, nearest first.
-- Called by refresh_neighbors, build_reader and build_visitor. docs/algorithms.md has the formula, a constrained Pearson
-- correlation. Without neighbor_limit a short history gets fifty neighbors. From fifteen ratings on, EASE carries a
-- list, and twenty-five are enough.
create or replace function cinelibre.find_neighbors(
    item_ids integer[],
    ratings real[],
    excluded_id integer default null,
    neighbor_limit integer default null,
    item_limit integer default 200,
    damping float8 default 30,
    overlap_power float8 default 1.5,
    rating_limit integer default 20000,
    middle float8 default 2.75,
    short_limit integer default 50,
    long_limit integer default 25,
    long_from integer default 15
)
returns table (user_id integer, weight float8, correlation float8, common integer)
language sql
stable
rows 50
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
as $$
    with mine as materialized (
        select h.item_id, h.rating - find_neighbors.middle as x
        from unnest(find_neighbors.item_ids, find_neighbors.ratings::float8[]) as h (item_id, rating)
        left join cinelibre.item_stats as s on s.item_id = h.item_id
        order by coalesce(s.rater_count, 0), h.item_id
        limit find_neighbors.item_limit
    ),
    shared as materialized (
        select r.user_id, count(*) as n,
            sum(m.x * (r.rating - middle)) / sqrt(sum(m.x * m.x) * sum((r.rating - middle) * (r.rating - middle))) as r
        from mine as m
        join cinelibre.ratings as r on r.item_id = m.item_id
        where r.user_id is distinct from find_neighbors.excluded_id
        group by r.user_id
    ),
    nearest as (
        select s.user_id, s.r, s.n, u.rating_count,
            s.r * power(s.n / sqrt((own.n + damping) * (u.rating_count + damping)), overlap_power) as weight
        from shared as s
        join cinelibre.users as u on u.id = s.user_id
        cross join (select count(*) as n from mine) as own
        where s.r > 0
        order by weight desc, s.user_id
        limit coalesce(neighbor_limit, case when cardinality(find_neighbors.item_ids) < long_from then short_limit else long_limit end)
    ),
    counted as (
        select n.*, row_number() over by_weight as place, sum(n.rating_count) over by_weight as n_ratings
        from nearest as n
        window by_weight as (order by n.weight desc, n.user_id)
    )
    select c.user_id, c.weight, c.r, c.n::integer
    from counted as c where c.place <= 10 or c.n_ratings <= find_neighbors.rating_limit
    order by c.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_newest_event', 'a47cf623a51741d2b63ba78f843cd14e1c4d61d091efab17a27b390ad39ccaf2', $cinelibre_file$
-- find_newest_event: return the id of a user's newest event, or 0 if there was none for days.
-- Called by get_recommendations and get_carousels. count_moved counts what comes after it. Events that count for a list
-- are a day old at most when they arrive, so two days are enough.
create or replace function cinelibre.find_newest_event(user_id integer)
returns bigint
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(max(e.id), 0)
        from cinelibre.interactions as e
        where e.user_id = find_newest_event.user_id
            and e.occurred_at > now() - interval '2 days'
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_or_add_raters', '09d9c487db022a8edf1a2df4a04737abd283c854288e09a1d8470e27125346b2', $cinelibre_file$
-- find_or_add_raters: return the users of some outside raters, and make those who are not there yet, in their order.
-- Called by import_ratings. A rater may be named several times.
create or replace function cinelibre.find_or_add_raters(external_ids text[])
returns table (user_id integer, external_id text, is_new boolean)
language sql
volatile
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with raters as materialized (
        select
            given.external_id,
            u.id,
            min(given.place) as place
        from unnest(find_or_add_raters.external_ids) with ordinality as given (external_id, place)
        left join cinelibre.users as u on u.external_id = given.external_id
        group by given.external_id, u.id
    ),
    added as (
        insert into cinelibre.users (external_id)
        select r.external_id
        from raters as r
        where r.id is null
        order by r.place
        returning id, external_id
    )
    select r.id, r.external_id, false from raters as r where r.id is not null
    union all
    select a.id, a.external_id, true from added as a;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_peoples_items', '7ca042f41f8fe61f1f26eb191d5864ff13b72094eae35c18d924c048597e4341', $cinelibre_file$
-- find_peoples_items: find the best known items of people whose names have all typed words; the last may be incomplete.
-- Called by suggest_items. It sorts the first 1,000 items that the index returns. `person` is the name that matched.
create or replace function cinelibre.find_peoples_items(folded text, asked_type text, item_limit integer)
returns table (item_id integer, person text)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- the planner has to see how common the words are
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _words text[] := cinelibre.split_words(find_peoples_items.folded);
    _last text := quote_literal(_words[cardinality(_words)]);
    _others text := (
        select coalesce(string_agg(quote_literal(word) || ':B & ', ''), '')
        from unnest(_words[:cardinality(_words) - 1]) as word
    );
    _query tsquery := (_others || _last || ':*B')::tsquery;
    _name tsquery := (replace(_others, ':B', '') || _last || ':*')::tsquery;
begin
    return query
    select found.id, named.person
    from (
        select w.id, w.people, w.prominence
        from cinelibre.items as w
        where w.search @@ _query
            and w.item_type = coalesce(find_peoples_items.asked_type, w.item_type)
        limit 1000
    ) as found
    cross join lateral (
        select p.person
        from unnest(found.people) with ordinality as p (person, place)
        where to_tsvector('pg_catalog.simple', cinelibre.fold_title(p.person)) @@ _name
        order by p.place
        limit 1
    ) as named
    order by found.prominence desc, found.id
    limit find_peoples_items.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_repeats', 'cb0372e6f2c48bea803d7d120b2c3fdf4bbf1bbb2c41d6512ee32cca29937045', $cinelibre_file$
-- find_repeats: find the positions of those good events of a batch that repeat one in the log or earlier in the batch.
-- Called by record_events. An event with a known idempotency_key is a repeat. So is an event of a debounced type with an
-- equal one at most `apart` away.
create or replace function cinelibre.find_repeats(
    user_id integer,
    events cinelibre.incoming_event[],
    apart interval default '1 minute'
)
returns setof integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select j.place
    from unnest(find_repeats.events) as j
    where j.fault is null
        and (
            cinelibre.has_key(find_repeats.user_id, j.idempotency_key)
            or exists (
                select
                from unnest(find_repeats.events) as twin
                where twin.place < j.place
                    and twin.fault is null
                    and (
                        twin.idempotency_key = j.idempotency_key
                        or (
                            j.is_debounced
                            and twin.happened_at between j.happened_at - find_repeats.apart and j.happened_at + find_repeats.apart
                            and twin.interaction_type = j.interaction_type
                            and twin.item_id is not distinct from j.item_id
                            and twin.query is not distinct from j.query
                        )
                    )
            )
            or j.is_debounced and exists (
                select
                from cinelibre.interactions as former
                where former.user_id = find_repeats.user_id
                    and former.occurred_at between j.happened_at - find_repeats.apart and j.happened_at + find_repeats.apart
                    and former.interaction_type = j.interaction_type
                    and former.item_id is not distinct from j.item_id
                    and former.query is not distinct from j.query
            )
        );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_roll_up_moment', 'e4bbc79f536785832c587f64acac0279ebabec7950041d536ea50b324d9b9ac8', $cinelibre_file$
-- find_roll_up_moment: return the moment before which a user's interactions are to be rolled up.
-- Called by roll_up_interactions. That is `before`, or later if the user has more than keep_events: then what is older
-- than these, but nothing of the last spare_days, because lists count what was shown and touched since.
create or replace function cinelibre.find_roll_up_moment(
    user_id integer,
    before timestamptz,
    keep_events integer,
    spare_days integer default 30
)
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select greatest(find_roll_up_moment.before, (
        select least(e.occurred_at, now() - make_interval(days => find_roll_up_moment.spare_days))
        from cinelibre.interactions as e
        where e.user_id = find_roll_up_moment.user_id
        order by e.occurred_at desc, e.id
        offset find_roll_up_moment.keep_events - 1
        limit 1
    ));
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_searched', 'd1e2a5b2c8488a74a9859a2fd704ea21ac83c057d5e9f25e9e2abfe96f2c8557', $cinelibre_file$
-- find_searched: find the few items that the words of a search name or share best.
-- Called by list_searched for the newest searches, whenever a list is made.
create or replace function cinelibre.find_searched(words text, item_limit integer)
returns table (item_id integer)
language plpgsql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select s.item_id
    from cinelibre.scan_by_words(null, find_searched.words, 'true', find_searched.item_limit) as s
    join cinelibre.items as i on i.id = s.item_id
    group by s.item_id, i.prominence
    order by min(s.place), i.prominence desc, s.item_id
    limit find_searched.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_seed', 'ca55d29fe29b4c8bd106959739c9e00d78e8c8a2508aea6ed82ff19137590259', $cinelibre_file$
-- find_seed: return the item that a user means by a title in "like …", or null.
-- Called by choose_reading. It takes the most popular item with that title, of the asked type first. Otherwise it takes
-- one whose title begins with those words, and otherwise it tries again with the spelling corrected.
create or replace function cinelibre.find_seed(typed text, item_type text, is_correctable boolean default true)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with folded as materialized (
        select cinelibre.fold_title(find_seed.typed) as title
    ),
    named as (
        select found.id, 1 as rank
        from cinelibre.find_titled(find_seed.typed) as found (id)
        union all
        (
            select i.id, 2
            from folded
            join cinelibre.items as i
                on i.folded_title like folded.title || ' %' or i.folded_title like 'the ' || folded.title || ' %'
            where char_length(folded.title) >= 4
            order by i.prominence desc, i.id
            limit 5
        )
    )
    select coalesce(
        (
            select i.id
            from named as n
            join cinelibre.items as i on i.id = n.id
            left join cinelibre.item_stats as s on s.item_id = i.id
            left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
            order by
                n.rank,
                i.item_type is not distinct from find_seed.item_type desc,
                cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total) desc,
                i.id
            limit 1
        ),
        case
            when find_seed.is_correctable then cinelibre.find_seed(
                cinelibre.correct_words(find_seed.typed, is_begun => true), find_seed.item_type, false
            )
        end
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_stored_list', '3368c14c10564ce42a620c3a0f2dfda4fc4a2a773eaeab63d826b9557f642516', $cinelibre_file$
-- find_stored_list: return a user's current list of a type, or null if it is not valid any more.
-- Called by get_recommendations. Clicks and views that weigh moved_from together make it stale.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.find_stored_list(
    user_id integer,
    item_type text,
    taste_version integer,
    day date,
    neighbors_at timestamptz,
    moved_from float8
)
returns cinelibre.recommendation_lists
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select l
        from cinelibre.recommendation_lists as l
        where l.user_id = find_stored_list.user_id
            and coalesce(l.item_type, '') = coalesce(find_stored_list.item_type, '')
            and l.is_current
            and l.day = find_stored_list.day
            and l.taste_version = find_stored_list.taste_version
            and ('neighbors' = any (l.sources) or find_stored_list.neighbors_at is null or l.created_at > find_stored_list.neighbors_at)
            and cinelibre.count_moved(l.user_id, l.newest_event, l.created_at) < find_stored_list.moved_from
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_stored_rows', '9647eb7b26f45b04ab52a3a73a2456d24b155ee73ac9f051b3c7b1367acf25f7', $cinelibre_file$
-- find_stored_rows: return the list whose rows a user was last shown for the same request, or null if they are not valid any more.
-- Called by get_carousels. Clicks and views that weigh moved_from together make them stale.
create or replace function cinelibre.find_stored_rows(
    user_id integer,
    item_type text,
    asked jsonb,
    taste_version integer,
    neighbors_at timestamptz,
    ttl_seconds integer,
    moved_from float8
)
returns cinelibre.recommendation_lists
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select l
        from cinelibre.recommendation_lists as l
        where l.user_id = find_stored_rows.user_id
            and l.created_at > now() - make_interval(secs => find_stored_rows.ttl_seconds)
            and l.item_type is not distinct from find_stored_rows.item_type
            and l.rows -> 'asked' = find_stored_rows.asked
            and l.taste_version = find_stored_rows.taste_version
            and ('neighbors' = any (l.sources) or find_stored_rows.neighbors_at is null or l.created_at > find_stored_rows.neighbors_at)
            and cinelibre.count_moved(l.user_id, l.newest_event, l.created_at) < find_stored_rows.moved_from
        order by l.created_at desc, l.id
        limit 1
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_titled', 'b0ea2d1eb370c3bef03eb77b86ecb684bd27d604cb66834d12a4b165e15665d6', $cinelibre_file$
-- find_titled: find the items whose title or original title is the typed text, in any spelling.
-- Called by find_seed, choose_reading, build_question and list_demanded. With `is_exact`, other spellings are left out
-- if one item has exactly this title. An item with a further subtitle counts only if nothing else matches.
create or replace function cinelibre.find_titled(typed text, is_exact boolean default false)
returns setof integer
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select named.item_id
    from (
        select t.*, min(t.tier) over () as best
        from cinelibre.list_titled(find_titled.typed) as t
    ) as named
    join cinelibre.items as i on i.id = named.item_id
    where named.tier <= case when find_titled.is_exact then named.best else greatest(named.best, 2) end
    order by i.prominence desc, i.id
    limit 20;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_titled_items', '2d24c5eeeced2782e388fedb4fbfe66f22df5a25812bba6e061b073ee7c61980', $cinelibre_file$
-- find_titled_items: find the items whose titles match some records, with the evidence for each match.
-- Called by match_records. `place` is the record's position. `level` is that of find_keyed_items, or 1 if the titles
-- differ only in signs. If the record names another author or its subtitle may make another work, `is_sure` is false
-- and the user has to choose.
create or replace function cinelibre.find_titled_items(records jsonb[])
returns table (
    place integer, item_id integer, prominence real, level integer, is_by_author boolean, years_off integer, is_sure boolean
)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select r.*, cinelibre.parse_people(r.authors[:10]) as people, cinelibre.parse_people(r.authors[:1]) as first_author
        from unnest(find_titled_items.records) as element (body)
        cross join lateral jsonb_to_record(element.body) as r (place integer, item_type text, title text, year integer, authors text[])
    ),
    leveled as materialized (
        select k.* from cinelibre.find_keyed_items(find_titled_items.records) as k
    ),
    known as materialized ( -- reads the people of an item once, however many records match it
        select
            i.id, i.item_type, i.prominence, i.folded_title, i.year,
            case
                when exists (select from given as g where g.people <> '{}') then cinelibre.parse_people(i.people[:10])
                else '{}'
            end as people
        from cinelibre.items as i
        where i.id = any (array(select l.item_id from leveled as l))
    ),
    judged as (
        select
            l.place, i.id, i.prominence, i.item_type,
            case when l.level = 2 and i.folded_title = cinelibre.fold_title(g.title) then 1 else l.level end as level,
            abs(i.year - g.year) as years_off,
            cinelibre.share_person(i.people, g.people) as is_by_author,
            l.level < 6 or (i.item_type = 'book' and cinelibre.share_person(i.people, g.first_author) is true) as is_whole
        from leveled as l
        join given as g on g.place = l.place
        join known as i on i.id = l.item_id
        where i.item_type = coalesce(g.item_type, i.item_type)
    )
    select
        j.place, j.id, j.prominence, j.level, j.is_by_author, j.years_off,
        j.is_whole and j.is_by_author is distinct from false
    from judged as j
    where case
        when j.level <= 3 then j.is_by_author is true or coalesce(j.years_off, 0) <= 1
        else (j.item_type = 'book' and j.is_by_author is true) or (j.is_by_author is null and j.years_off <= 1)
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_titles', '64c1b968767ad2e5a6b3e8bc34fa3358d31bf4dca7094a49b8dad01423248f45', $cinelibre_file$
-- find_titles: find items whose titles begin with the typed text, or have a word that begins with its last word.
-- Called by suggest_items. Titles that begin with the text come first. One or two letters begin too many titles, so the
-- best known items of each type are searched instead.
create or replace function cinelibre.find_titles(folded text, typed text, asked_type text, item_limit integer)
returns table (item_id integer, begins boolean)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan -- an index serves `like` only if the planner sees the beginning
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _begins text := find_titles.folded || '%';
    _typed text[] := cinelibre.split_words(find_titles.folded);
    _words text;
    _words_of_titles text;
    _is_short boolean := char_length(find_titles.folded) <= 2;
    _begun_ids integer[];
begin
    if coalesce(find_titles.folded, '') = '' then
        return;
    end if;
    select
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*' else '' end, ' & '),
        string_agg(quote_literal(word) || case when place = cardinality(_typed) then ':*A' else ':A' end, ' & ')
    into _words, _words_of_titles
    from unnest(_typed) with ordinality as split (word, place);
    _begun_ids := cinelibre.find_begun_titles(
        find_titles.folded, find_titles.typed, find_titles.asked_type, find_titles.item_limit
    );
    return query
    select known.id, known.begins
    from (
        select b.id, true as begins, b.prominence
        from cinelibre.items as b
        where b.id = any (_begun_ids)
        union
        select found.item_id, found.folded_title like _begins, found.prominence
        from cinelibre.find_known_titles(
            find_titles.asked_type,
            format(
                case
                    when _is_short then '(i.folded_title like %1$L or i.folded_title like %2$L) and i.id <> all (%4$L::integer[])'
                    else 'i.search @@ %3$L::tsquery and not i.folded_title like %1$L and i.id <> all (%4$L::integer[])'
                end,
                _begins, '% ' || _begins, _words_of_titles, _begun_ids
            ),
            _words::tsquery,
            find_titles.item_limit
        ) as found
        where _is_short or cardinality(_begun_ids) < find_titles.item_limit
    ) as known
    order by known.begins and not _is_short desc, known.prominence desc, known.id
    limit find_titles.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_value_fault', '5e4f9a8a4886c2514c353b26aab7149e11dedc9a9350da1f52d14f6f7fc2d562', $cinelibre_file$
-- find_value_fault: name the value of an event that the log could not take; null if it can take them all.
-- Called by judge_foreign_events. The routes check what readers send before it comes here.
create or replace function cinelibre.find_value_fault(event cinelibre.incoming_event)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when not (event.rating between 0.5 and 5 and event.rating * 2 = floor(event.rating * 2)) then 'rating_invalid'
            when event.seconds < 0 then 'seconds_invalid'
            when not event.fraction between 0 and 1 then 'fraction_invalid'
            when event.query = '' then 'query_invalid'
            when jsonb_typeof(event.context) <> 'object' then 'context_invalid'
        end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'find_wrong_totals', '99b2b34c21df772043cab85d586212bbef46992a3945ca2fc2359d2c702c098d', $cinelibre_file$
-- find_wrong_totals: return the types whose row in catalogue_totals is wrong, with the right totals.
-- Called by recount_catalogue. Popularity may differ in its last digits, because sums of fractions depend on the order.
create or replace function cinelibre.find_wrong_totals()
returns table (item_type text, external_total float8, popularity_total float8)
language sql
stable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select counted.*
    from cinelibre.catalogue_totals as t
    cross join lateral (
        select
            t.item_type,
            coalesce(sum(i.external_count), 0)::float8 as external_total,
            coalesce(sum(i.external_popularity::float8), 0) as popularity_total
        from cinelibre.items as i
        where i.item_type = t.item_type
    ) as counted
    where t.external_total <> counted.external_total
        or abs(t.popularity_total - counted.popularity_total) > 1e-6 * greatest(1, counted.popularity_total);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'fold_question', '20bae0feda063e079e5ca7cdfedce1a6b07eaa12da2512b8a45e39dffdde3469', $cinelibre_file$
-- fold_question: return a question as it is compared with others: in small letters, with single spaces.
-- Called by list_searches and find_former_questions.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.fold_question(question text)
returns text
language sql
immutable
as $$
    select lower(regexp_replace(btrim(fold_question.question), '\s+', ' ', 'g'));
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'forget_relations', '9d0d21436ecf4ab38a4eab38809920684a41ae06a019b7262b2898195667d78b', $cinelibre_file$
-- forget_relations: delete what is not settled between a person and others: who asked whom.
-- Called by change_account when somebody no longer lets themselves be found. Friends stay, and so do declines and blocks.
create or replace function cinelibre.forget_relations(user_id integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n integer;
begin
    perform
    from cinelibre.relations as o
    where forget_relations.user_id in (o.user_id, o.other_id)
    order by o.user_id, o.other_id -- people who leave at once wait for each other's rows in this order
    for no key update;
    delete from cinelibre.relations as asked
    where forget_relations.user_id in (asked.user_id, asked.other_id)
        and asked.said = 'accepted'
        and not exists (
            select
            from cinelibre.relations as back
            where back.user_id = asked.other_id
                and back.other_id = asked.user_id
                and back.said = 'accepted'
        );
    get diagnostics _n = row_count;
    return _n;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'fuse_items', '60b2a4a4e3d6862ac393196266d34ffee62e7a624e51978267d38aa256f7f724', $cinelibre_file$
-- fuse_items: merge the lists of a search into one, best first.
-- Called by search_items. It uses reciprocal rank fusion (Cormack, Clarke and Buettcher 2009); weigh_findings gives the
-- points, and widely known items get a few more. At the end it removes what the question excludes and what it is
-- "like".
create or replace function cinelibre.fuse_items(
    question jsonb,
    query_embedding vector,
    embedding_model text,
    weights jsonb,
    match_count integer
)
returns table (item_id integer, similarity float8, score float8, matched text[])
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with by_meaning as materialized (
        select array_agg(found.item_id order by found.place) as ids, array_agg(found.similarity order by found.place) as similarities
        from cinelibre.find_by_meaning(
            fuse_items.query_embedding,
            question ->> 'item_type',
            cinelibre.build_conditions(question -> 'filters', as_sets => true),
            fuse_items.embedding_model
        ) as found
    ),
    fused as (
        select
            e.item_id,
            sum(e.points) as points,
            max(e.similarity) as similarity,
            coalesce(array_agg(e.kind order by e.kind) filter (where e.kind is not null), '{}') as matched
        from by_meaning as m
        cross join cinelibre.find_by_words(question, cinelibre.build_conditions(question -> 'filters')) as w
        cross join cinelibre.weigh_findings(
            w.queries, w.weights, (question ->> 'like_id')::integer, question ->> 'order_by',
            m.ids, m.similarities, w.ids, w.kinds, w.places, fuse_items.weights
        ) as e
        group by e.item_id
    )
    select
        f.item_id,
        f.similarity,
        f.points + (fuse_items.weights ->> 'prominence')::float8 * ln(1 + coalesce(i.external_count, 0) * coalesce(t.times, 1)) as score,
        f.matched
    from fused as f
    join cinelibre.items as i on i.id = f.item_id
    left join cinelibre.balance_types() as t on t.item_type = i.item_type
    left join cinelibre.items as seed on seed.id = (question ->> 'like_id')::integer
    where (i.search @@ (select cinelibre.build_exclusion(question))) is not true
        and (
            seed.id is null
            or (i.item_type, i.folded_title) <> (seed.item_type, seed.folded_title)
        )
    order by score desc, f.item_id
    limit fuse_items.match_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'gather_evidence', 'a91f7319fe65768f2d8f58ee40d3cf12f458f1e603541d923eed32a3e647a80e', $cinelibre_file$
-- gather_evidence: return for each chosen item the evidence of each source.
-- Called by add_evidence and get_session_items. Only the given sources are asked. is_stated says that the reader gave
-- the stars; otherwise a like or a mark implies them.
create or replace function cinelibre.gather_evidence(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    sources text[]
)
returns table (item_id integer, evidence json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _ids integer[] := gather_evidence.chosen_ids;
begin
    return query
    with parts as (
        select p.* from cinelibre.explain_by_items(_ids, for_reader, gather_evidence.sources) as p
        union all
        select p.*
        from cinelibre.explain_by_content(case when 'content' = any (gather_evidence.sources) then _ids end, for_reader) as p
    ),
    told as (
        select p.source, p.item_id, json_build_object('top', json_agg(
            json_build_object(
                'item_id', p.because_id, 'title', i.title, 'rating', p.rating, 'share', round(p.share::numeric, 6),
                'is_stated', coalesce(r.source = 'rating', false)
            )
            order by p.rank
        )) as found
        from parts as p
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items (docs/plans.md 3)
            select i.title from cinelibre.items as i where i.id = p.because_id limit 1
        ) as i
        left join lateral (
            select r.source from cinelibre.ratings as r where r.user_id = for_reader.user_id and r.item_id = p.because_id limit 1
        ) as r on true
        group by p.source, p.item_id
        union all
        select 'neighbors', n.item_id, n.found
        from cinelibre.explain_by_neighbors(case when 'neighbors' = any (gather_evidence.sources) then _ids end, for_reader) as n
        union all
        select 'popular', p.item_id, p.found
        from cinelibre.explain_by_popularity(_ids) as p
    )
    select t.item_id, json_object_agg(t.source, t.found)
    from told as t
    group by t.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'has_hidden', '4eb250c6cb6372f7c7e80266c3d95bda6e800a85d3feba105af785664f10c55f', $cinelibre_file$
-- has_hidden: say whether a user has hidden an item, in this edition or another.
-- Called by describe_finding and match_by_meaning, so that search results say so.
create or replace function cinelibre.has_hidden(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from cinelibre.shelf as s
        where s.user_id = has_hidden.user_id
            and s.item_id = any (cinelibre.list_editions(array[has_hidden.item_id]))
            and s.hidden_at is not null
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'has_items', 'dc58bf92704c83f4a7335d294382d7fff5de5681c3aad77eaac2607a6773c8ae', $cinelibre_file$
-- has_items: say whether any item of a type passes some filters and is not among the known ones.
-- Called by find_emptying.
create or replace function cinelibre.has_items(item_type text, filters jsonb, known_ids integer[] default '{}')
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _found boolean;
begin
    execute format(
        'select exists (select from cinelibre.items as i where i.item_type = coalesce($1, i.item_type)'
        ' and i.id <> all ($2) and %s)',
        cinelibre.build_conditions(has_items.filters)
    )
    into _found
    using has_items.item_type, has_items.known_ids;
    return _found;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'has_key', '23189ee13bcb066fb219b8d311f8d36f8e31e62341db6996c9f8c9759dda13a9', $cinelibre_file$
-- has_key: say whether a user's log has an event with an idempotency key.
-- Called by parse_events and find_repeats.
create or replace function cinelibre.has_key(user_id integer, idempotency_key text)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from cinelibre.interactions as e
        where e.user_id = has_key.user_id
            and e.idempotency_key = has_key.idempotency_key
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'has_seen', '0af2fe379a03ecf5189d6905688ff5e6816378b7dc28751324d8feb3c2e53e90', $cinelibre_file$
-- has_seen: say whether a user has rated, liked, disliked or seen an item, in this edition or another.
-- Called by describe_finding and match_by_meaning, so that search results say so. Hiding does not count.
create or replace function cinelibre.has_seen(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from unnest(cinelibre.list_editions(array[has_seen.item_id])) as edition (id)
        left join cinelibre.ratings as r on r.user_id = has_seen.user_id and r.item_id = edition.id
        left join cinelibre.interaction_types as kind on kind.name = r.source
        left join cinelibre.shelf as s on s.user_id = has_seen.user_id and s.item_id = edition.id
        where s.seen_at is not null or (r.rated_at is not null and not coalesce(kind.hides, false))
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'identify_items', '8ba345eb977757a1b9e0715c7fe78f5ac044f30cc31a098ef628671ca65c24b2', $cinelibre_file$
-- identify_items: give each new item of a batch its id, and leave out ids of a source that another item has.
-- Called by upsert_items. New ids follow the order of the batch. `taken_ids` lists what was left out.
create or replace function cinelibre.identify_items(incoming cinelibre.incoming_item[])
returns setof cinelibre.incoming_item
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as (
        select
            l as record,
            coalesce(
                (select m.item_id is distinct from l.item_id from cinelibre.movies as m where m.tmdb_id = l.tmdb_id),
                l.place > min(l.place) over (partition by l.tmdb_id)
            ) as is_tmdb_id_taken,
            coalesce(
                (select m.item_id is distinct from l.item_id from cinelibre.movies as m where m.imdb_id = l.imdb_id),
                l.place > min(l.place) over (partition by l.imdb_id)
            ) as is_imdb_id_taken
        from unnest(identify_items.incoming) as l
    )
    select identified.*
    from (select j.* from judged as j order by (j.record).place) as j
    cross join lateral jsonb_populate_record(
        j.record,
        jsonb_build_object(
            'item_id', coalesce((j.record).item_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
            'tmdb_id', case when not j.is_tmdb_id_taken then (j.record).tmdb_id end,
            'imdb_id', case when not j.is_imdb_id_taken then (j.record).imdb_id end,
            'taken_ids', array_remove(
                array[
                    case when j.is_tmdb_id_taken then 'tmdb_id ' || (j.record).tmdb_id end,
                    case when j.is_imdb_id_taken then 'imdb_id ' || (j.record).imdb_id end
                ],
                null
            )
        )
    ) as identified;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'imply_ratings', '48f635e258a1d1014a3fc2e394bc6529a7ade89630f394e383f63e9a5419c1f3', $cinelibre_file$
-- imply_ratings: bring a user's implied ratings of some items in line with the shelf.
-- Called after every change of the shelf or of a rating. list_implied_ratings says which mark counts. Star ratings stay
-- as they are.
create or replace function cinelibre.imply_ratings(user_id integer, item_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    delete from cinelibre.ratings as r
    where r.user_id = imply_ratings.user_id
        and r.item_id = any (imply_ratings.item_ids)
        and r.source not in ('rating', 'simulated')
        and not exists (select from cinelibre.list_implied_ratings(r.user_id, array[r.item_id]));
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    select imply_ratings.user_id, implied.item_id, implied.rating, implied.source, implied.rated_at
    from cinelibre.list_implied_ratings(imply_ratings.user_id, imply_ratings.item_ids) as implied
    order by implied.item_id
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where r.source not in ('rating', 'simulated')
        and (r.rating, r.source, r.rated_at) is distinct from (excluded.rating, excluded.source, excluded.rated_at);
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_events', '8fbd3c29298c43f56481653c49a27573844eff8c41f3f0111249f02eeda5163f', $cinelibre_file$
-- import_events: log those events of a row of a library that are not known yet; answer how many.
-- Called by import_record. An event is known if the log has its equal, or if its time is within the rolled-up events of
-- its type.
create or replace function cinelibre.import_events(user_id integer, item_id integer, events jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_events integer;
begin
    insert into cinelibre.interactions
    (user_id, item_id, interaction_type, occurred_at, on_day, rating, seconds, fraction, query, context, idempotency_key)
    select
        import_events.user_id, import_events.item_id, e.interaction_type, e.occurred_at, e.on_day, e.rating, e.seconds, e.fraction,
        e.query, e.context, e.idempotency_key
    from jsonb_array_elements(import_events.events) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as e (
        interaction_type text, occurred_at timestamptz, on_day date, rating real, seconds integer, fraction real, query text,
        context jsonb, idempotency_key text
    )
    where not exists (
        select
        from cinelibre.interactions as former
        where former.user_id = import_events.user_id
            and former.occurred_at = e.occurred_at
            and former.interaction_type = e.interaction_type
            and former.item_id is not distinct from import_events.item_id
            and (former.rating, former.seconds, former.fraction, former.query, former.context, former.idempotency_key)
                is not distinct from (e.rating, e.seconds, e.fraction, e.query, e.context, e.idempotency_key)
        offset 0 -- makes the planner look each event up in the index; a join would read the user's whole log
    )
        and not exists (
            select
            from cinelibre.preference_rollups as p
            where p.user_id = import_events.user_id
                and p.item_id is not distinct from import_events.item_id
                and p.interaction_type = e.interaction_type
                and e.occurred_at between p.first_at and p.last_at
            offset 0 -- for the same reason
        )
    order by element.place
    on conflict do nothing;
    get diagnostics _n_events = row_count;
    return _n_events;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_influence', 'e0060b10899a9f3a3fc32dc7c58dd2c1a56e70bf09ef026b20bf1cda6166d47c', $cinelibre_file$
-- import_influence: take what a row of a library says of how much an item or a feature moves a user's lists.
-- Called by import_record; answers how many rows changed, or null if the user has set as many as they may. What was set
-- later wins, and what has no moment never replaces anything.
create or replace function cinelibre.import_influence(
    user_id integer,
    item_id integer,
    influence jsonb,
    most integer default 500
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
    _set_at timestamptz;
begin
    select g.kind, g.name, g.weight, g.set_at
    into _given
    from jsonb_to_record(import_influence.influence) as g (kind text, name text, weight float8, set_at timestamptz);
    select i.set_at
    into _set_at
    from cinelibre.influences as i
    where i.user_id = import_influence.user_id
        and i.kind = _given.kind
        and i.name is not distinct from _given.name
        and i.item_id is not distinct from import_influence.item_id;
    if _set_at >= coalesce(_given.set_at, '-infinity') then
        return 0;
    end if;
    if _set_at is null and (
        select count(*) from cinelibre.influences as i where i.user_id = import_influence.user_id
    ) >= import_influence.most then
        return null;
    end if;
    return cinelibre.keep_influence(
        import_influence.user_id, _given.kind, _given.name, import_influence.item_id, _given.weight,
        coalesce(_given.set_at, now()), import_influence.most
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_marks', '45d0378d24a6a29ff56405fc6b5044eb50e3c8614da2e304cf739f540d1327e2', $cinelibre_file$
-- import_marks: put the marks that a row of a library gives an item on a user's shelf; answer how many rows it wrote.
-- Called by import_record. A mark that is there already keeps its date.
create or replace function cinelibre.import_marks(user_id integer, item_id integer, record jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_marked integer;
begin
    insert into cinelibre.shelf as s
    (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
    select
        import_marks.user_id, import_marks.item_id, g.watchlist_at, g.hidden_at,
        case when g.hidden_at is not null then coalesce(g.hidden_by, 'hide') end, g.seen_at, g.favorite_at, g.opinion, g.opinion_at
    from jsonb_to_record(import_marks.record) as g (
        watchlist_at timestamptz, hidden_at timestamptz, hidden_by text, seen_at timestamptz, favorite_at timestamptz,
        opinion text, opinion_at timestamptz
    )
    on conflict on constraint shelf_pkey do update
    set on_watchlist_at = coalesce(s.on_watchlist_at, excluded.on_watchlist_at),
        hidden_at = coalesce(s.hidden_at, excluded.hidden_at),
        hidden_by = coalesce(s.hidden_by, excluded.hidden_by),
        seen_at = coalesce(s.seen_at, excluded.seen_at),
        favorite_at = coalesce(s.favorite_at, excluded.favorite_at),
        opinion = coalesce(s.opinion, excluded.opinion),
        opinion_at = coalesce(s.opinion_at, excluded.opinion_at)
    where (s.on_watchlist_at is null and excluded.on_watchlist_at is not null)
        or (s.hidden_at is null and excluded.hidden_at is not null)
        or (s.seen_at is null and excluded.seen_at is not null)
        or (s.favorite_at is null and excluded.favorite_at is not null)
        or (s.opinion is null and excluded.opinion is not null);
    get diagnostics _n_marked = row_count;
    if _n_marked > 0 then
        perform cinelibre.imply_ratings(import_marks.user_id, array[import_marks.item_id]);
    end if;
    return _n_marked;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_rating', 'dab885d2779d6f1f29d899867847db76d02a70c6157b7f52c7cf39c353b306c4', $cinelibre_file$
-- import_rating: write the stars that a row of a library gives an item; answer how many ratings it wrote.
-- Called by import_record. The newer rating wins; a rating without a date never replaces another.
create or replace function cinelibre.import_rating(user_id integer, item_id integer, rating real, rated_at timestamptz)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_rated integer;
begin
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    values (
        import_rating.user_id, import_rating.item_id, import_rating.rating, 'rating', coalesce(import_rating.rated_at, now())
    )
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where r.source <> 'rating'
        or (r.rated_at < import_rating.rated_at and r.rating <> excluded.rating);
    get diagnostics _n_rated = row_count;
    return _n_rated;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_record', 'bd9c2f1564fd62e0defbfd1b23910ab32e73bca01b181e6513df9a1ba83e937e', $cinelibre_file$
-- import_record: write what one row of a library says of an item into an account; answer its status, and a reason.
-- Called by import_rows. It was there already if neither stars, marks, texts, events nor what moves lists was new.
-- `bad`: nothing more can be set to move lists, or nothing is new but a review that is held back.
create or replace function cinelibre.import_record(user_id integer, item_id integer, record jsonb, daily_reviews integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
    _has_stars boolean := exists (
        select
        from cinelibre.ratings as r
        where r.user_id = import_record.user_id
            and r.item_id = import_record.item_id
            and r.source = 'rating'
    );
    _has_marks boolean;
    _n_rated integer := 0;
    _n_marked integer := 0;
    _n_events integer := 0;
    _texts record;
    _n_set integer := 0;
begin
    select r.* into _given
    from jsonb_to_record(import_record.record) as r (
        rating real, rated_at timestamptz, watchlist_at timestamptz, hidden_at timestamptz, seen_at timestamptz,
        favorite_at timestamptz, opinion_at timestamptz, events jsonb, influence jsonb
    );
    _has_marks := coalesce(
        _given.watchlist_at, _given.hidden_at, _given.seen_at, _given.favorite_at, _given.opinion_at
    ) is not null;
    if _given.rating is not null then
        _n_rated := cinelibre.import_rating(import_record.user_id, import_record.item_id, _given.rating, _given.rated_at);
    end if;
    if _has_marks then
        _n_marked := cinelibre.import_marks(import_record.user_id, import_record.item_id, import_record.record);
    end if;
    if _given.events is not null then
        _n_events := cinelibre.import_events(import_record.user_id, import_record.item_id, _given.events);
    end if;
    select t.* into _texts
    from cinelibre.import_texts(import_record.user_id, import_record.item_id, import_record.record, daily_reviews) as t
    where import_record.record ?| '{note,review}';
    if _given.influence is not null then
        _n_set := cinelibre.import_influence(import_record.user_id, import_record.item_id, _given.influence);
    end if;
    return jsonb_build_object('status', case
        when _n_set is null then 'bad'
        when _n_rated > 0 and _has_stars then 'updated'
        when _n_rated + _n_marked + _n_events + coalesce(_texts.n_written, 0) + _n_set > 0 then 'created'
        when _texts.is_held then 'bad'
        when coalesce(_given.rating::text, _given.events::text, _given.influence::text) is null
            and _texts.n_written is null and not _has_marks then 'matched'
        else 'already_there'
    end, 'reason', case
        when _n_set is null then 'you have set as many influences as one may: set one back to 1 first'
        when _texts.is_held
            then format('the review was not published: a day takes %s reviews; import the row again tomorrow', daily_reviews)
    end);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_rows', '7a89f403203ccf195308fed73740cfaeb86e5e9cfde39170638ffb75fb179329', $cinelibre_file$
-- import_rows: import the matched rows of a library into an account; answer what became of each, in their order.
-- Called by import_library and import_choices, which have locked the user and the items. Each element of `matched` has
-- the record, the item_id that it means, and the candidates if that is not sure. What is imported leaves no events in
-- the outbox: it happened elsewhere, often years ago.
create or replace function cinelibre.import_rows(user_id integer, matched jsonb, daily_reviews integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select set_config('cinelibre.origin', 'import', true);

    select coalesce(
        jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object(
                'item_id', m.item_id,
                'candidates', (
                    select jsonb_agg(cinelibre.refer_to_item(c.id) order by c.place)
                    from unnest(m.candidates) with ordinality as c (id, place)
                ),
                'status', coalesce(
                    sought.status,
                    case when judged.fault is not null then 'bad' end,
                    written.outcome ->> 'status'
                ),
                'reason', coalesce(judged.fault, written.outcome ->> 'reason')
            ))
            order by element.place
        ),
        '[]'
    )
    from jsonb_array_elements(import_rows.matched) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as m (record jsonb, item_id integer, candidates integer[])
    cross join lateral (
        select
            case
                when m.candidates is not null then 'ambiguous'
                when m.item_id is null and m.record ?| '{id,title,movielens_id,tmdb_id,imdb_id,google_id,isbn13}' then 'not_found'
            end as status
    ) as sought
    cross join lateral (
        select case when sought.status is null then cinelibre.find_fault(m.item_id, m.record) end as fault
        offset 0 -- keeps the planner from calling find_fault twice a row
    ) as judged
    cross join lateral (
        select case
            when sought.status is null and judged.fault is null
                then cinelibre.import_record(import_rows.user_id, m.item_id, m.record, import_rows.daily_reviews)
        end as outcome
        offset 0 -- for the same reason
    ) as written;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'import_texts', '1637b16f953f7be3a8df21678cdc06b9fc550338c5adbb22ab0d792d70245ca7', $cinelibre_file$
-- import_texts: write the note and the review that a row of a library has of an item; answer how many it wrote.
-- Called by import_record. The newer text wins. A review that is new here is published, and one that is hidden stays so.
-- A review counts towards the day's like one that is written: beyond daily_reviews it is held back, and nothing of it is
-- written.
create or replace function cinelibre.import_texts(user_id integer, item_id integer, record jsonb, daily_reviews integer)
returns table (n_written integer, is_held boolean)
language plpgsql
volatile
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _given record;
begin
    n_written := 0;
    is_held := false;
    select g.* into _given
    from jsonb_to_record(import_texts.record) as g (
        note text, note_at timestamptz, review text, has_spoilers boolean, reviewed_at timestamptz, review_changed_at timestamptz
    );
    insert into cinelibre.notes as n (user_id, item_id, body, written_at)
    select import_texts.user_id, import_texts.item_id, _given.note, coalesce(_given.note_at, now())
    where _given.note is not null
    on conflict on constraint notes_pkey do update
    set body = excluded.body,
        written_at = excluded.written_at
    where n.written_at < excluded.written_at
        and n.body <> excluded.body;
    n_written := n_written + found::integer;
    begin
        insert into cinelibre.reviews as r (user_id, item_id, body, has_spoilers, written_at, changed_at)
        select
            import_texts.user_id, import_texts.item_id, _given.review, coalesce(_given.has_spoilers, false),
            coalesce(_given.reviewed_at, _given.review_changed_at, now()),
            coalesce(_given.review_changed_at, _given.reviewed_at, now())
        where _given.review is not null
        on conflict on constraint reviews_user_id_item_id_key do update
        set body = excluded.body,
            has_spoilers = excluded.has_spoilers,
            changed_at = excluded.changed_at,
            is_settled = false
        where r.body is null
            or (r.changed_at < excluded.changed_at
                and (r.body, r.has_spoilers) is distinct from (excluded.body, excluded.has_spoilers));
        if found then
            perform cinelibre.count_towards(import_texts.user_id, 'reviews', import_texts.daily_reviews);
            n_written := n_written + 1;
        end if;
    exception when sqlstate 'PT429' then
        is_held := true;
    end;
    return next;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'is_blocked', '00545c64c792a029c3f14a895347510d7cd0d52b7521d37ae4a313b84b760a77', $cinelibre_file$
-- is_blocked: say whether one of two people blocked the other.
-- Called by seat_member and list_group_members. Nobody is blocked by, or blocks, a guest, who has no account.
create or replace function cinelibre.is_blocked(user_id integer, other_id integer)
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return exists (
        select
        from cinelibre.relations as o
        where o.said = 'blocked'
            and (
                (o.user_id = is_blocked.user_id and o.other_id = is_blocked.other_id)
                or (o.user_id = is_blocked.other_id and o.other_id = is_blocked.user_id)
            )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'is_same_person', '57b5b2dde73187dc1cd9bcaab82e044fe1969c1950ee93da29cba268ca935f08', $cinelibre_file$
-- is_same_person: say whether two names may belong to one person; names are words as parse_name gives them.
-- Called by share_person. The family names must be equal. The shorter name's given names must appear in the longer in
-- the same order, each in full or as an initial. Names with the same words in any order match too.
create or replace function cinelibre.is_same_person(one text[], other text[])
returns boolean
language plpgsql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _shorter text[] := case when cardinality(one) <= cardinality(other) then one else other end;
    _longer text[] := case when cardinality(one) <= cardinality(other) then other else one end;
    _n_shorter integer := cardinality(_shorter);
    _n_longer integer := cardinality(_longer);
    _n_met integer := 0;
begin
    if _n_shorter = 0 then
        return false;
    end if;
    if _shorter[_n_shorter] <> _longer[_n_longer] then
        return _shorter <@ _longer and _longer <@ _shorter;
    end if;
    for place in 1.._n_longer - 1 loop
        exit when _n_met = _n_shorter - 1;
        if starts_with(_longer[place], _shorter[_n_met + 1]) and char_length(_shorter[_n_met + 1]) = 1
            or starts_with(_shorter[_n_met + 1], _longer[place]) and char_length(_longer[place]) = 1
            or _longer[place] = _shorter[_n_met + 1]
        then
            _n_met := _n_met + 1;
        end if;
    end loop;
    return _n_met = _n_shorter - 1;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'item_columns', '62ed76c605fabdcee3b989c07de46eddbdbc869c228a0b4f8e168c278b54f03b', $cinelibre_file$
-- item_columns: return the columns of an item that every list shows.
-- Everything that answers items takes its columns from here. Average and count are those of star ratings here, simulated
-- ones included. It has no search_path of its own, so that it is inlined into the caller's query. It takes an id and no
-- row of items, because the planner does not flatten an outer join on a column of the caller's.
create or replace function cinelibre.item_columns(item_id integer)
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
    runtime integer,
    page_count integer,
    average float8,
    rating_count integer,
    ids jsonb,
    image_srcset text
)
language sql
stable
rows 1
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
        m.runtime,
        b.page_count,
        round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2)::float8,
        coalesce(s.rating_count, 0),
        jsonb_strip_nulls(jsonb_build_object('tmdb', m.tmdb_id, 'imdb', m.imdb_id, 'google', b.google_id, 'isbn13', b.isbn13)),
        cinelibre.widths_of_poster(i.image_url)
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = item_columns.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'judge_foreign_events', '114c0a923f8b3d9352632ad50d272b301e31d8af273ebe9f18aced45e306c0c7', $cinelibre_file$
-- judge_foreign_events: say of each event of another service whether it is to be applied, and as which row.
-- Called by apply_foreign_events and get_foreign_outcomes. An event that was applied before is a repeat, whatever is wrong
-- with it today. Of twins in one batch the first good one counts. Events keep their time, however old; a clock up to
-- five minutes fast is set to now.
create or replace function cinelibre.judge_foreign_events(events jsonb)
returns setof cinelibre.foreign_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as materialized (
        select
            parsed.place,
            parsed.event_id,
            parsed.user_id,
            parsed.event,
            exists (select from cinelibre.inbox as i where i.event_id = parsed.event_id) as is_known,
            coalesce(
                parsed.reason,
                case when parsed.event_id is null then 'event_id_missing' end,
                case when parsed.user_id is null then 'user_not_found' end,
                cinelibre.find_event_fault(parsed.event, kind, items.id is not null),
                cinelibre.find_value_fault(parsed.event),
                case
                    when (parsed.event).occurred_at is null then 'occurred_at_missing'
                    when (parsed.event).occurred_at > now() + interval '5 minutes' then 'in_the_future'
                    when (parsed.event).occurred_at < '1970-01-01T00:00:00Z'::timestamptz then 'before_1970'
                end
            ) as fault
        from cinelibre.parse_foreign_events(judge_foreign_events.events) as parsed
        left join cinelibre.interaction_types as kind on kind.name = (parsed.event).interaction_type
        left join cinelibre.items
            on items.id = (parsed.event).item_id
            and items.item_type = coalesce((parsed.event).item_type, items.item_type)
    )
    select
        j.place,
        j.event_id,
        j.user_id,
        case when known.is_so then 'repeated' when j.fault is null then 'applied' else 'refused' end,
        case when not known.is_so then j.fault end,
        j.event
    from judged as j
    cross join lateral (
        select j.is_known or exists (
            select from judged as twin where twin.event_id = j.event_id and twin.fault is null and twin.place < j.place
        ) as is_so
    ) as known
    order by j.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'keep_influence', '77695745b1ddecd34f846d97c6fa701da849373cf5723b9c0e02f1718e243d79', $cinelibre_file$
-- keep_influence: store how much an item or a feature moves a user's lists; answer how many rows changed.
-- Called by set_influence and import_influence, whose callers have locked the user. A weight of 1 is no row. PT409 beyond `most` rows.
-- A change ends the lists of the day and forgets the neighbors, so that the next list owes nothing to what is muted.
create or replace function cinelibre.keep_influence(
    user_id integer,
    kind text,
    name text,
    item_id integer,
    weight float8,
    set_at timestamptz default now(),
    most integer default 500
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_changed integer;
begin
    if keep_influence.weight = 1 then
        delete from cinelibre.influences as i
        where i.user_id = keep_influence.user_id
            and i.kind = keep_influence.kind
            and i.name is not distinct from keep_influence.name
            and i.item_id is not distinct from keep_influence.item_id;
    else
        insert into cinelibre.influences as i (user_id, kind, name, item_id, weight, set_at)
        values (
            keep_influence.user_id, keep_influence.kind, keep_influence.name, keep_influence.item_id,
            keep_influence.weight, keep_influence.set_at
        )
        on conflict on constraint influences_user_id_kind_name_item_id_key do update
        set weight = excluded.weight,
            set_at = excluded.set_at
        where i.weight <> excluded.weight;
    end if;
    get diagnostics _n_changed = row_count;
    if (select count(*) from cinelibre.influences as i where i.user_id = keep_influence.user_id) > keep_influence.most then
        perform cinelibre.refuse(
            'PT409', 'too_many_influences',
            format('You have set %s influences, which is the most: set one back to 1 first.', keep_influence.most)
        );
    end if;
    update cinelibre.users as u
    set taste_version = u.taste_version + 1
    where u.id = keep_influence.user_id
        and _n_changed > 0;
    update cinelibre.recommendation_lists as l
    set is_current = false
    where l.user_id = keep_influence.user_id
        and l.is_current
        and _n_changed > 0;
    delete from cinelibre.user_neighbors as n
    where n.user_id = keep_influence.user_id
        and _n_changed > 0;
    return _n_changed;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'keep_list', '8b0de2db8610446da10342445f7a8153b2ddd38f06db41c3b86a251f16df6eb6', $cinelibre_file$
-- keep_list: store a list and return its id; a current list replaces the former current one of its type.
-- Called by save_recommendations. It records the first batch as shown and deletes lists that are too many or too old.
create or replace function cinelibre.keep_list(list cinelibre.recommendation_lists, batch_size integer)
returns uuid
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id uuid;
begin
    if list.is_current then
        update cinelibre.recommendation_lists as l
        set is_current = false
        where l.user_id = list.user_id
            and l.is_current
            and coalesce(l.item_type, '') = coalesce(list.item_type, '');
    end if;
    insert into cinelibre.recommendation_lists as l
    (user_id, item_type, taste_version, day, sources, item_ids, items, is_current, rating_count, rows, newest_event)
    values (
        list.user_id, list.item_type, list.taste_version, list.day, list.sources, list.item_ids, list.items,
        list.is_current, list.rating_count, list.rows, list.newest_event
    )
    returning l.id into _id;
    if list.is_current then
        perform cinelibre.record_impressions(list.user_id, _id, list.items, 0, keep_list.batch_size);
    end if;
    perform cinelibre.delete_former_impressions(list.user_id);
    perform cinelibre.delete_former_lists(list.user_id, list.item_type, has_rows => list.rows is not null);
    return _id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'keep_passing', 'c7334fb129233bf65a94807fb3dfd894d0285ac4529acc5688b20f3ad884c962', $cinelibre_file$
-- keep_passing: return those of some items that meet the conditions, which refer to an item as i.
-- Called by temper_best and find_beyond_models.
create or replace function cinelibre.keep_passing(item_ids integer[], item_types text[], conditions text)
returns table (item_id integer)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select i.id from cinelibre.items as i where i.id = any ($1) and i.item_type = any ($2) and %s',
        keep_passing.conditions
    )
    using keep_passing.item_ids, keep_passing.item_types;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'knows_item', '89260c9d124252424baf3aca37a53a3ca98767e17119150c60c522fe77b05425', $cinelibre_file$
-- knows_item: say whether a user has rated, liked, disliked, seen or hidden an item, in this edition or another.
-- Called by list_unknown: lists leave such items out. Its subqueries keep it from being inlined.
create or replace function cinelibre.knows_item(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select exists (
        select
        from cinelibre.ratings as r
        where r.user_id = knows_item.user_id
            and r.item_id = knows_item.item_id
    )
    or exists (
        select
        from cinelibre.shelf as s
        where s.user_id = knows_item.user_id
            and s.item_id = knows_item.item_id
            and coalesce(s.hidden_at, s.seen_at) is not null
    )
    or exists (
        select
        from cinelibre.items as own
        join cinelibre.items as edition on edition.work_id = own.work_id
        left join cinelibre.ratings as r on r.user_id = knows_item.user_id and r.item_id = edition.id
        left join cinelibre.shelf as s on s.user_id = knows_item.user_id and s.item_id = edition.id
        where own.id = knows_item.item_id
            and coalesce(r.rated_at, s.hidden_at, s.seen_at) is not null
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'last_beat_of_the_dead', 'b448097403eb794cdedc60df6ce222144003ace51b29f26c59ce2e926d90637a', $cinelibre_file$
-- last_beat_of_the_dead: return the time before which a run's last sign of life means that it is lost.
-- Called by begin_job and list_job_runs. Twenty beats may be missed, because a database may be away for some minutes.
create or replace function cinelibre.last_beat_of_the_dead()
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select now() - interval '10 minutes';
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_activity', 'b7a0d12d74f0bd7919ff78ca6eb1f8ac329803c530468444b7efcc91607e3c30', $cinelibre_file$
-- list_activity: list the days on which a user did something, in their zone, with how many events and ratings each has.
-- Called by describe_activity. What merely happened to them is left out by the names of its types. A day
-- counts if it has an event or if a rating dates from it; an event of which only the day is known belongs to that day.
create or replace function cinelibre.list_activity(user_id integer, zone text, passive text[])
returns table (day date, n_events bigint, n_searches bigint, n_ratings bigint, star_sum float8)
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select said.day, count(*) filter (where said.is_event), count(*) filter (where said.is_search), count(said.stars), coalesce(sum(said.stars), 0)
    from (
        select
            coalesce(e.on_day, (e.occurred_at at time zone list_activity.zone)::date) as day,
            true as is_event,
            e.interaction_type = 'search' as is_search,
            null::float8 as stars
        from cinelibre.interactions as e
        where e.user_id = list_activity.user_id
            and e.interaction_type <> all (list_activity.passive)
        union all
        select (r.rated_at at time zone list_activity.zone)::date, false, false, r.rating::float8
        from cinelibre.ratings as r
        where r.user_id = list_activity.user_id and r.source = 'rating'
    ) as said
    group by said.day;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_best_known', 'a86e88ef5d886ad09d51678a669645e0ee62de7e2b9916248f258afa33ebf001', $cinelibre_file$
-- list_best_known: list a type's items that are best known elsewhere, right now ('now') or ever ('ever').
-- Called by list_popular_now. Known items are left out, and a work has its best known edition. There are two queries so
-- that each can walk the index of its order.
create or replace function cinelibre.list_best_known(item_type text, span text, known_ids integer[], item_limit integer)
returns setof integer
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    if list_best_known.span = 'now' then
        return query
        select i.id
        from cinelibre.items as i
        where i.external_popularity is not null
            and i.item_type = list_best_known.item_type
            and i.id <> all (list_best_known.known_ids)
            and (
                i.work_id is null
                or not exists (
                    select
                    from cinelibre.items as e
                    where e.work_id = i.work_id
                        and (coalesce(e.external_popularity, 0), e.prominence, -e.id) > (i.external_popularity, i.prominence, -i.id)
                )
            )
        order by i.external_popularity desc nulls last, i.prominence desc, i.id
        limit list_best_known.item_limit;
    else
        return query
        select i.id
        from cinelibre.items as i
        where i.item_type = list_best_known.item_type
            and i.prominence > 0
            and i.id <> all (list_best_known.known_ids)
            and (
                i.work_id is null
                or not exists (
                    select
                    from cinelibre.items as e
                    where e.work_id = i.work_id and (e.prominence, -e.id) > (i.prominence, -i.id)
                )
            )
        order by i.prominence desc, i.id
        limit list_best_known.item_limit;
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_best_of', 'e1328b54776e168d72221c94b82ee791700dfc94a848ae61a957ee105287e135', $cinelibre_file$
-- list_best_of: list the best known items with a feature (a genre, a language, a person), without known items.
-- Called by describe_tastes and describe_languages.
create or replace function cinelibre.list_best_of(
    kind text,
    name text,
    item_types text[],
    known_ids integer[],
    item_limit integer
)
returns table (item_id integer)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select b.item_id
    from cinelibre.features as f
    cross join lateral unnest(f.item_ids) with ordinality as b (item_id, place)
    where f.kind = list_best_of.kind
        and f.name = list_best_of.name
        and f.item_type = any (list_best_of.item_types)
        and b.item_id <> all (list_best_of.known_ids)
    order by b.place, b.item_id
    limit list_best_of.item_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_by_pairs', '1a71ee07ed330c0fc972274570713c1d7a644bc89f0557a363859b2db0e3e684', $cinelibre_file$
-- list_by_pairs: list an item's rarest pairs of two genres, or of a genre and a language, with their best known items.
-- Called by find_alike. An item's genres also count by themselves, because it may have only one.
create or replace function cinelibre.list_by_pairs(genres text[], language text, item_type text, n_pairs integer)
returns table (name text, item_ids integer[])
language sql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with own as (
        select f.kind, f.name
        from cinelibre.list_features(list_by_pairs.genres, list_by_pairs.language, null, null) as f
    )
    select f.name, f.item_ids
    from (
        select 'pair' as kind, one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name as name
        from own as one
        join own as other on (one.kind, one.name) < (other.kind, other.name)
        union all
        select o.kind, o.name
        from own as o
        where o.kind = 'genre'
    ) as wanted
    join cinelibre.features as f
        on f.kind = wanted.kind and f.name = wanted.name and f.item_type = list_by_pairs.item_type
    order by f.share, f.kind, f.name
    limit list_by_pairs.n_pairs;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_by_taste', 'b17da8b1e526895d697920a3f14a9f3ff3b46a635305cfc861ad40d20e303990', $cinelibre_file$
-- list_by_taste: list the best known items that have most of what a user likes.
-- Called by find_beyond_models; docs/algorithms.md explains the features ("Taste"). It reads per_feature unknown items
-- of each liked feature and of each pair. An item scores the sum of the features whose lists have it.
create or replace function cinelibre.list_by_taste(
    likings cinelibre.liking[],
    known_ids integer[],
    item_types text[],
    item_limit integer,
    per_feature integer default 30,
    n_features integer default 6
)
returns table (item_id integer)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with best as materialized (
        select l.kind, l.name, l.liked - l.disliked as strength
        from unnest(list_by_taste.likings) as l
        where l.liked > l.disliked and l.kind <> 'type'
        order by strength desc, l.kind, l.name
        limit list_by_taste.n_features
    ),
    asked as (
        select b.kind, b.name, b.strength from best as b
        union all
        select 'pair', one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name, one.strength + other.strength
        from best as one
        join best as other on (one.kind, one.name) < (other.kind, other.name)
    )
    select found.item_id
    from asked as a
    join cinelibre.features as f on f.kind = a.kind and f.name = a.name and f.item_type = any (list_by_taste.item_types)
    cross join lateral (
        select b.item_id, b.place
        from unnest(f.item_ids) with ordinality as b (item_id, place)
        where b.item_id not in (select unnest(list_by_taste.known_ids))
        order by b.place
        limit list_by_taste.per_feature
    ) as found
    group by found.item_id
    order by sum(a.strength) desc, min(found.place), found.item_id
    limit list_by_taste.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_catalogue_features', 'd68fc047e9d075cb255fad02714dbc210edced5cbb5301c9a421b1a3b9b91ea8', $cinelibre_file$
-- list_catalogue_features: list every item's features, and its pairs of a genre with a genre, a language or a decade.
-- Called by refresh_features. n_of_type counts the items of the type. For rows of kind `type` it counts all items.
create or replace function cinelibre.list_catalogue_features(only_kind text default null)
returns table (
    kind text, name text, item_type text, item_id integer, share float8, known float8, n_of_type bigint
)
language sql
stable
rows 100000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with described as materialized (
        select
            i.id, i.item_type, i.genres, i.language, i.people,
            i.year,
            i.prominence + ln(1 + coalesce(s.like_count, 0)) as known,
            count(*) over (partition by i.item_type) as n_of_type,
            count(*) over () as n_of_all
        from cinelibre.items as i
        left join cinelibre.item_stats as s on s.item_id = i.id
    )
    select f.kind, f.name, d.item_type, d.id, f.share, d.known, d.n_of_type
    from described as d
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, d.people) as f
    where f.kind = coalesce(list_catalogue_features.only_kind, f.kind)
    union all
    select 'type', d.item_type, d.item_type, d.id, 1, d.known, d.n_of_all
    from described as d
    where coalesce(list_catalogue_features.only_kind, 'type') = 'type'
    union all
    select 'pair', one.kind || ' ' || one.name || '|' || other.kind || ' ' || other.name, d.item_type, d.id, 1, d.known, d.n_of_type
    from described as d
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, null) as one
    cross join lateral cinelibre.list_features(d.genres, d.language, d.year, null) as other
    where coalesce(list_catalogue_features.only_kind, 'pair') = 'pair'
        and (one.kind, one.name) < (other.kind, other.name)
        and one.share = 1
        and other.share = 1;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_changed_items', '7d54897e3e621bc74b2af5cf39b6f8f08c28c2324b0d2f257273c1b8b21e5659', $cinelibre_file$
-- list_changed_items: list the items whose number of raters changed by a twentieth since their neighbors were computed.
-- Called by refresh_changed_items. Items with more than most_raters wait for the next training. Their neighbors hardly
-- change in a day, and one such item would take longer than a call may.
create or replace function cinelibre.list_changed_items(most_raters integer default 2000)
returns table (model_id integer, item_id integer, n_items float8, rater_count integer, change float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.id,
        s.item_id,
        greatest((m.metrics ->> 'n_items')::float8, 2),
        s.rater_count,
        abs(s.rater_count - coalesce(l.rater_count, 0))::float8 / s.rater_count
    from cinelibre.models as m
    join cinelibre.item_stats as s on s.rater_count between 1 and list_changed_items.most_raters
    left join cinelibre.item_lengths as l on l.model_id = m.id and l.item_id = s.item_id
    where m.kind = 'cosine'
        and m.is_active
        and abs(s.rater_count - coalesce(l.rater_count, 0)) * 20 >= s.rater_count;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_company', '846eb276dabea084a5effc2b5e984b69fe4312e7a802e8358837cbd04a19eba2', $cinelibre_file$
-- list_company: say of each item who of a reader's matches liked it, and whom the reader would match by liking it.
-- Called by find_company. Friends are named. Others are counted, among the person_limit most likely matches, and only for
-- items that least_people people rated. Who is at the threshold already is no potential match; 4.5 stars are a like.
create or replace function cinelibre.list_company(
    reader_id integer,
    item_ids integer[],
    threshold float8,
    person_limit integer default 50, rating_limit integer default 15000, least_people integer default 5,
    damping float8 default 3, shrinkage float8 default 5, middle float8 default 2.75, liked float8 default 4.5
)
returns table (item_id integer, matched_users jsonb, potential_matches jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _friends integer[] := array(select f.user_id from cinelibre.list_friends(list_company.reader_id) as f);
    _gain float8 := list_company.liked - list_company.middle;
begin
    return query
    with people as materialized (
        select s.*, s.user_id = any (_friends) as is_friend,
            s.n >= 5 and cinelibre.score_match(s.n, s.x, s.y, s.xx, s.yy, s.xy, damping, shrinkage) >= list_company.threshold as is_match
        from cinelibre.sum_common(
            list_company.reader_id,
            _friends || cinelibre.list_likely_matches(reader_id, 4, damping, shrinkage, middle, person_limit, rating_limit),
            list_company.middle, _friends
        ) as s
        where cinelibre.relate(list_company.reader_id, s.user_id) in ('none', 'asked', 'asks', 'friends')
    ),
    met as materialized ( -- once a row; inlined below, y would be computed in each of its twenty places
        select r.item_id, p.*, r.rating >= 4 as likes, coalesce(cinelibre.affinity_as_stars(kind.affinity), r.rating) - middle as other
        from people as p
        join cinelibre.ratings as r on r.user_id = p.user_id and r.item_id = any (list_company.item_ids)
        join cinelibre.item_stats as i on i.item_id = r.item_id and (p.is_friend or i.rater_count - i.simulated_count >= least_people)
        left join cinelibre.interaction_types as kind on kind.name = r.source
    ),
    judged as (
        select m.item_id, m.user_id, m.is_friend, m.likes and (m.is_friend or m.is_match) as likes,
            not m.is_match and m.n + 1 >= 5 and cinelibre.score_match(
                m.n + 1, m.x + _gain, m.y + m.other, m.xx + _gain * _gain, m.yy + m.other * m.other, m.xy + _gain * m.other, damping, shrinkage
            ) >= list_company.threshold as would_match
        from met as m
    )
    select
        m.item_id,
        jsonb_build_object(
            'named', coalesce(jsonb_agg(named.person order by u.name, u.id) filter (where m.likes and m.is_friend), '[]'),
            'others', count(*) filter (where m.likes and not m.is_friend)
        ),
        jsonb_build_object(
            'count', count(*) filter (where m.would_match),
            'named', coalesce(jsonb_agg(named.person order by u.name, u.id) filter (where m.would_match and m.is_friend), '[]')
        )
    from judged as m
    join cinelibre.users as u on u.id = m.user_id
    cross join lateral (select jsonb_build_object('person_id', u.person_id, 'name', u.name) as person) as named
    where m.likes or m.would_match
    group by m.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_demanded', 'b158cffeba0bf2548a7669211ce1eecb9ae4f0744d6e60e9556062a83c814bfb', $cinelibre_file$
-- list_demanded: list the items for a question that has constraints and nothing else, in the order that it asks for.
-- Called by search_items. It judges the best known items of each type, or the newest, and those that readers here like
-- most. Items with more of the asked genres come first.
-- The score is 1 / (60 + rank). An item whose title is the typed text gets 1 more.
create or replace function cinelibre.list_demanded(question jsonb, item_limit integer, n_judged integer default 200)
returns table (item_id integer, similarity float8, score float8, matched text[])
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := coalesce(string_to_array(question ->> 'item_type', ' '), '{movie,book}');
    _order_by text := coalesce(question ->> 'order_by', 'popular');
    _passing text := format(
        'i.item_type = any (%L) and (i.search @@ %L::tsquery) is not true and %s',
        _types, cinelibre.build_exclusion(question), cinelibre.build_conditions(question -> 'filters')
    );
    _titles integer[] := array(select cinelibre.find_titled(question ->> 'words', is_exact => true));
    _genres text[] := cinelibre.fold_names(array(select jsonb_array_elements_text(question -> 'genres')));
    _order text := case _order_by when 'newest' then 'i.year desc nulls last, i.id' else 'i.prominence desc, i.id' end;
    _pool integer[];
begin
    execute format(
        'select array('
        ' select known.id from unnest(%1$L::text[]) as each_type cross join lateral ('
        '  select i.id from cinelibre.items as i where i.item_type = each_type and %2$s order by %3$s limit $1) as known'
        ' union select liked.id from ('
        '  select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        '  where s.like_count > 0 and %2$s order by s.like_count desc, i.id limit $1) as liked'
        ' union (select i.id from cinelibre.items as i where i.folded_genres @> $3 and cardinality($3) > 1 and %2$s order by %3$s limit $1)'
        ' union select i.id from cinelibre.items as i where i.id = any ($2) and %2$s)',
        _types,
        _passing,
        _order
    )
    into _pool
    using list_demanded.n_judged, _titles, _genres;
    return query
    select
        r.item_id,
        null::float8,
        (r.item_id = any (_titles))::integer + 1.0::float8 / (60 + r.place) as points,
        case when r.item_id = any (_titles) then array['title'] else '{}' end
    from cinelibre.rate_items(_pool, _order_by, _genres) as r
    order by points desc, r.item_id
    limit list_demanded.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_editions', 'e9a03badb9017a30bb1502286947c7649cc16687353e2cda62dce5071bd6d5ec', $cinelibre_file$
-- list_editions: return some items and all other editions of their works, each once, in no order.
-- Called by list_known, build_visitor and get_similar_items: a user who knows one edition knows them all.
create or replace function cinelibre.list_editions(item_ids integer[])
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _work_ids integer[] := array(
        select distinct i.work_id
        from cinelibre.items as i
        where i.work_id is not null
            and i.id = any (list_editions.item_ids)
    );
begin
    if _work_ids = '{}' then
        return list_editions.item_ids;
    end if;
    return array(
        select given.item_id
        from unnest(list_editions.item_ids) as given (item_id)
        union
        select i.id
        from cinelibre.items as i
        where i.work_id = any (_work_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_evenings', '42c96a23d704333253ad896e60c7d722e1e1c1ec97db163093b06f3234646a7f', $cinelibre_file$
-- list_evenings: list a group's evenings as one of its members sees them, newest first.
-- Called by get_evenings and record_evening. Members who left are left out.
create or replace function cinelibre.list_evenings(for_member cinelibre.group_members, evening_skip integer, evening_limit integer)
returns table (evening_id bigint, body jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with page as materialized (
        select e.id, e.item_id, e.watched_at
        from cinelibre.group_evenings as e
        where e.group_id = for_member.group_id
        order by e.id desc
        offset list_evenings.evening_skip
        limit list_evenings.evening_limit
    ),
    told as (
        select s.evening_id, jsonb_agg(
            jsonb_build_object(
                'member_id', m.member_id, 'name', m.name,
                'expected', s.expected, 'best', s.best, 'satisfaction', s.satisfaction
            )
            order by m.seat
        ) as members
        from cinelibre.list_group_members(for_member.group_id, for_member.user_id) as m
        join cinelibre.evening_members as s on s.member_id = m.member_id
        where s.evening_id in (select p.id from page as p)
        group by s.evening_id
    )
    select p.id, jsonb_build_object(
        'evening_id', p.id, 'watched_at', p.watched_at, 'item', d.item, 'members', coalesce(t.members, '[]')
    )
    from page as p
    join (
        select distinct on (o.item_id) o.item_id, o.item
        from cinelibre.describe_items(array(select a.item_id from page as a), for_member.user_id) as o
        order by o.item_id
    ) as d on d.item_id = p.item_id
    left join told as t on t.evening_id = p.id
    order by p.id desc;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_event_marks', '382b092b201f7c99ce6343ade349e5b365eab98f5c71eed616da4e2f64e8b28e', $cinelibre_file$
-- list_event_marks: return which marks an event of some type sets on the shelf or removes from it.
-- Called by apply_interactions and mark_item. A type sets its own mark, and hides the item if it `hides`. It removes
-- what the type that it undoes sets. Watching most of something marks it as seen.
create or replace function cinelibre.list_event_marks(interaction_type text, fraction real, seen_from_fraction real)
returns table (mark text, is_set boolean)
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select marks.mark, marks.is_set
    from cinelibre.interaction_types as kind
    left join cinelibre.interaction_types as undone on undone.name = kind.undoes
    cross join lateral (
        values
        (kind.mark, true),
        (case when kind.hides and kind.mark is distinct from 'hidden' then 'hidden' end, true),
        (undone.mark, false),
        (case when undone.hides and undone.mark is distinct from 'hidden' then 'hidden' end, false),
        (case when kind.in_history and kind.mark is null and list_event_marks.fraction >= list_event_marks.seen_from_fraction then 'seen' end, true)
    ) as marks (mark, is_set)
    where kind.name = list_event_marks.interaction_type
        and marks.mark is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_evidence', 'b90e2a18d3ebbfe6215bc1f9d7792ea5e4fcc91341a239a1b19dafdb09b9191c', $cinelibre_file$
-- list_evidence: list the features of what a user rated and leaned to: on how many items, and when the newest was met.
-- Called by list_preferences. Unlike list_features it leaves out the decades beside an item's own.
create or replace function cinelibre.list_evidence(user_id integer, rated_ids integer[], leaning_ids integer[])
returns table (kind text, name text, n_items bigint, newest_at timestamptz)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with said as materialized (
        select m.item_id, m.moment, i.item_type, i.genres, i.language, i.year, i.people
        from (
            select r.item_id, r.rated_at as moment
            from unnest(list_evidence.rated_ids) as h (item_id)
            cross join lateral (
                select o.item_id, o.rated_at from cinelibre.ratings as o
                where o.user_id = list_evidence.user_id and o.item_id = h.item_id
                limit 1
            ) as r
            union all
            select e.item_id, max(e.moment)
            from cinelibre.list_newest_events(list_evidence.user_id, list_evidence.leaning_ids) as e
            group by e.item_id
        ) as m
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = m.item_id limit 1
        ) as i
    )
    select f.kind, f.name, count(*), max(f.moment)
    from (
        select 'type' as kind, s.item_type as name, s.moment from said as s
        union all
        select 'language', s.language, s.moment from said as s where s.language is not null
        union all
        select 'decade', (s.year / 10 * 10)::text, s.moment from said as s where s.year is not null
        union all
        select 'genre', g.name, s.moment from said as s cross join unnest(s.genres) as g (name)
        union all
        select 'person', p.name, s.moment
        from said as s
        cross join lateral (select distinct n.name from unnest(s.people) as n (name)) as p
    ) as f
    group by f.kind, f.name;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported', '34539e56d65d4273f96f8e627a185b06f0011f72f5f9f7e15125102d711bd428', $cinelibre_file$
-- list_exported: list a page of one part of everything that an account has; an unknown part has no entries.
-- Called by get_library_page. A new part is two lines here, a function `list_exported_…` and a name in api/library.
create or replace function cinelibre.list_exported(user_id integer, part text, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    case list_exported.part
        when 'account' then
            return query select 1::bigint, cinelibre.describe_user(list_exported.user_id) - 'id' where list_exported.after < 1;
        when 'ratings' then
            return query select e.* from cinelibre.list_exported_ratings(user_id, after, page_limit) as e;
        when 'shelf' then
            return query select e.* from cinelibre.list_exported_shelf(user_id, after, page_limit) as e;
        when 'interactions' then
            return query select e.* from cinelibre.list_exported_interactions(user_id, after, page_limit) as e;
        when 'rollups' then
            return query select e.* from cinelibre.list_exported_rollups(user_id, after, page_limit) as e;
        when 'influences' then
            return query select e.* from cinelibre.list_exported_influences(user_id, after, page_limit) as e;
        when 'services' then
            return query select e.* from cinelibre.list_exported_services(user_id, after, page_limit) as e;
        when 'summary' then
            return query select e.* from cinelibre.list_exported_summary(user_id, after, page_limit) as e;
        when 'snapshots' then
            return query select e.* from cinelibre.list_exported_snapshots(user_id, after, page_limit) as e;
        when 'notes' then
            return query select e.* from cinelibre.list_exported_notes(user_id, after, page_limit) as e;
        when 'reviews' then
            return query select e.* from cinelibre.list_exported_reviews(user_id, after, page_limit) as e;
        when 'reports' then
            return query select e.* from cinelibre.list_exported_reports(user_id, after, page_limit) as e;
        when 'feedback' then
            return query select e.* from cinelibre.list_exported_feedback(user_id, after, page_limit) as e;
        when 'people' then
            return query select e.* from cinelibre.list_exported_people(user_id, after, page_limit) as e;
        when 'person_reports' then
            return query select e.* from cinelibre.list_exported_person_reports(user_id, after, page_limit) as e;
        when 'groups' then
            return query select e.* from cinelibre.list_exported_groups(user_id, after, page_limit) as e;
        when 'evenings' then
            return query select e.* from cinelibre.list_exported_evenings(user_id, after, page_limit) as e;
        else
            return;
    end case;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_evenings', 'aec0f8562d261b581ff3a0f9aa98032078ad3e88d2ed8e8c25cb722e1d809d81', $cinelibre_file$
-- list_exported_evenings: list a page of what a user's groups watched as an export has it, by id.
-- Called by get_library_page. How content the user was is left out if nothing was known of them.
create or replace function cinelibre.list_exported_evenings(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        e.id,
        jsonb_strip_nulls(jsonb_build_object(
            'group', g.name,
            'item', cinelibre.refer_to_item(e.item_id),
            'watched_at', e.watched_at,
            'expected', s.expected,
            'best', s.best,
            'satisfaction', s.satisfaction
        ))
    from cinelibre.group_members as m
    join cinelibre.groups as g on g.id = m.group_id
    join cinelibre.group_evenings as e on e.group_id = m.group_id
    left join cinelibre.evening_members as s on s.evening_id = e.id and s.member_id = m.id
    where m.user_id = list_exported_evenings.user_id
        and e.id > list_exported_evenings.after
    order by e.id
    limit list_exported_evenings.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_feedback', 'cfe8870a380af7100b4a1bb9a3d5359d3a380b3c5945d64a0eeb1de4646db1e0', $cinelibre_file$
-- list_exported_feedback: list a page of what a user said of items on lists as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_feedback(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        f.id,
        jsonb_strip_nulls(jsonb_build_object(
            'item', cinelibre.refer_to_item(f.item_id),
            'kind', f.kind,
            'comment', f.comment,
            'reason_source', f.reason_source,
            'reason_key', f.reason_key,
            'recommendation_id', f.recommendation_id,
            'place', f.place,
            'score', f.score,
            'variant', f.variant,
            'contributions', f.contributions,
            'given_at', f.given_at
        ))
    from cinelibre.feedback as f
    where f.user_id = list_exported_feedback.user_id
        and f.id > list_exported_feedback.after
    order by f.id
    limit list_exported_feedback.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_groups', '0e5119362272f56ae1e0d6928570754755f01f55a92fe6346fe12a4fcbe8c88d', $cinelibre_file$
-- list_exported_groups: list a page of the groups that a user is in as an export has them, in the order of joining.
-- Called by get_library_page. Other members are no part of this account.
create or replace function cinelibre.list_exported_groups(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.seat,
        jsonb_build_object('name', g.name, 'joined_at', m.joined_at, 'is_host', m.seat = cinelibre.find_host(g.id))
    from cinelibre.group_members as m
    join cinelibre.groups as g on g.id = m.group_id
    where m.user_id = list_exported_groups.user_id
        and m.seat > list_exported_groups.after
    order by m.seat
    limit list_exported_groups.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_influences', '0d04eaf053bad2cad7abc6a937593cb5bc72bee4219c735d9f0b904704c480c6', $cinelibre_file$
-- list_exported_influences: list a page of what a user set to move their lists as an export has it, by id.
-- Called by list_exported.
create or replace function cinelibre.list_exported_influences(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.id,
        jsonb_strip_nulls(jsonb_build_object(
            'kind', i.kind,
            'name', i.name,
            'item', cinelibre.refer_to_item(i.item_id),
            'weight', i.weight,
            'set_at', i.set_at
        ))
    from cinelibre.influences as i
    where i.user_id = list_exported_influences.user_id
        and i.id > list_exported_influences.after
    order by i.id
    limit list_exported_influences.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_interactions', '8231cf94f598d44639b718484989644fd6738bd0cd75a6ba694cb5d23700cf80', $cinelibre_file$
-- list_exported_interactions: list a page of a user's events as an export has them, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_interactions(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        e.id,
        jsonb_strip_nulls(jsonb_build_object(
            'interaction_type', e.interaction_type,
            'item', cinelibre.refer_to_item(e.item_id),
            'occurred_at', e.occurred_at,
            'on_day', e.on_day,
            'rating', e.rating,
            'seconds', e.seconds,
            'fraction', e.fraction,
            'query', e.query,
            'idempotency_key', e.idempotency_key
        )) || case when e.context is null then '{}' else jsonb_build_object('context', e.context) end
    from cinelibre.interactions as e
    where e.user_id = list_exported_interactions.user_id
        and e.id > list_exported_interactions.after
    order by e.id
    limit list_exported_interactions.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_notes', 'edf9ae7459d9fb54dc703d5baffbafe32a64448e3780841d0a5b0d5c7fbc83ad', $cinelibre_file$
-- list_exported_notes: list a page of a user's notes as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_notes(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        n.item_id,
        jsonb_build_object('item', cinelibre.refer_to_item(n.item_id), 'note', n.body, 'written_at', n.written_at)
    from cinelibre.notes as n
    where n.user_id = list_exported_notes.user_id
        and n.item_id > list_exported_notes.after
    order by n.item_id
    limit list_exported_notes.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_people', '67cac066e70a1dc9195ba0db875c147c12878b3c6132bc544da1063690d1172a', $cinelibre_file$
-- list_exported_people: list a page of how a user stands to others as an export has it, by account.
-- Called by get_library_page. It has who asked the user, too, but not who declined or blocked the user.
create or replace function cinelibre.list_exported_people(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.other_id,
        jsonb_strip_nulls(jsonb_build_object(
            'person_id', u.person_id,
            'name', case when p.relation = 'friends' then u.name end,
            'relation', replace(p.relation, 'hidden', 'asked'),
            'said_at', p.said_at
        ))
    from (
        select o.other_id, o.said_at, cinelibre.relate(o.user_id, o.other_id) as relation
        from cinelibre.relations as o
        where o.user_id = list_exported_people.user_id
        union all
        select o.user_id, o.said_at, cinelibre.relate(o.other_id, o.user_id)
        from cinelibre.relations as o
        where o.other_id = list_exported_people.user_id
            and o.said = 'accepted'
            and cinelibre.relate(o.other_id, o.user_id) = 'asks'
    ) as p
    join cinelibre.users as u on u.id = p.other_id
    where p.other_id > list_exported_people.after
    order by p.other_id
    limit list_exported_people.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_person_reports', 'efd0e9c27725675c860b422b262abb31799845326a52e155d2f4f36caca07ba7', $cinelibre_file$
-- list_exported_person_reports: list a page of what a user reported of others as an export has it, by account.
-- Called by list_exported.
create or replace function cinelibre.list_exported_person_reports(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select o.other_id, jsonb_build_object('person_id', u.person_id, 'reason', o.reason, 'reported_at', o.reported_at)
    from cinelibre.person_reports as o
    join cinelibre.users as u on u.id = o.other_id
    where o.user_id = list_exported_person_reports.user_id
        and o.other_id > list_exported_person_reports.after
    order by o.other_id
    limit list_exported_person_reports.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_ratings', '480c173ca0f0749b969585c36282839fb4a98a4bc4a122751de070a4b2c50e69', $cinelibre_file$
-- list_exported_ratings: list a page of a user's star ratings as an export has them, by item.
-- Called by get_library_page. Implied ratings are left out, because the shelf implies them again.
create or replace function cinelibre.list_exported_ratings(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.item_id,
        jsonb_build_object('item', cinelibre.refer_to_item(r.item_id), 'rating', r.rating, 'rated_at', r.rated_at)
    from cinelibre.ratings as r
    where r.user_id = list_exported_ratings.user_id
        and r.source = 'rating'
        and r.item_id > list_exported_ratings.after
    order by r.item_id
    limit list_exported_ratings.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_reports', 'a8a6f1ff14cab36ff2a4a19f878981f6139d7aba57b40276a7497bcea97d12e0', $cinelibre_file$
-- list_exported_reports: list a page of the reviews that a user reported as an export has them, by review.
-- Called by get_library_page. It has nothing of the review's author.
create or replace function cinelibre.list_exported_reports(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.review_id,
        jsonb_build_object(
            'item', cinelibre.refer_to_item(r.item_id), 'reason', p.reason, 'reported_at', p.reported_at
        )
    from cinelibre.review_reports as p
    join cinelibre.reviews as r on r.id = p.review_id
    where p.user_id = list_exported_reports.user_id
        and p.review_id > list_exported_reports.after
    order by p.review_id
    limit list_exported_reports.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_reviews', 'f81717aea2e887f5ce5c25d727abd429a6ff478ee8aabfe93182c54f9ba6af90', $cinelibre_file$
-- list_exported_reviews: list a page of a user's reviews as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_reviews(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.item_id,
        jsonb_build_object(
            'item', cinelibre.refer_to_item(r.item_id),
            'review', r.body,
            'has_spoilers', r.has_spoilers,
            'written_at', r.written_at,
            'changed_at', r.changed_at,
            'is_hidden', r.hidden_at is not null
        )
    from cinelibre.reviews as r
    where r.user_id = list_exported_reviews.user_id
        and r.body is not null
        and r.item_id > list_exported_reviews.after
    order by r.item_id
    limit list_exported_reviews.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_rollups', 'b56f43d6d35a7c2d98753e29b8bc6a0590623b9481ec944d9ee771758a578cad', $cinelibre_file$
-- list_exported_rollups: list a page of what is left of a user's old events as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_rollups(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.id,
        jsonb_strip_nulls(jsonb_build_object(
            'interaction_type', p.interaction_type,
            'item', cinelibre.refer_to_item(p.item_id),
            'event_count', p.event_count,
            'first_at', p.first_at,
            'last_at', p.last_at
        ))
    from cinelibre.preference_rollups as p
    where p.user_id = list_exported_rollups.user_id
        and p.id > list_exported_rollups.after
    order by p.id
    limit list_exported_rollups.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_services', 'aa223aa361abecf7530e4fab65b495749c8173a181d22a1e6c7d3a53a13af466', $cinelibre_file$
-- list_exported_services: list a page of what services did for a user as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_services(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select a.id, jsonb_build_object('action', a.action, 'occurred_at', a.occurred_at)
    from cinelibre.audit_events as a
    where a.user_id = list_exported_services.user_id
        and a.id > list_exported_services.after
    order by a.id
    limit list_exported_services.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_shelf', '5bd6d6116a2a6819adc340ee4343a9f1021d810e379def116c9ff3b4682ebb8d', $cinelibre_file$
-- list_exported_shelf: list a page of the items that a user has marked as an export has them, by item.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_shelf(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        s.item_id,
        jsonb_strip_nulls(jsonb_build_object(
            'item', cinelibre.refer_to_item(s.item_id),
            'watchlist_at', s.on_watchlist_at,
            'hidden_at', s.hidden_at,
            'hidden_by', s.hidden_by,
            'seen_at', s.seen_at,
            'favorite_at', s.favorite_at,
            'opinion', s.opinion,
            'opinion_at', s.opinion_at
        ))
    from cinelibre.shelf as s
    where s.user_id = list_exported_shelf.user_id
        and s.item_id > list_exported_shelf.after
    order by s.item_id
    limit list_exported_shelf.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_snapshots', 'af59a98cd5067162d1901170955c7e9c61afe6b39c1a8251564c011c0e473b99', $cinelibre_file$
-- list_exported_snapshots: list a page of a user's snapshots of features as an export has them, by id.
-- Called by list_exported.
create or replace function cinelibre.list_exported_snapshots(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.id, jsonb_build_object('taken_at', s.taken_at, 'features', s.features)
    from cinelibre.feature_snapshots as s
    where s.user_id = list_exported_snapshots.user_id
        and s.id > list_exported_snapshots.after
    order by s.id
    limit list_exported_snapshots.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_exported_summary', '12cb841117cbcaa3eb4955a3bdee00e2c6f55892383fa52941e76479ed4e8b8d', $cinelibre_file$
-- list_exported_summary: list the row that counts a user for SQL as an export has it; none before the chore counted them.
-- Called by list_exported.
create or replace function cinelibre.list_exported_summary(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select s.user_id, to_jsonb(s) - 'user_id'
    from cinelibre.user_interaction_summary as s
    where s.user_id = list_exported_summary.user_id
        and s.user_id > list_exported_summary.after
    order by s.user_id
    limit list_exported_summary.page_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_features', '4b4d1207c51f5c19810759b722d3a4b76fe6318afa08b95fc29f24f473b266a1', $cinelibre_file$
-- list_features: return one item's features with their shares; a neighboring decade has half a share.
-- Called by list_likings, list_by_pairs and list_catalogue_features.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.list_features(genres text[], language text, year integer, people text[])
returns table (kind text, name text, share float8)
language sql
immutable
rows 10
as $$
    select 'genre', g.name, 1::float8
    from unnest(list_features.genres) as g (name)
    union all
    select 'language', list_features.language, 1::float8
    where list_features.language is not null
    union all
    select 'decade', (list_features.year / 10 * 10 + near.years)::text, near.share
    from (values (0, 1::float8), (-10, 0.5::float8), (10, 0.5::float8)) as near (years, share)
    where list_features.year is not null
    union all
    select 'person', p.name, 1::float8
    from (select distinct n.name from unnest(list_features.people) as n (name)) as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_friends', '7ec571b2f5acdb09e147ca0baa172c5c7fb7828c06ee83548a364c5d3ae14c88', $cinelibre_file$
-- list_friends: list the people who accepted a user and whom the user accepted, by name.
-- Called by everything that shows or counts friends.
create or replace function cinelibre.list_friends(reader_id integer, friend_limit integer default 500)
returns table (user_id integer, name text)
language sql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select u.id, u.name
    from cinelibre.relations as mine
    join cinelibre.relations as theirs on theirs.user_id = mine.other_id and theirs.other_id = mine.user_id
    join cinelibre.users as u on u.id = mine.other_id
    where mine.user_id = list_friends.reader_id
        and mine.said = 'accepted'
        and theirs.said = 'accepted'
    order by u.name, u.id
    limit list_friends.friend_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_group_known', '3c178135a603390acb3ab9b2babcc502a14bfabb4a3bfb2f45d70d0dbb15772e', $cinelibre_file$
-- list_group_known: return what a group's list may not have, in every edition.
-- Called by get_group_material. What any member has hidden is never shown. Without rewatch, nothing is shown that a
-- member rated, saw or sent as liked, or that the group watched. With it, only what a member rated below least_rating.
create or replace function cinelibre.list_group_known(
    group_id uuid,
    vetoed_ids integer[],
    rewatch boolean,
    least_rating float8
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.list_editions(array(
        with members as materialized (
            select m.id, m.user_id from cinelibre.group_members as m where m.group_id = list_group_known.group_id
        )
        select v.item_id from unnest(list_group_known.vetoed_ids) as v (item_id)
        union
        select s.item_id
        from members as m
        join cinelibre.shelf as s on s.user_id = m.user_id
        where s.hidden_at is not null or (not list_group_known.rewatch and s.seen_at is not null)
        union
        select r.item_id
        from members as m
        join cinelibre.ratings as r on r.user_id = m.user_id
        where not list_group_known.rewatch or r.rating < list_group_known.least_rating
        union
        select g.item_id
        from members as m
        join cinelibre.guest_ratings as g on g.member_id = m.id
        where not list_group_known.rewatch or g.rating < list_group_known.least_rating
        union
        select e.item_id
        from cinelibre.group_evenings as e
        where e.group_id = list_group_known.group_id and not list_group_known.rewatch
    ));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_group_members', 'd75376aa71c491b060fbbe53b5c467098bd62a8aa30da129c55b546e833d0701', $cinelibre_file$
-- list_group_members: list a group's members in the order of joining, each with the name that the viewer sees.
-- Called by describe_group, describe_group_readers, list_group_readers and list_evenings. Nobody sees an e-mail or the id
-- of an account. Two of whom one blocked the other do not see each other's name. Guests have no viewer_id.
create or replace function cinelibre.list_group_members(group_id uuid, viewer_id integer)
returns table (member_id uuid, seat bigint, user_id integer, name text, joined_at timestamptz)
language sql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.id, m.seat, m.user_id,
        case when not cinelibre.is_blocked(list_group_members.viewer_id, m.user_id) then coalesce(m.guest_name, u.name) end,
        m.joined_at
    from cinelibre.group_members as m
    left join cinelibre.users as u on u.id = m.user_id
    where m.group_id = list_group_members.group_id
    order by m.seat;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_group_readers', '00a0f4fe12c85b19e7c8ad3ebbac4e2b004e39bc103d6f437319b06213d0b3d3', $cinelibre_file$
-- list_group_readers: list a group's members as readers: the history, the neighbors and what the group knows.
-- Called by get_group_material. A guest's history is what they sent. known_ids are the same for all: what no list of
-- the group may have.
create or replace function cinelibre.list_group_readers(group_id uuid, known_ids integer[])
returns table (seat bigint, reader cinelibre.reader)
language plpgsql
stable
rows 4
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member record;
begin
    for _member in select m.* from cinelibre.list_group_members(list_group_readers.group_id, null) as m order by m.seat loop
        seat := _member.seat;
        if _member.user_id is not null then
            reader := cinelibre.build_reader(_member.user_id);
        else
            select v.* into reader
            from (
                select
                    coalesce(array_agg(g.item_id order by g.place), '{}') as item_ids,
                    coalesce(array_agg(g.rating order by g.place), '{}') as ratings
                from cinelibre.guest_ratings as g
                where g.member_id = _member.member_id
            ) as sent
            cross join lateral cinelibre.build_visitor(sent.item_ids, sent.ratings, null) as v;
        end if;
        reader.likings := array(select l from cinelibre.list_tastes(reader) as l);
        reader.known_ids := list_group_readers.known_ids;
        return next;
    end loop;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_group_scores', '0e976e74fbdaf257cd8151a0f9042a66597c8e21e52d5a5ac351a66dedbdd6b7', $cinelibre_file$
-- list_group_scores: list what the sources say of some items to each reader of a group, tempered by raters.
-- Called by score_for_group. Descriptions are compared here, because only now it is known which items compete.
create or replace function cinelibre.list_group_scores(
    for_readers cinelibre.reader[],
    scored cinelibre.member_score[],
    item_ids integer[],
    sources text[]
)
returns setof cinelibre.member_score
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select s.place, s.source, s.item_id, cinelibre.temper_points(s.points, t.rater_count, s.power), s.power
    from unnest(list_group_scores.scored) as s
    left join lateral ( -- with limit 1 the planner looks up each id; a join would scan all counts
        select o.rater_count from cinelibre.item_stats as o where o.item_id = s.item_id limit 1
    ) as t on true
    where s.item_id in (select unnest(list_group_scores.item_ids))
    union all
    select member.place, 'content', c.item_id, c.points, 0
    from generate_subscripts(for_readers, 1) as member (place)
    cross join lateral cinelibre.score_by_content(
        case when 'content' = any (list_group_scores.sources) then list_group_scores.item_ids end, for_readers[member.place]
    ) as c;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_growth', 'ad25579dd713f0ca3a32b500cbb853e87d3652941cca15f0d23f5a2f74b43c8d', $cinelibre_file$
-- list_growth: count the items, accounts and star ratings of each of the last days, and who rated on them.
-- Called by get_growth. A rating counts on the day that it says; one that was changed counts where it stands now.
create or replace function cinelibre.list_growth(days integer)
returns table (day date, n_items integer, n_accounts integer, n_ratings integer, n_raters integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with bounds as (
        select (now() at time zone 'UTC')::date as today, (now() at time zone 'UTC')::date - list_growth.days + 1 as since
    ),
    came as materialized (
        select (i.created_at at time zone 'UTC')::date as day, 'item' as what, count(*) as n, 0::bigint as n_people
        from cinelibre.items as i
        cross join bounds as b
        where i.created_at >= b.since::timestamp at time zone 'UTC'
        group by 1
        union all
        select (u.created_at at time zone 'UTC')::date, 'account', count(*), 0
        from cinelibre.users as u
        cross join bounds as b
        where u.created_at >= b.since::timestamp at time zone 'UTC'
            and u.email is not null
            and u.role = 'user'
        group by 1
        union all
        select (r.rated_at at time zone 'UTC')::date, 'rating', count(*), count(distinct r.user_id)
        from cinelibre.ratings as r
        cross join bounds as b
        where r.rated_at >= b.since::timestamp at time zone 'UTC'
            and r.source = 'rating'
        group by 1
    )
    select
        b.today - back,
        coalesce(sum(c.n) filter (where c.what = 'item'), 0)::integer,
        coalesce(sum(c.n) filter (where c.what = 'account'), 0)::integer,
        coalesce(sum(c.n) filter (where c.what = 'rating'), 0)::integer,
        coalesce(sum(c.n_people), 0)::integer
    from bounds as b
    cross join generate_series(0, list_growth.days - 1) as back
    left join came as c on c.day = b.today - back
    group by b.today, back
    order by back;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_idle_exclusions', 'c688a9f40846b33fd11c19dd1a9986a77958450015b9b44650f761d00b8e7fb7', $cinelibre_file$
-- list_idle_exclusions: list the exclusions of a question that match nothing in the catalogue.
-- Called by search_items, so that the user learns of them. Words of `exclude_people` must match a person's name.
-- Elsewhere they would prove nothing: a catalogue without people has names in its keywords.
create or replace function cinelibre.list_idle_exclusions(question jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(asked.phrase order by asked.place), '[]')
    from jsonb_array_elements_text(list_idle_exclusions.question -> 'exclude_words') with ordinality as asked (phrase, place)
    cross join lateral (
        select case
            when list_idle_exclusions.question -> 'exclude_people' ? asked.phrase then (
                select string_agg(quote_literal(word) || ':B', ' & ')::tsquery
                from unnest(cinelibre.split_words(cinelibre.fold_title(asked.phrase))) as word
            )
            else cinelibre.exclude_words(array[asked.phrase])
        end as query
    ) as meant
    where not exists (select from cinelibre.items as i where i.search @@ meant.query);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_implied_ratings', 'b473bbbe596d1a771833b34ecab9d3b28531727b7d11d24db763c0cb2c891821', $cinelibre_file$
-- list_implied_ratings: return the rating that an item's marks on a user's shelf stand for, with its source and time.
-- Called by imply_ratings. The newest of opinion, favorite and hiding counts; at the same time, the better one.
-- That the item was seen counts only if no other mark is set.
create or replace function cinelibre.list_implied_ratings(user_id integer, item_ids integer[])
returns table (item_id integer, rating real, source text, rated_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select distinct on (s.item_id)
        s.item_id,
        kind.implied_rating,
        kind.name,
        said.set_at
    from cinelibre.shelf as s
    cross join lateral (
        values
        (s.opinion, s.opinion_at, 2),
        (case when s.favorite_at is not null then 'favorite' end, s.favorite_at, 2),
        (s.hidden_by, s.hidden_at, 2),
        (case when s.seen_at is not null then 'seen' end, s.seen_at, 1)
    ) as said (name, set_at, strength)
    join cinelibre.interaction_types as kind on kind.name = said.name
    where s.user_id = list_implied_ratings.user_id
        and s.item_id = any (list_implied_ratings.item_ids)
        and kind.implied_rating is not null
    order by s.item_id, said.strength desc, said.set_at desc, kind.implied_rating desc, kind.name;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_job_runs', 'f4f64bd87b1a6cb18f7a15ddca736cd70cf50d2c88f9f3d88e86afd78995d425', $cinelibre_file$
-- list_job_runs: list every run with its seconds and its position among the runs of its job, newest first.
-- Called by get_job_runs and describe_jobs.
create or replace function cinelibre.list_job_runs()
returns table (
    id integer,
    job_name text,
    holder text,
    started_at timestamptz,
    ended_at timestamptz,
    seconds float8,
    outcome text,
    counts jsonb,
    errors text[],
    place bigint
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        j.id,
        j.job_name,
        j.holder,
        j.started_at,
        j.ended_at,
        round(extract(epoch from coalesce(j.ended_at, j.beat_at) - j.started_at), 1)::float8,
        coalesce(j.outcome, case when j.beat_at < cinelibre.last_beat_of_the_dead() then 'lost' else 'under way' end),
        j.counts,
        j.errors,
        row_number() over (partition by j.job_name order by j.id desc)
    from cinelibre.job_runs as j;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_kin', '5bb209673fdd159cf6bdbb0816af4d5b4b9f24d21eea0212a22b6e4a04e65359', $cinelibre_file$
-- list_kin: list an item's nearest of every kind: by each item model, by description, and as similar items are served.
-- Called by get_item_neighbors. `value` is the model's weight, the cosine of the descriptions, or the score of likeness.
-- Models and descriptions are as they are stored, of either type; what is served is of the item's own type.
create or replace function cinelibre.list_kin(item_id integer, own_type text, kin_limit integer)
returns table (kind text, place integer, other_id integer, value float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select m.kind, n.place::integer, n.other_id, n.weight::float8
    from cinelibre.models as m
    join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_kin.item_id
    cross join lateral unnest(row.neighbor_ids, row.weights) with ordinality as n (other_id, weight, place)
    where m.is_active
        and n.place <= list_kin.kin_limit
    union all
    select 'content', (row_number() over (order by n.similarity desc, n.item_id))::integer, n.item_id, n.similarity
    from (
        select near.item_id, near.similarity
        from cinelibre.item_embeddings as e
        cross join unnest(array['movie', 'book']) as each_type
        cross join lateral cinelibre.scan_by_vector(
            each_type, e.embedding::vector, array[list_kin.item_id], 'true', list_kin.kin_limit
        ) as near
        where e.item_id = list_kin.item_id
        order by near.similarity desc, near.item_id
        limit list_kin.kin_limit
    ) as n
    union all
    select 'similar', (row_number() over (order by r.score desc, r.other_id))::integer, r.other_id, r.score
    from cinelibre.rank_alike(
        list_kin.item_id, list_kin.own_type, list_kin.own_type, cinelibre.list_editions(array[list_kin.item_id]),
        0, list_kin.kin_limit
    ) as r;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_known', '9b7a0914213a0e78d2ce4ce4374436e9ac7063aacc0b4742635aa62afcf7deab', $cinelibre_file$
-- list_known: return what a user has rated, liked, disliked, seen or hidden, in every edition.
-- Called by everything that recommends, because known items are never recommended. It is PL/pgSQL because PostgreSQL
-- before 18 plans an SQL function at every call.
create or replace function cinelibre.list_known(user_id integer)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.list_editions(array(
        select r.item_id
        from cinelibre.ratings as r
        where r.user_id = list_known.user_id
        union
        select s.item_id
        from cinelibre.shelf as s
        where s.user_id = list_known.user_id
            and coalesce(s.hidden_at, s.seen_at) is not null
    ));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_leanings', '2e9a696ec58b951c436247221cf4bf42f43c7cc1ea333bc1ad615028e6951b52', $cinelibre_file$
-- list_leanings: return what a user leans to, or away from, by what they clicked, viewed, saved or watched in part.
-- Called by build_reader and count_told; docs/algorithms.md has the formula ("Leanings"). Types of events that stand for
-- a rating say nothing here, nor does anything about an item that the user rated: the rating counts.
-- It reads the whole log of the user and what is left of events that cleanup deleted. Both decay by the same clock.
-- What the newest searches find leans a little too (list_searched).
create or replace function cinelibre.list_leanings(
    user_id integer,
    item_limit integer default 100
)
returns table (item_id integer, weight float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _clock cinelibre.decay_clocks := (select c from cinelibre.decay_clocks as c where c.name = 'preference');
    _seconds float8 := 86400 * _clock.half_life_days;
    _passed float8 := extract(epoch from now() - _clock.landmark)::float8 / _seconds;
begin
    return query
    with kinds as materialized (
        select k.name, k.preference
        from cinelibre.interaction_types as k
        where k.takes_item and k.preference <> 0 and k.implied_rating is null and not k.hides
    ),
    said as (
        select
            e.item_id,
            cinelibre.weigh_event(k.preference, e.rating)
            * power(0.5::float8, least(400, extract(epoch from now() - e.occurred_at)::float8 / _seconds)) as weight
        from cinelibre.interactions as e
        join kinds as k on k.name = e.interaction_type
        where e.user_id = list_leanings.user_id
        union all
        select p.item_id, p.weight * power(0.5::float8, _passed)
        from cinelibre.preference_rollups as p
        join kinds as k on k.name = p.interaction_type
        where p.user_id = list_leanings.user_id
        union all
        select q.* from cinelibre.list_searched(list_leanings.user_id, make_interval(secs => _seconds)) as q
    )
    select s.item_id, sum(s.weight)
    from said as s
    where s.item_id is not null
        and not exists (
            select from cinelibre.ratings as r where r.user_id = list_leanings.user_id and r.item_id = s.item_id
        )
    group by s.item_id
    order by abs(sum(s.weight)) desc, s.item_id
    limit list_leanings.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_liked', '1e51fee78418039a120b18a4a473d2fd18c77476722a4cb8f99a9e42307baa34', $cinelibre_file$
-- list_liked: list the newest items that a user clearly liked, with a weight: share · (stars − middle) / (5 − middle).
-- Called by score_by_content and explain_by_content. weigh_history has the middle. The strongest leanings follow; they
-- have no rating.
create or replace function cinelibre.list_liked(
    item_ids integer[],
    ratings real[],
    liked_limit integer default 30,
    least_weight float8 default 0.15,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null,
    leaning_limit integer default 10
)
returns table (item_id integer, rating float8, weight float8, embedding halfvec)
language sql
stable
rows 30
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select newest.item_id, newest.rating, newest.weight, e.embedding
    from (
        (
            select w.item_id, w.rating, w.liked as weight, w.place
            from cinelibre.weigh_history(list_liked.item_ids, list_liked.ratings, shares => list_liked.shares) as w
            where w.liked > list_liked.least_weight
            order by w.place
            limit list_liked.liked_limit
        )
        union all
        (
            select l.item_id, null, l.weight, 10000 + row_number() over (order by l.weight desc, l.item_id)
            from unnest(list_liked.leaning_ids, list_liked.leaning_weights) as l (item_id, weight)
            where l.weight > list_liked.least_weight
            order by l.weight desc, l.item_id
            limit list_liked.leaning_limit
        )
    ) as newest
    cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all vectors
        select e.embedding from cinelibre.item_embeddings as e where e.item_id = newest.item_id limit 1
    ) as e
    order by newest.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_likely_matches', '97c2c2aa10ce80c8dc9cf56bff15e277d94bc73a4a13ec2300e12185776fc246', $cinelibre_file$
-- list_likely_matches: list the people whose ratings agree most with a reader's, to be compared in full.
-- Called by find_matches. It reads an index alone, so a like or a mark counts the stars that it implies. Of a long
-- history the items with the fewest raters are compared, until they have rating_limit ratings.
create or replace function cinelibre.list_likely_matches(
    reader_id integer,
    least_common integer,
    damping float8,
    shrinkage float8,
    middle float8,
    person_limit integer default 100,
    rating_limit integer default 60000
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set enable_seqscan = off -- keeps the planner on the index of ratings by item
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return array(
        with mine as materialized (
            select placed.item_id, placed.x
            from (
                select r.item_id, r.rating - list_likely_matches.middle as x, sum(s.rater_count) over (order by s.rater_count, r.item_id) as n_read
                from cinelibre.ratings as r
                join cinelibre.item_stats as s on s.item_id = r.item_id
                where r.user_id = list_likely_matches.reader_id
            ) as placed
            where placed.n_read <= list_likely_matches.rating_limit
        ),
        summed as (
            select
                r.user_id, count(*) as n, sum(m.x) as x, sum(r.rating - middle) as y, sum(m.x * m.x) as xx,
                sum((r.rating - middle) * (r.rating - middle)) as yy, sum(m.x * (r.rating - middle)) as xy
            from mine as m
            join cinelibre.ratings as r on r.item_id = m.item_id
            where r.user_id <> list_likely_matches.reader_id
            group by r.user_id
            having count(*) >= list_likely_matches.least_common
        )
        select s.user_id
        from summed as s
        join cinelibre.users as u on u.id = s.user_id
        where cinelibre.can_be_matched(u)
        order by
            cinelibre.correlate(s.n, s.x, s.y, s.xx, s.yy, s.xy, list_likely_matches.damping) * s.n / (s.n + list_likely_matches.shrinkage) desc,
            s.user_id
        limit list_likely_matches.person_limit
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_likings', '6b03103cc760bf6bf38e2de9f9cfcf89f489c243cefe4c00c84d17cf7082aec1', $cinelibre_file$
-- list_likings: compute from a history, newest first, how much a user likes and dislikes each feature.
-- Called by list_tastes and get_session_candidates. docs/algorithms.md has the formula ("Taste"). A leaning counts like a
-- rating that says as much.
-- Of people only the strongest are returned. Of other features all are: what a user never watches says something too.
-- The kind `type` says how far a type falls behind its share of the catalogue.
create or replace function cinelibre.list_likings(
    item_ids integer[],
    ratings real[],
    item_limit integer default 200,
    people_limit integer default 60,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null
)
returns setof cinelibre.liking
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with weighed as materialized (
        select w.liked, w.disliked, i.item_type, i.genres, i.language, i.year, i.people
        from cinelibre.weigh_signals(item_ids, ratings, item_limit, leaning_ids, leaning_weights, shares) as w
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = w.item_id limit 1
        ) as i
    ),
    totals as materialized (select w.item_type, sum(w.liked) as liked, sum(w.disliked) as disliked from weighed as w group by 1),
    observed as materialized (
        select f.kind, f.name, sum(w.liked * f.share) as liked, sum(w.disliked * f.share) as disliked
        from weighed as w
        cross join lateral cinelibre.list_features(w.genres, w.language, w.year, w.people) as f
        group by f.kind, f.name
    ),
    asked as (
        select distinct f.kind, f.name from cinelibre.features as f where f.kind in ('genre', 'language', 'decade')
        union all
        (select o.kind, o.name from observed as o where o.kind = 'person' order by o.liked desc, o.name limit people_limit)
        union
        (select o.kind, o.name from observed as o where o.kind = 'person' order by o.disliked desc, o.name limit people_limit)
    )
    select
        a.kind,
        a.name,
        ln((coalesce(o.liked, 0) + 1) / (expected.liked + 1)),
        greatest(0, ln((coalesce(o.disliked, 0) + 1) / (expected.disliked + 1)))
    from asked as a
    cross join lateral (
        select sum(f.share * t.liked) as liked, sum(f.share * t.disliked) as disliked
        from totals as t
        join cinelibre.features as f on f.item_type = t.item_type and f.kind = a.kind and f.name = a.name
    ) as expected
    left join observed as o on o.kind = a.kind and o.name = a.name
    where expected.liked is not null
    union all
    select 'type', f.name, ln((coalesce(t.liked, 0) + 0.5) / (f.share * (select sum(t.liked) from totals as t) + 0.5)), 0
    from cinelibre.features as f
    left join totals as t on t.item_type = f.name
    where f.kind = 'type' and exists (select from totals);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_logged_entries', 'f343796cc5cd76c233bec6d154ed066f178c30e6a785f7272b466ce7c00a06fa', $cinelibre_file$
-- list_logged_entries: list the entries of some lists: those that are stored, shown, or that feedback was given of.
-- Called by get_feedback_log. Lists are deleted after a week: then an entry has its contributions only if feedback kept
-- them. `kinds` are the kinds of feedback.
create or replace function cinelibre.list_logged_entries(recommendation_ids uuid[])
returns table (
    recommendation_id uuid,
    user_id integer,
    item_id integer,
    place integer,
    is_shown boolean,
    variant text,
    contributions jsonb,
    kinds text[]
)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with found as (
        select
            l.id as recommendation_id, l.user_id, (entry.body ->> 'item_id')::integer as item_id, entry.place::integer as place,
            false as is_shown, entry.body ->> 'variant' as variant, entry.body -> 'contributions' as contributions, null as kind
        from cinelibre.recommendation_lists as l
        cross join lateral jsonb_array_elements(l.items) with ordinality as entry (body, place)
        where l.id = any (list_logged_entries.recommendation_ids)
        union all
        select i.recommendation_id, i.user_id, i.item_id, i.place, true, null, null, null
        from cinelibre.impressions as i
        where i.recommendation_id = any (list_logged_entries.recommendation_ids)
        union all
        select f.recommendation_id, f.user_id, f.item_id, f.place, false, f.variant, f.contributions, f.kind
        from cinelibre.feedback as f
        where f.recommendation_id = any (list_logged_entries.recommendation_ids)
    )
    select
        f.recommendation_id,
        f.user_id,
        f.item_id,
        min(f.place),
        bool_or(f.is_shown),
        coalesce(max(f.variant), 'default'),
        (array_agg(f.contributions order by f.kind nulls first) filter (where f.contributions is not null))[1],
        coalesce(array_agg(f.kind order by f.kind) filter (where f.kind is not null), '{}')
    from found as f
    group by f.recommendation_id, f.user_id, f.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_made', '5e8d3563a9a8bccde35eeacb787d421943f1c2a869d62a7107e023c9d313d035', $cinelibre_file$
-- list_made: list what any of some people made or appear in, best known first, without known items.
-- Called by find_alike with the makers of an item, whose names are folded.
create or replace function cinelibre.list_made(makers text[], item_type text, known_ids integer[], item_limit integer)
returns setof integer
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select i.id
    from cinelibre.items as i
    where i.folded_people && list_made.makers
        and i.item_type = list_made.item_type
        and i.id <> all (list_made.known_ids)
    order by i.prominence desc, i.id
    limit list_made.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_made_lists', 'e4d05bd596f4c66f0c29e050edd88c6b827d8df9171b09097f1e6f846f4bcabb', $cinelibre_file$
-- list_made_lists: count by day the lists that were made and are still kept, and for how many readers.
-- Called by get_list_counts. A list is kept for a week at most, and a reader's newest ones alone.
create or replace function cinelibre.list_made_lists(days integer)
returns table (day date, n_lists integer, n_front_pages integer, n_readers integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (l.created_at at time zone 'UTC')::date,
        (count(*) filter (where l.rows is null))::integer,
        (count(*) filter (where l.rows is not null))::integer,
        count(distinct l.user_id)::integer
    from cinelibre.recommendation_lists as l
    where l.created_at >= ((now() at time zone 'UTC')::date - list_made_lists.days + 1)::timestamp at time zone 'UTC'
    group by 1
    order by 1 desc;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_makers', '59c9085c4db16c803b36320ee65224f803680e6ead6121b7ca33bc475d712b9e', $cinelibre_file$
-- list_makers: return the folded names of who made an item: a movie's directors or a book's authors.
-- Called by find_alike, compare_items and describe_likeness.
create or replace function cinelibre.list_makers(item_id integer)
returns text[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.fold_names(coalesce(
        (select m.directors from cinelibre.movies as m where m.item_id = list_makers.item_id),
        (select b.authors from cinelibre.books as b where b.item_id = list_makers.item_id)
    ));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_marks', '63887dab7ea23f511629637dd90d3088499e97c2676525ba6c3c5e246cfd16d1', $cinelibre_file$
-- list_marks: list the marks of a row of the shelf that are set, and since when.
-- Called by get_marked_items, mark_item, list_newest_marks and count_library. It has no search_path of its own, so that
-- it is inlined into the caller's query.
create or replace function cinelibre.list_marks(row_of_shelf cinelibre.shelf)
returns table (mark text, marked_at timestamptz)
language sql
immutable
rows 2
as $$
    select marks.mark, marks.marked_at
    from (
        values
        ('watchlist', (list_marks.row_of_shelf).on_watchlist_at),
        ('hidden', (list_marks.row_of_shelf).hidden_at),
        ('seen', (list_marks.row_of_shelf).seen_at),
        ('favorite', (list_marks.row_of_shelf).favorite_at),
        ('opinion', (list_marks.row_of_shelf).opinion_at)
    ) as marks (mark, marked_at)
    where marks.marked_at is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_matches', '39688ae53cd489fd69f3cf225dbc0c55eeeeed3c07abb6f2e359980028a57ea0', $cinelibre_file$
-- list_matches: list the people whom GET /matches shows a reader: who asked first, then the best of the others.
-- Called by get_matches. Nobody who blocked or declined the reader, or whom the reader blocked or declined, is there.
create or replace function cinelibre.list_matches(reader_id integer, threshold float8, match_limit integer)
returns table (user_id integer, relation text, score float8, r float8, n integer)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _asking integer[];
begin
    if not exists (select from cinelibre.users as u where u.id = list_matches.reader_id and cinelibre.can_be_matched(u)) then
        return;
    end if;
    _asking := array(
        select o.user_id
        from cinelibre.relations as o
        where o.other_id = list_matches.reader_id
            and o.said = 'accepted'
            and cinelibre.relate(list_matches.reader_id, o.user_id) = 'asks'
        order by o.said_at, o.user_id
        limit list_matches.match_limit
    );
    return query
    select found.user_id, found.relation, found.score, found.r, found.n
    from (
        select asking.id as user_id, 'asks' as relation, m.score, m.r, m.n
        from unnest(_asking) as asking (id)
        left join cinelibre.find_matches(list_matches.reader_id, 0, list_matches.match_limit, _asking) as m on m.user_id = asking.id
        union all
        select m.user_id, told.relation, m.score, m.r, m.n
        from cinelibre.find_matches(list_matches.reader_id, list_matches.threshold, 200) as m
        cross join lateral (select cinelibre.relate(list_matches.reader_id, m.user_id) as relation) as told
        where told.relation in ('none', 'asked', 'friends')
            and cinelibre.agrees(m.score)
    ) as found
    order by found.relation = 'asks' desc, found.score desc nulls last, found.n desc nulls last, found.user_id
    limit list_matches.match_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_mine', '1031ca37381f3f4497e95529c15ef6ff3be91f442e0b5d01d28d136a3d370065', $cinelibre_file$
-- list_mine: return what a user did with each of some items, as of now: the stars they gave, and which marks are set.
-- Called by everything that answers items to a user. It is strict: without a user there are no rows, and nothing is read.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.list_mine(user_id integer, item_ids integer[])
returns table (item_id integer, mine json)
language plpgsql
stable
strict
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select
        asked.id,
        json_build_object(
            'rating', r.rating,
            'on_watchlist', s.on_watchlist_at is not null,
            'is_hidden', s.hidden_at is not null,
            'is_seen', s.seen_at is not null,
            'is_favorite', s.favorite_at is not null
        )
    from (select distinct a.id from unnest(list_mine.item_ids) as a (id)) as asked
    left join (
        select o.item_id, o.rating
        from cinelibre.ratings as o
        where o.user_id = list_mine.user_id and o.item_id = any (list_mine.item_ids) and o.source = 'rating'
    ) as r on r.item_id = asked.id
    left join (
        select o.*
        from cinelibre.shelf as o
        where o.user_id = list_mine.user_id and o.item_id = any (list_mine.item_ids)
    ) as s on s.item_id = asked.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_moving', 'eff593f4b07e25b97bd913b8264722e443c42bde1beb83b996bffa98fcc0bf64', $cinelibre_file$
-- list_moving: list the items that trend, without known items.
-- Called by get_trending_items, get_public_carousels and describe_rows. docs/algorithms.md has the formula. A work
-- shows its edition with the best score. Items below the trend that three people leave at the least are not read,
-- because old events never quite fade.
create or replace function cinelibre.list_moving(
    item_type text,
    known_ids integer[],
    item_limit integer,
    damping float8 default 3,
    depth_factor integer default 3
)
returns table (item_id integer, work_id integer, score float8)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _clock cinelibre.decay_clocks := (select c from cinelibre.decay_clocks as c where c.name = 'trend');
    _half_lives float8 := extract(epoch from now() - _clock.landmark)::float8 / (86400 * _clock.half_life_days);
    _least float8 := (
        select 3 * least(0.1, min(kind.preference)) * 2 ^ (_half_lives - _clock.window_days / _clock.half_life_days)
        from cinelibre.interaction_types as kind
        where kind.preference > 0
    );
begin
    return query
    with moving as materialized (
        select s.item_id, i.work_id, s.trend * 2 ^ (-_half_lives) * s.mover_count / (s.mover_count + list_moving.damping) as score
        from cinelibre.item_stats as s
        join cinelibre.items as i on i.id = s.item_id
        where s.trend > 0
            and s.trend >= 0.999 * _least -- sums of the same events may differ in their last digits
            and s.third_mover_at > now() - make_interval(secs => 86400 * _clock.window_days)
            and i.item_type = coalesce(list_moving.item_type, i.item_type)
            and i.id <> all (list_moving.known_ids)
        order by s.trend desc, s.item_id
        limit list_moving.depth_factor * list_moving.item_limit
    ),
    best as (
        select m.*, row_number() over (partition by coalesce(m.work_id, m.item_id) order by m.score desc, m.item_id) as edition
        from moving as m
    )
    select b.item_id, b.work_id, b.score
    from best as b
    where b.edition = 1
    order by b.score desc, b.item_id
    limit list_moving.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_near', '06b6b9683294911f80d345e9a5c2cf0dbfa8db673e98325d7ad18967a132ad7e', $cinelibre_file$
-- list_near: return for each of some items which others of a list the same people like, with their phi.
-- Called by get_questions and list_telling.
create or replace function cinelibre.list_near(item_ids integer[], among integer[])
returns table (item_id integer, near jsonb, most float8)
language plpgsql
stable
rows 60
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select one.item_id, jsonb_object_agg(one.near_id, one.phi), max(one.phi)
    from (
        select n.item_id, unnest(n.neighbor_ids) as near_id, unnest(n.weights)::float8 as phi
        from cinelibre.models as m
        join cinelibre.item_neighbors as n on n.model_id = m.id
        where m.kind = 'phi'
            and m.is_active
            and n.item_id = any (list_near.item_ids)
    ) as one
    join unnest(list_near.among) as wanted (id) on wanted.id = one.near_id
    group by one.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_near_words', 'add4a08b09431f487e73ffde7410695059f0a7dc0bf431bafc2d37d93f2d529c', $cinelibre_file$
-- list_near_words: list the catalogue's words that a misspelled word may stand for, with their numbers of typos.
-- Called by find_intended_word. Words of four to six letters may have one typo, longer words two. It compares the 60
-- words that share the most trigrams and returns at most 12. With is_begun, the typed word may be incomplete.
create or replace function cinelibre.list_near_words(typed text, is_begun boolean)
returns table (word text, n_typos integer)
language sql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as (
        select
            case when char_length(list_near_words.typed) < 4 then 0 when char_length(list_near_words.typed) < 7 then 1 else 2 end as most,
            char_length(list_near_words.typed) as n_letters,
            cinelibre.read_trigrams(list_near_words.typed) as trigrams
    ),
    likely as materialized (
        select k.word, shared.n as n_shared
        from asked
        join cinelibre.known_words as k on k.trigrams && asked.trigrams
        cross join lateral (
            select count(*) as n from unnest(k.trigrams) as each where each = any (asked.trigrams)
        ) as shared
        where asked.most > 0
            and (
                abs(char_length(k.word) - asked.n_letters) <= asked.most
                or (list_near_words.is_begun and char_length(k.word) > asked.n_letters)
            )
        order by shared.n desc, abs(char_length(k.word) - asked.n_letters), k.word
        limit 60
    )
    select l.word, differing.n
    from asked
    cross join likely as l
    cross join lateral (
        select least(
            cinelibre.count_typos(list_near_words.typed, l.word, asked.most),
            case
                when list_near_words.is_begun then cinelibre.count_typos(list_near_words.typed, left(l.word, asked.n_letters), asked.most)
            end
        ) as n
    ) as differing
    where differing.n <= asked.most
    order by differing.n, l.n_shared desc, l.word
    limit 12;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_newest_events', 'aa5d48b4b6d747af9ff6ec18c25fb4f61747ab103558d670960b15c9ebefbbb8', $cinelibre_file$
-- list_newest_events: list when a user last did something with some items, by the log and by what was rolled up of it.
-- Called by list_evidence. The newest event_limit events of the log count, as they do for leanings.
create or replace function cinelibre.list_newest_events(user_id integer, item_ids integer[], event_limit integer default 2000)
returns table (item_id integer, moment timestamptz)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select e.item_id, max(e.occurred_at)
    from (
        select n.item_id, n.occurred_at
        from cinelibre.interactions as n
        where n.user_id = list_newest_events.user_id
        order by n.occurred_at desc, n.id
        limit list_newest_events.event_limit
    ) as e
    where e.item_id = any (list_newest_events.item_ids)
    group by e.item_id
    union all
    select p.item_id, max(p.last_at)
    from cinelibre.preference_rollups as p
    where p.user_id = list_newest_events.user_id
        and p.item_id = any (list_newest_events.item_ids)
    group by p.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_newest_marks', 'a05a52dff6b7a0635e316680aae8052a9337daeac619b805a8fc637860e12e07', $cinelibre_file$
-- list_newest_marks: list what some of a user's events say last of each item and mark.
-- Called by apply_marks. An event that arrives late says nothing if the log has a newer one of the same mark, or if the
-- shelf has the mark since later: an import sets marks without events.
create or replace function cinelibre.list_newest_marks(user_id integer, interaction_ids bigint[], seen_from_fraction real)
returns table (item_id integer, mark text, is_set boolean, interaction_type text, occurred_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with said as materialized (
        select
            e.id,
            e.item_id,
            e.interaction_type,
            e.occurred_at,
            marks.mark,
            marks.is_set
        from cinelibre.interactions as e
        cross join lateral cinelibre.list_event_marks(e.interaction_type, e.fraction, list_newest_marks.seen_from_fraction) as marks
        where e.id = any (list_newest_marks.interaction_ids)
            and e.item_id is not null
    )
    select distinct on (s.item_id, s.mark) s.item_id, s.mark, s.is_set, s.interaction_type, s.occurred_at
    from said as s
    where not exists (
        select
        from cinelibre.interactions as later
        cross join lateral cinelibre.list_event_marks(
            later.interaction_type, later.fraction, list_newest_marks.seen_from_fraction
        ) as marks
        where later.user_id = list_newest_marks.user_id
            and later.occurred_at > s.occurred_at
            and later.item_id = s.item_id
            and marks.mark = s.mark
            and later.id <> all (list_newest_marks.interaction_ids)
    )
        and not exists (
            select
            from cinelibre.shelf as kept
            cross join lateral cinelibre.list_marks(kept) as marks
            where kept.user_id = list_newest_marks.user_id
                and kept.item_id = s.item_id
                and marks.mark = s.mark
                and marks.marked_at > s.occurred_at
        )
    order by s.item_id, s.mark, s.occurred_at desc, s.id desc;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_newest_searches', '112bc3db0c9a0366f32efa26fabc224374e5aa8ce1155ef656a46189145baad7', $cinelibre_file$
-- list_newest_searches: list a user's newest searches, which say what they lean to.
-- Called by list_searched, and by roll_up_users, which leaves them: a sum could not say what was looked for.
create or replace function cinelibre.list_newest_searches(user_id integer, query_limit integer default 3)
returns table (id bigint, query text, occurred_at timestamptz, interaction_type text)
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select e.id, e.query, e.occurred_at, e.interaction_type
    from cinelibre.interactions as e
    where e.user_id = list_newest_searches.user_id
        and e.interaction_type = 'search'
    order by e.occurred_at desc, e.id
    limit list_newest_searches.query_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_notes', '7ef77ca3d94c37c9cc47def9544de99cc8e8df008cc67e6188131d169c76829a', $cinelibre_file$
-- list_notes: list the beginnings of a reader's notes on some items; a longer note ends in an ellipsis there.
-- Called by the lists of a shelf. It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.list_notes(user_id integer, item_ids integer[], most_characters integer default 200)
returns table (item_id integer, note text)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select
        n.item_id,
        case
            when char_length(n.body) > list_notes.most_characters then left(n.body, list_notes.most_characters - 1) || '…'
            else n.body
        end
    from cinelibre.notes as n
    where n.user_id = list_notes.user_id
        and n.item_id = any (list_notes.item_ids);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_opinions', 'cad5d272642710df3cda4887f0d9d16be80931b79bccb3448ace01208dd60f8d', $cinelibre_file$
-- list_opinions: list what somebody thinks of items, in stars.
-- Called by everything that compares people. Stars count as given. Of an item without stars the newest opinion or mark
-- counts by its affinity; cinelibre.ratings keeps which one that is. It has no search_path of its own, so that it is
-- inlined: copying what it returns took a third of a comparison.
create or replace function cinelibre.list_opinions(user_id integer)
returns table (item_id integer, stars float8)
language sql
stable
rows 100
as $$
    select r.item_id, coalesce(cinelibre.affinity_as_stars(kind.affinity), r.rating)
    from cinelibre.ratings as r
    left join cinelibre.interaction_types as kind on kind.name = r.source
    where r.user_id = list_opinions.user_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_own_functions', '005686493f289d9e1aaa2f0d8529b3b451b5ac5e4e2d8d267f851533aab5152b', $cinelibre_file$
-- list_own_functions: list the functions that CineLibre made, in whatever schema.
-- Called by describe_open_grants and describe_closed_grants.
create or replace function cinelibre.list_own_functions()
returns table (id oid, name text)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select p.oid, n.nspname || '.' || p.proname
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    left join cinelibre.shipped_functions as s
        on s.schema_name = n.nspname
        and s.function_name = p.proname
    where n.nspname = 'cinelibre'
        or s.function_name is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_own_tables', '21960b0f66078443f49ba86ac109aa6779762c254741012a37ddbc804dea3098', $cinelibre_file$
-- list_own_tables: list the tables that CineLibre made.
-- Called by describe_open_grants and describe_closed_grants.
create or replace function cinelibre.list_own_tables()
returns table (id oid, name text, has_row_security boolean)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select c.oid, 'cinelibre.' || c.relname, c.relrowsecurity
    from pg_class as c
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind in ('r', 'p');
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_popular', '17fc9d611dd01c2c2f62ce707904f6a16ab76d9be066a5f95cc77d6fb832c6bb', $cinelibre_file$
-- list_popular: list what our users like most, and what of each type is best known elsewhere, without known items.
-- Called by find_beyond_models, rank_popular and describe_rows. The conditions refer to an item as i.
create or replace function cinelibre.list_popular(
    item_types text[],
    known_ids integer[],
    conditions text,
    item_limit integer
)
returns table (item_id integer)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select liked.id from ('
        ' select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        ' where s.like_count > 0 and i.item_type = any (%1$L) and i.id <> all ($1) and %2$s'
        ' order by s.like_count desc, i.id limit $2) as liked'
        ' union'
        ' select known.id from unnest(%1$L::text[]) as each_type cross join lateral ('
        '  select i.id from cinelibre.items as i where i.item_type = each_type and i.id <> all ($1) and %2$s'
        '  order by i.prominence desc, i.id limit $2) as known',
        list_popular.item_types, list_popular.conditions
    )
    using list_popular.known_ids, list_popular.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_popular_now', 'f7824c10c4594b8a961985beea3ee6ab1fab6e50e7a6025be3386c51d002124e', $cinelibre_file$
-- list_popular_now: list what is popular now, by likes here and popularity at the sources, without known items.
-- Called by get_public_carousels, and by get_trending_items if too little trends. If a type's source does not tell what
-- is popular now, its numbers of raters count. Items with neither are left out, because ids alone would order them.
-- A work has one edition.
create or replace function cinelibre.list_popular_now(item_type text, known_ids integer[], item_limit integer)
returns table (item_id integer, score float8)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with pool as materialized (
        select known.id
        from cinelibre.catalogue_totals as t
        cross join lateral cinelibre.list_best_known(
            t.item_type,
            case when t.popularity_total >= 0.001 then 'now' else 'ever' end,
            list_popular_now.known_ids,
            list_popular_now.item_limit
        ) as known (id)
        where t.item_type = coalesce(list_popular_now.item_type, t.item_type)
        union
        (
            select i.id
            from cinelibre.item_stats as s
            join cinelibre.items as i on i.id = s.item_id
            where s.like_count > 0
                and i.item_type = coalesce(list_popular_now.item_type, i.item_type)
                and i.id <> all (list_popular_now.known_ids)
            order by s.like_count desc, i.id
            limit 2 * list_popular_now.item_limit
        )
    ),
    scored as (
        select
            i.id,
            coalesce(i.work_id, i.id) as work_id,
            case
                when i.external_popularity > 0
                    then cinelibre.rate_popularity(coalesce(s.like_count, 0), 1, t.popularity_total / i.external_popularity)
                else cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
            end as score
        from pool
        join cinelibre.items as i on i.id = pool.id
        join cinelibre.catalogue_totals as t on t.item_type = i.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
    ),
    best as (select s.*, row_number() over (partition by s.work_id order by s.score desc, s.id) as edition from scored as s)
    select b.id, b.score
    from best as b
    where b.edition = 1 and b.score > 0
    order by b.score desc, b.id
    limit list_popular_now.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_possible_keywords', '073dbff1402705c14b6a5a1ca1cb7fdb5dee60acd43b51efc01ab855010f83aa', $cinelibre_file$
-- list_possible_keywords: return every run of one to three typed words that may be a keyword.
-- Called by scan_by_names. A run of stop words alone, such as "of the", is left out.
create or replace function cinelibre.list_possible_keywords(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select array_agg(each.word order by each.place) as words, array_agg(each.is_telling order by each.place) as are_telling
        from (
            select split.word, split.place, numnode(plainto_tsquery('pg_catalog.english', split.word)) > 0 as is_telling
            from unnest(string_to_array(list_possible_keywords.folded, ' ')) with ordinality as split (word, place)
        ) as each
    )
    select coalesce(array_agg(distinct array_to_string(typed.words[start:start + n_words - 1], ' ')), '{}')
    from typed
    cross join generate_series(1, least(cardinality(typed.words), 30)) as start
    cross join generate_series(1, 3) as n_words
    where start + n_words - 1 <= cardinality(typed.words)
        and true = any (typed.are_telling[start:start + n_words - 1]);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_possible_names', '53189629c5ff94857fc8a1dd79e2ae9604890465cbdf14899881ed8d3717b8ee', $cinelibre_file$
-- list_possible_names: return every run of two to four typed words that may be a person's name.
-- Called by scan_by_names. A text of one word counts too, for people with a single name.
create or replace function cinelibre.list_possible_names(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select string_to_array(list_possible_names.folded, ' ') as words
    )
    select coalesce(array_agg(distinct array_to_string(typed.words[start:start + n_words - 1], ' ')), '{}')
    from typed
    cross join generate_series(1, least(cardinality(typed.words), 30)) as start
    cross join generate_series(2, 4) as n_words
    where start + n_words - 1 <= cardinality(typed.words)
        or (cardinality(typed.words) = 1 and n_words = 2);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_preferences', '2b0dcd711caffc76f8da639f9565196d4837a982769283b578b1a1a3e198dc6e', $cinelibre_file$
-- list_preferences: list what is said for and against genres, languages, decades, people and types by what a user does.
-- Called by describe_features and describe_trends. liked and disliked are those that lists are made of. n_items counts the
-- items with the feature that say so, rated or leaned to; newest_at is when the newest of them was rated or looked at.
create or replace function cinelibre.list_preferences(user_id integer, history_limit integer, per_kind integer)
returns table (kind text, name text, liked float8, disliked float8, n_items bigint, newest_at timestamptz)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    -- `given` keeps it from looking for neighbors, which say nothing here
    _reader cinelibre.reader := cinelibre.build_reader(list_preferences.user_id, given => '{"ids": [], "weights": []}');
begin
    return query
    with ranked as (
        select
            l.kind, l.name, l.liked, l.disliked,
            row_number() over (partition by l.kind order by abs(l.liked - l.disliked) desc, l.name) as place
        from cinelibre.list_tastes(_reader) as l
    ),
    observed as materialized (
        select e.*
        from cinelibre.list_evidence(
            list_preferences.user_id, _reader.item_ids[:list_preferences.history_limit], _reader.leaning_ids
        ) as e
    )
    select r.kind, r.name, r.liked, r.disliked, coalesce(o.n_items, 0), o.newest_at
    from ranked as r
    left join observed as o on o.kind = r.kind and o.name = r.name
    where r.place <= list_preferences.per_kind
        or r.kind = 'decade' -- what one decade says depends on those beside it
    order by r.kind, r.place;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_rated', 'ac4e0c6d5a6f072b4a6fbd62f5fffc4e4dc98747d03e70a84b003a495657e959', $cinelibre_file$
-- list_rated: return a user's newest rated items, newest first, as an array of items, one of ratings and one of shares.
-- Called by build_reader, refresh_neighbors and whatever else asks what a user rated. A share is how much a rating counts:
-- by its age before the newest one (age_of_rating), times what the user set (list_shares). Implied ratings count too;
-- what counts nothing is left out.
create or replace function cinelibre.list_rated(
    user_id integer,
    item_limit integer default 1000,
    until timestamptz default 'infinity'
)
returns table (item_ids integer[], ratings real[], shares float8[])
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with newest as materialized (
        select
            r.item_id,
            r.rating,
            r.rated_at,
            extract(epoch from first_value(r.rated_at) over (order by r.rated_at desc) - r.rated_at)::float8 / 86400 as days
        from cinelibre.ratings as r
        where r.user_id = list_rated.user_id
            and r.rated_at < list_rated.until
        order by r.rated_at desc, r.item_id
        limit list_rated.item_limit
    ),
    shared as (
        select n.item_id, n.rating, n.rated_at, cinelibre.age_of_rating(n.days) * coalesce(s.share, 1) as share
        from newest as n
        left join cinelibre.list_shares(list_rated.user_id, array(select o.item_id from newest as o)) as s on s.item_id = n.item_id
        where coalesce(s.share, 1) > 0
    )
    select
        coalesce(array_agg(h.item_id order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.rating order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.share order by h.rated_at desc, h.item_id), '{}')
    from shared as h;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_satisfactions', 'a6d02328b0606d1485ec8a297bb52e864075957652dad0bdd309e807c06a3dec', $cinelibre_file$
-- list_satisfactions: return how content a group's members were on its newest evenings, newest first.
-- Called by describe_group and get_group_material: Python weighs the members by it.
create or replace function cinelibre.list_satisfactions(group_id uuid, evening_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(told.members order by told.id desc), '[]')
    from (
        select
            e.id,
            (
                select coalesce(jsonb_object_agg(s.member_id, s.satisfaction), '{}')
                from cinelibre.evening_members as s
                where s.evening_id = e.id
            ) as members
        from cinelibre.group_evenings as e
        where e.group_id = list_satisfactions.group_id
        order by e.id desc
        limit list_satisfactions.evening_limit
    ) as told;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_saved', '9fba66edff1144c045f99ba1e908e65a36f49b3ce51cc5ed4a6a54c081c65bb2', $cinelibre_file$
-- list_saved: return the items on a user's watchlist.
-- Called by describe_material if a list must leave them out.
create or replace function cinelibre.list_saved(user_id integer)
returns integer[]
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array(
        select s.item_id
        from cinelibre.shelf as s
        where s.user_id = list_saved.user_id
            and s.on_watchlist_at is not null
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_searched', '89dbbcc13914f6145acb45bdfc8bdcaedbdf72a492e5962998defe3f023cef29', $cinelibre_file$
-- list_searched: return what a user's newest searches lean to: each shares its weight among the items it finds best.
-- Called by list_leanings. A search that is older than `half_life` weighs half.
create or replace function cinelibre.list_searched(
    user_id integer,
    half_life interval,
    per_query integer default 3
)
returns table (item_id integer, weight float8)
language plpgsql
stable
rows 9
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select f.item_id, asked.weight / count(*) over (partition by asked.query)
    from (
        select distinct on (e.query) e.query, e.occurred_at, k.preference * power(
            0.5::float8, least(400, extract(epoch from now() - e.occurred_at)::float8 / extract(epoch from half_life)::float8)
        ) as weight
        from cinelibre.list_newest_searches(list_searched.user_id) as e
        join cinelibre.interaction_types as k on k.name = e.interaction_type
        where e.query is not null
        order by e.query, e.occurred_at desc
    ) as asked
    cross join lateral cinelibre.find_searched(asked.query, list_searched.per_query) as f;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_searches', 'c1e347d4a3037aa743dc17643d9116880a8d2dcec1516015bde3ee7ce612b888', $cinelibre_file$
-- list_searches: list what a user searched for, each question once: its newest spelling, how often, and when last.
-- Called by get_search_history, delete_searches and find_former_questions. Capitals and spaces make no other question.
-- `id` is the newest event of the question. The newest event_limit searches count.
create or replace function cinelibre.list_searches(user_id integer, event_limit integer default 10000)
returns table (id bigint, query text, folded text, n_times bigint, newest_at timestamptz)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (array_agg(e.id order by e.occurred_at desc, e.id desc))[1],
        (array_agg(e.query order by e.occurred_at desc, e.id desc))[1],
        e.folded,
        count(*),
        max(e.occurred_at)
    from (
        select s.id, s.query, cinelibre.fold_question(s.query) as folded, s.occurred_at
        from cinelibre.interactions as s
        where s.user_id = list_searches.user_id
            and s.interaction_type = 'search'
            and s.query is not null
        order by s.occurred_at desc, s.id
        limit list_searches.event_limit
    ) as e
    group by e.folded;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_seen', '951913b23d69f4e91faf5f37e3ac23670878659477fa4b26dd79442b3ad5939a', $cinelibre_file$
-- list_seen: list what a user has seen or read, each item once, with the first moment at which they said so.
-- Called by describe_diversity. They rated it in stars, marked it as seen, or the watch history has it.
create or replace function cinelibre.list_seen(user_id integer)
returns table (item_id integer, first_at timestamptz)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select said.item_id, min(said.moment)
    from (
        select r.item_id, r.rated_at as moment
        from cinelibre.ratings as r
        where r.user_id = list_seen.user_id and r.source = 'rating'
        union all
        select s.item_id, s.seen_at
        from cinelibre.shelf as s
        where s.user_id = list_seen.user_id and s.seen_at is not null
        union all
        select e.item_id, e.occurred_at
        from cinelibre.interactions as e
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type and kind.in_history
        where e.user_id = list_seen.user_id and e.item_id is not null and kind.mark is null
    ) as said
    group by said.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_shares', '996287e8ec7bbb27a6b577e7e99b7404b477548ab13dbc1b4d7547728ead3dc4', $cinelibre_file$
-- list_shares: return how much some items count in a user's lists, by what the user set; those that count once are left out.
-- Called by list_rated and build_reader. An item counts its own weight, times the least weight below 1 among its
-- language, decade, type and people, or the mean of its genres if that is less. docs/algorithms.md says why ("Influences").
create or replace function cinelibre.list_shares(user_id integer, item_ids integer[])
returns table (item_id integer, share float8)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set enable_nestloop = off -- the planner expects few rows of influences; a reader may set 500
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
declare
    _lowers boolean := (
        select bool_or(i.kind <> 'item' and i.weight < 1) from cinelibre.influences as i where i.user_id = list_shares.user_id
    );
begin
    if _lowers is null then -- nothing is set
        return;
    end if;
    return query
    with own as materialized (
        select i.kind, i.name, i.item_id, i.weight from cinelibre.influences as i where i.user_id = list_shares.user_id
    ),
    lowered as (
        select
            asked.id,
            case when f.kind = 'genre' then 1 - sum(1 - o.weight) / max(cardinality(d.genres)) else min(o.weight) end as weight
        from unnest(case when _lowers then list_shares.item_ids end) as asked (id)
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select i.item_type, i.genres, i.language, i.year, i.people from cinelibre.items as i where i.id = asked.id limit 1
        ) as d
        cross join lateral (
            select f.kind, f.name from cinelibre.list_features(d.genres, d.language, d.year, d.people) as f where f.share = 1
            union all
            select 'type', d.item_type
        ) as f
        join own as o on o.kind = f.kind and o.name = f.name
        where o.weight < 1
        group by asked.id, f.kind
    )
    select asked.id, coalesce(o.weight, 1) * coalesce(l.weight, 1)
    from unnest(list_shares.item_ids) as asked (id)
    left join own as o on o.kind = 'item' and o.item_id = asked.id
    left join (select w.id, min(w.weight) as weight from lowered as w group by w.id) as l on l.id = asked.id
    where o.weight is not null or l.weight is not null;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_sharing_friends', '1955573f99541b123d08a0aa5156308937388ef33200449b4c99f0484e79b0e4', $cinelibre_file$
-- list_sharing_friends: list the friends who let a reader read their ratings, as the reader lets them.
-- Called by score_by_friends and explain_by_friends. Who rated least comes first; together they rated rating_limit
-- items at most, so that a list costs no more for somebody with many friends.
create or replace function cinelibre.list_sharing_friends(reader_id integer, rating_limit integer default 20000)
returns table (user_id integer, name text, person_id uuid)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select counted.id, counted.name, counted.person_id
    from (
        select u.id, u.name, u.person_id, sum(u.rating_count) over (order by u.rating_count, u.id) as n_ratings
        from cinelibre.list_friends(list_sharing_friends.reader_id) as f
        join cinelibre.users as u on u.id = f.user_id
        where u.shares_ratings
            and (select me.shares_ratings from cinelibre.users as me where me.id = list_sharing_friends.reader_id)
    ) as counted
    where counted.n_ratings <= list_sharing_friends.rating_limit
    order by counted.n_ratings, counted.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_shown', '0dca4f07584365fbdef10253e933e529d7b4fb2185f778ff4f671c280758df95', $cinelibre_file$
-- list_shown: return what a user was shown within the last hour on lists of one type.
-- Called by describe_material, because a refreshed list leaves it out. It looks impressions up list by list: a user has
-- few lists.
create or replace function cinelibre.list_shown(user_id integer, item_type text)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _list_ids uuid[] := array(
        select l.id
        from cinelibre.recommendation_lists as l
        where l.user_id = list_shown.user_id
            and l.item_type is not distinct from list_shown.item_type
    );
begin
    return array(
        select distinct p.item_id
        from cinelibre.impressions as p
        where p.recommendation_id = any (_list_ids)
            and p.shown_at > now() - interval '1 hour'
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_shown_reviews', '32f1ddf0b530882e8bad96fb512ee5248094a1f2ba9a995330f4653114874245', $cinelibre_file$
-- list_shown_reviews: list the reviews of an item that a reader may read; a null reader is anybody.
-- Called by get_reviews. A reader does not see what somebody wrote whom they blocked or who blocked them.
create or replace function cinelibre.list_shown_reviews(item_id integer, reader_id integer)
returns table (id integer, written_at timestamptz)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select r.id, r.written_at
    from cinelibre.reviews as r
    where r.item_id = list_shown_reviews.item_id
        and r.body is not null
        and r.hidden_at is null
        and not exists (
            select
            from cinelibre.relations as o
            where o.said = 'blocked'
                and (o.user_id, o.other_id) in (
                    (r.user_id, list_shown_reviews.reader_id), (list_shown_reviews.reader_id, r.user_id)
                )
        );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_source_ids', '21fefde8d18c0d23b48fa42ef17ad377ec9666986b9bf7543d1feafe6f5c9ac5', $cinelibre_file$
-- list_source_ids: list a source's items with their ids there and the time of the last check.
-- Called by get_held, get_stale_ids and record_checks. If the sync never checked an item, its creation counts as the
-- check.
create or replace function cinelibre.list_source_ids(source text)
returns table (item_id integer, source_id text, language text, checked_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select named.item_id, named.source_id, i.language, coalesce(c.checked_at, i.created_at)
    from (
        select m.item_id, m.tmdb_id::text as source_id
        from cinelibre.movies as m
        where list_source_ids.source = 'tmdb' and m.tmdb_id is not null
        union all
        select b.item_id, b.google_id
        from cinelibre.books as b
        where list_source_ids.source = 'google_books' and b.google_id is not null
    ) as named
    join cinelibre.items as i on i.id = named.item_id
    left join cinelibre.source_checks as c on c.item_id = named.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_stale_users', '671c48598188b9807ca3a2ca69fd96fa62e36401cc165c0965bae48d26adabe7', $cinelibre_file$
-- list_stale_users: list the users whose neighbors must be recomputed, in the order of the work.
-- Called by refresh_stale_neighbors. Neighbors are stale after a change of taste, after a week, or if a user with
-- ratings has none. Users who can log in come first, and among them the oldest neighbors.
create or replace function cinelibre.list_stale_users()
returns table (user_id integer, place bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        u.id,
        row_number() over (order by u.email is null, n.computed_at nulls first, u.id)
    from cinelibre.users as u
    left join cinelibre.user_neighbors as n on n.user_id = u.id
    where (u.rating_count > 0 or n.user_id is not null)
        and (
            n.user_id is null
            or n.taste_version <> u.taste_version
            or n.computed_at <= now() - interval '7 days'
        );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_tastes', '5d061d9a42aa6fdb68ac8eb2e8f4e71f2f2c26ce0f27e76d1cc06daf23fa99be', $cinelibre_file$
-- list_tastes: return how much a reader likes and dislikes each feature, by what they rated and what they lean to.
-- Called by describe_material, describe_rows and describe_moving_features. What the reader set multiplies it.
create or replace function cinelibre.list_tastes(for_reader cinelibre.reader)
returns setof cinelibre.liking
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select l.kind, l.name, l.liked * coalesce(i.weight, 1), l.disliked * coalesce(i.weight, 1)
    from cinelibre.list_likings(
        for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
        leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
    ) as l
    left join cinelibre.influences as i on i.user_id = for_reader.user_id and i.kind = l.kind and i.name = l.name;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_telling', '0fd245320bc861d6d86944a455833fe3a7055051beb5e6a77d586052df150f0e', $cinelibre_file$
-- list_telling: list the titles of a type whose rating would tell most of a user.
-- Many know them, they divide opinions, and other people like them than like what the user rated already.
-- Called by get_questions. docs/algorithms.md has the formula ("Questions to newcomers"). It leaves out what the user
-- knows and what is to be skipped, in every edition. Fame elsewhere stands in until people here have rated. gain compares
-- with the most telling title that is left, share with what the first question tells of somebody who rated nothing.
create or replace function cinelibre.list_telling(
    user_id integer,
    item_type text,
    skip_ids integer[],
    item_limit integer,
    overlap_weight float8,
    pool_size integer default 200,
    n_spare integer default 5,
    damping float8 default 10
)
returns table (item_id integer, gain float8, share float8, n_raters integer, n_liked integer, is_simulated boolean, overlap float8)
language plpgsql
stable
rows 60
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _known integer[] := cinelibre.list_known(list_telling.user_id) || cinelibre.list_editions(list_telling.skip_ids);
    _rated integer[] := (select h.item_ids from cinelibre.list_rated(list_telling.user_id) as h);
    _pool integer[] := array(
        select p.item_id
        from cinelibre.rank_popular(list_telling.item_type, _known, cinelibre.build_conditions('{}'), pool_size, n_spare) as p
    );
begin
    return query
    with weighed as (
        select
            i.id,
            i.id = any (_pool) as is_asked,
            coalesce(s.rater_count, 0) as n_raters,
            coalesce(s.like_count, 0) as n_liked,
            coalesce(2 * s.simulated_count > s.rater_count, false) as is_simulated,
            coalesce(n.most, 0) as overlap,
            cinelibre.rate_popularity(coalesce(s.rater_count, 0), i.external_count, t.external_total)
            * cinelibre.divide_opinions(coalesce(s.like_count, 0), coalesce(s.rater_count, 0), list_telling.damping) as at_first
        from unnest(_pool || _known) as title (id)
        join cinelibre.items as i on i.id = title.id and i.item_type = list_telling.item_type
        join cinelibre.catalogue_totals as t on t.item_type = i.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
        left join cinelibre.list_near(_pool, _rated) as n on n.item_id = i.id
    ),
    told as (
        select w.*, max(w.at_first) over () as most, w.at_first * greatest(0, 1 - list_telling.overlap_weight * w.overlap) as tells
        from weighed as w
    )
    select t.id, t.tells / max(t.tells) over (), t.tells / t.most, t.n_raters, t.n_liked, t.is_simulated, t.overlap
    from told as t
    where t.tells > 0 and t.is_asked
    order by t.tells desc, t.id
    limit list_telling.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_telling_titles', '05573776eb622502d84e1ac1efc72381735abcc12d7405236de8091e6e608328', $cinelibre_file$
-- list_telling_titles: list the titles that two people both love, and those on which they differ most.
-- Called by describe_match. Both love what both gave `loved` stars, the least known first. They differ by one star at
-- least. least_people is how many people must have rated a title.
create or replace function cinelibre.list_telling_titles(
    user_id integer,
    other_id integer,
    least_people integer,
    title_limit integer default 3,
    loved float8 default 4
)
returns table (kind text, item_id integer, place bigint, i_like_it_more boolean)
language sql
stable
rows 6
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized (
        select mine.item_id, mine.stars as mine, theirs.stars as theirs, s.rater_count
        from cinelibre.list_opinions(list_telling_titles.user_id) as mine
        join cinelibre.list_opinions(list_telling_titles.other_id) as theirs on theirs.item_id = mine.item_id
        join cinelibre.item_stats as s on s.item_id = mine.item_id
        where s.rater_count - s.simulated_count >= list_telling_titles.least_people
    ),
    placed as (
        select
            'loved' as kind, c.item_id, false as i_like_it_more,
            row_number() over (order by c.mine + c.theirs desc, c.rater_count, c.item_id) as place
        from common as c
        where c.mine >= list_telling_titles.loved and c.theirs >= list_telling_titles.loved
        union all
        select 'differs', c.item_id, c.mine > c.theirs, row_number() over (order by abs(c.mine - c.theirs) desc, c.rater_count, c.item_id)
        from common as c
        where abs(c.mine - c.theirs) >= 1
    )
    select p.kind, p.item_id, p.place, p.i_like_it_more
    from placed as p
    where p.place <= list_telling_titles.title_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_tired', '741b368ec37e08e3de07612b82e5730d784001161c38d1bbcaa8d8434fdac240', $cinelibre_file$
-- list_tired: list the items that a user was shown on several days and did not touch since: they step back for a while.
-- Called by describe_material and describe_rows. What lists recorded as shown counts, and so do clients' impressions.
-- Days are those of the user's timezone. Any event with an item starts the count anew.
create or replace function cinelibre.list_tired(
    user_id integer,
    timezone text,
    least_days integer default 5,
    rest_days integer default 14,
    span_days integer default 30,
    event_limit integer default 2000
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return array(
        with events as materialized (
            select e.item_id, e.interaction_type, e.occurred_at, e.context
            from cinelibre.interactions as e
            where e.user_id = list_tired.user_id
                and e.occurred_at > now() - make_interval(days => list_tired.span_days)
            order by e.occurred_at desc, e.id
            limit list_tired.event_limit
        ),
        shown as (
            select p.item_id, p.shown_at
            from cinelibre.impressions as p
            where p.user_id = list_tired.user_id
                and p.shown_at > now() - make_interval(days => list_tired.span_days)
            union all
            select named.id::text::numeric::integer, e.occurred_at
            from events as e
            cross join lateral jsonb_path_query(e.context, '$.items[*].id ? (@ >= 1 && @ < 2147483648)') as named (id)
            where e.interaction_type = 'impression'
        ),
        touched as (select e.item_id, max(e.occurred_at) as at from events as e where e.item_id is not null group by e.item_id)
        select s.item_id
        from shown as s
        left join touched as t on t.item_id = s.item_id
        where s.shown_at > coalesce(t.at, '-infinity')
        group by s.item_id
        having count(distinct (s.shown_at at time zone list_tired.timezone)::date) >= list_tired.least_days
            and max(s.shown_at) > now() - make_interval(days => list_tired.rest_days)
        order by s.item_id
        limit 1000
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_titled', 'e79ee3c1b70a4170830b0c97057926c664e77aee18aea86e991b0d9510b9f455', $cinelibre_file$
-- list_titled: list the items that have the typed title, each with a tier that says how exactly.
-- Called by find_titled and scan_by_names; docs/matching.md says what a key is. Tier 1 is the folded title or original
-- title, 2 the key of one, 3 the same respelled or without an edition's words, 4 the title without another subtitle.
-- The typed text keeps its own subtitle: "Mission: Impossible" is not "The Mission".
create or replace function cinelibre.list_titled(typed text)
returns table (item_id integer, tier integer)
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select cinelibre.fold_title(list_titled.typed) as folded
    ),
    keyed as (
        (
            select
                k.item_id,
                case
                    when k.kind = 'original' and cinelibre.fold_title(i.original_title) = a.folded then 1
                    when k.kind = 'short' then 4
                    when k.kind = 'plain' or w.kind <> 'title' then 3
                    else 2
                end as tier
            from asked as a
            cross join cinelibre.list_written_keys(list_titled.typed) as w
            join cinelibre.title_keys as k on k.key = w.key
            join cinelibre.items as i on i.id = k.item_id
            where w.kind <> 'short'
                and (k.kind <> 'short' or w.kind <> 'plain')
            order by k.kind = 'short', w.kind <> 'title', k.prominence desc, k.item_id
            limit 100
        )
        union all
        select i.id, 1
        from asked as a
        join cinelibre.items as i on i.folded_title = a.folded
        where a.folded <> ''
    )
    select k.item_id, min(k.tier)
    from keyed as k
    group by k.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_together', '495d3024d9b22f8fa4a055dd11743e1c7f0e33488adf710a5b25215d9f349468', $cinelibre_file$
-- list_together: list the items liked by those who like an item, largest phi first; phi is from 0 to 1.
-- Called by find_alike and compare_items. docs/algorithms.md explains phi.
create or replace function cinelibre.list_together(item_id integer, item_limit integer default 300)
returns table (other_id integer, phi float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select n.other_id, n.weight::float8
    from cinelibre.models as m
    join cinelibre.item_neighbors as row on row.model_id = m.id and row.item_id = list_together.item_id
    cross join lateral unnest(
        row.neighbor_ids[:list_together.item_limit], row.weights[:list_together.item_limit]
    ) as n (other_id, weight)
    where m.kind = 'phi' and m.is_active;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_trends', 'c737597137a4d0746554155609d289712632cbadeb1a311bc88e825b17971f22', $cinelibre_file$
-- list_trends: list what a user's ratings said for and against some features at the end of each of some months.
-- Called by describe_trends. The newest month ends now. It computes what list_likings does for one history, for all months
-- at once, because months share most of theirs. Only ratings count: what was clicked says something for a while only.
create or replace function cinelibre.list_trends(
    user_id integer, months date[], zone text, kinds text[], names text[], history_limit integer
)
returns table (month date, kind text, name text, liked float8, disliked float8)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (select k.kind, k.name from unnest(list_trends.kinds, list_trends.names) as k (kind, name)),
    weighed as materialized (
        select m.month, w.item_id, w.liked, w.disliked
        from unnest(list_trends.months) as m (month)
        cross join lateral cinelibre.list_rated(
            list_trends.user_id, list_trends.history_limit, (m.month + interval '1 month') at time zone list_trends.zone
        ) as h
        cross join lateral cinelibre.weigh_history(h.item_ids, h.ratings, shares => h.shares) as w
    ),
    described as materialized (
        select d.item_id, i.item_type, i.genres, i.language, i.year, i.people
        from (select distinct w.item_id from weighed as w) as d
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = d.item_id limit 1
        ) as i
    ),
    totals as materialized (
        select w.month, d.item_type, sum(w.liked) as liked, sum(w.disliked) as disliked
        from weighed as w
        join described as d on d.item_id = w.item_id
        group by w.month, d.item_type
    ),
    observed as (
        select w.month, f.kind, f.name, sum(w.liked * f.share) as liked, sum(w.disliked * f.share) as disliked
        from described as d
        cross join lateral cinelibre.list_features(d.genres, d.language, d.year, d.people) as f
        join weighed as w on w.item_id = d.item_id
        where (f.kind, f.name) in (select a.kind, a.name from asked as a)
        group by w.month, f.kind, f.name
    ),
    expected as (
        select t.month, c.kind, c.name, sum(c.share * t.liked) as liked, sum(c.share * t.disliked) as disliked
        from asked as a
        join cinelibre.features as c on c.kind = a.kind and c.name = a.name and c.kind <> 'type'
        join totals as t on t.item_type = c.item_type
        group by t.month, c.kind, c.name
    )
    select
        e.month, e.kind, e.name,
        ln((coalesce(o.liked, 0) + 1) / (e.liked + 1)), greatest(0, ln((coalesce(o.disliked, 0) + 1) / (e.disliked + 1)))
    from expected as e
    left join observed as o on o.month = e.month and o.kind = e.kind and o.name = e.name
    where e.kind <> 'person' or o.name is not null
    union all
    select s.month, 'type', c.name, ln((coalesce(t.liked, 0) + 0.5) / (c.share * s.liked + 0.5)), 0
    from (select a.month, sum(a.liked) as liked from totals as a group by a.month) as s
    cross join cinelibre.features as c
    join asked as k on k.kind = c.kind and k.name = c.name and k.kind = 'type'
    left join totals as t on t.month = s.month and t.item_type = c.name;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_unknown', '1918d8c83f56da8301193de831a705cc833ebbee1c93d13dbe46881a2c3bad8d', $cinelibre_file$
-- list_unknown: return the items at some places of a list that a user does not know, with their places.
-- Called by describe_batch and tell_batch. Two look-ups tell whether an item is known; only items with other editions
-- need the slower knows_item.
create or replace function cinelibre.list_unknown(user_id integer, item_ids integer[], batch_skip integer, batch_size integer)
returns table (place bigint, item_id integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select list_unknown.batch_skip + entry.place, i.id
    from unnest(
        list_unknown.item_ids[list_unknown.batch_skip + 1:list_unknown.batch_skip + list_unknown.batch_size]
    ) with ordinality as entry (id, place)
    join cinelibre.items as i on i.id = entry.id
    left join lateral ( -- with limit 1 the planner looks up each id; a join would read the user's whole history
        select true as is_known from cinelibre.ratings as o where o.user_id = list_unknown.user_id and o.item_id = i.id limit 1
    ) as r on true
    left join lateral (
        select coalesce(o.hidden_at, o.seen_at) is not null as is_known
        from cinelibre.shelf as o
        where o.user_id = list_unknown.user_id and o.item_id = i.id
        limit 1
    ) as s on true
    where not coalesce(r.is_known, s.is_known, false)
        and (i.work_id is null or not cinelibre.knows_item(list_unknown.user_id, i.id));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_watched', '8d36a44845ec7f4341e02e068a95df1e76b7d0ee8a28bdfa19b438ab9fb4ebd8', $cinelibre_file$
-- list_watched: list what a user watched and read, numbered from the newest, with its day in their timezone.
-- Called by get_history. page_end is where the page before ended: `moment` (without a zone) and `id` of its last entry,
-- and the `place` that this had; entries after it are numbered on from there. An event that marked an item as seen is left out once the user takes the mark back. If only the
-- day of a viewing is known, it belongs to that day in every timezone, as its earliest entry.
create or replace function cinelibre.list_watched(user_id integer, item_type text, page_end jsonb default null)
returns table (
    place bigint,
    began timestamp,
    id bigint,
    item_id integer,
    interaction_type text,
    occurred_at timestamptz,
    seconds integer,
    fraction real
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        row_number() over (order by local.began desc, e.id desc)
        - count(*) filter (where (local.began, e.id) >= (ended.began, ended.id)) over ()
        + coalesce((list_watched.page_end ->> 'place')::bigint, 0),
        local.began,
        e.id,
        e.item_id,
        e.interaction_type,
        e.occurred_at,
        e.seconds,
        e.fraction
    from cinelibre.users as u
    join cinelibre.interactions as e on e.user_id = u.id
    join cinelibre.interaction_types as kind on kind.name = e.interaction_type and kind.in_history
    join cinelibre.items as i on i.id = e.item_id
    left join cinelibre.shelf as s on s.user_id = u.id and s.item_id = e.item_id
    cross join lateral (select coalesce(e.on_day::timestamp, e.occurred_at at time zone u.timezone)) as local (began)
    cross join (
        select (list_watched.page_end ->> 'moment')::timestamp as began, (list_watched.page_end ->> 'id')::bigint as id
    ) as ended
    where u.id = list_watched.user_id
        and i.item_type = coalesce(list_watched.item_type, i.item_type)
        and (kind.mark is distinct from 'seen' or s.seen_at is not null);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'list_written_keys', 'bf4212a1ee34b95088152cf996b41c93f5b5a75e7d0742f06d2859ab180be4ce', $cinelibre_file$
-- list_written_keys: list the keys by which a title that somebody wrote is looked up; docs/matching.md has the rules.
-- Called by find_keyed_items, get_twin_books and list_titled. Kinds: title, respelled (see respell_title), plain (without
-- an edition's words) and short (without another subtitle).
create or replace function cinelibre.list_written_keys(title text)
returns table (kind text, key text)
language plpgsql
immutable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _key text := nullif(cinelibre.title_key(list_written_keys.title), '');
    _respelled text := nullif(cinelibre.respell_title(list_written_keys.title), list_written_keys.title);
    _novel text := ',\s+a\s+(?:novel|memoir)\s*$';
begin
    if _key is null then
        return;
    end if;
    kind := 'title';
    key := _key;
    return next;
    kind := 'respelled';
    key := cinelibre.title_key(_respelled);
    if key <> _key then
        return next;
    end if;
    if list_written_keys.title ~* _novel then
        kind := 'plain';
        key := cinelibre.title_key(regexp_replace(list_written_keys.title, _novel, '', 'i'));
        return next;
    end if;
    if list_written_keys.title ~* '[-–—:;(.[]|\mor\M' then -- what list_beginnings looks for
        return query
        select case when b.is_edition then 'plain' else 'short' end, b.key
        from cinelibre.list_beginnings(list_written_keys.title) as b
        where b.key <> '';
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_group', 'a8ae731a74065dbebabe289be8a5392d190b91d2e3c9f78b8abfd3912830bd59', $cinelibre_file$
-- lock_group: let only one transaction at a time change a group's members or evenings.
-- Called by every function that does, before it looks who is in the group.
create or replace function cinelibre.lock_group(group_id uuid)
returns uuid
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select g.id
    from cinelibre.groups as g
    where g.id = lock_group.group_id
    for update;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_groups_of', '8e102497acf46e4d6e441d82a74a1b3e9d72aadaa9a8a0c0e924f2a82cef7229', $cinelibre_file$
-- lock_groups_of: lock all groups that a user is in, in the order of their ids.
-- Called by delete_account. Without it, deleting an account and deleting a group of theirs could deadlock.
create or replace function cinelibre.lock_groups_of(user_id integer)
returns void
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform g.id
    from cinelibre.groups as g
    where g.id in (select m.group_id from cinelibre.group_members as m where m.user_id = lock_groups_of.user_id)
    order by g.id
    for update;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_items', '48a5292c79775890b5bcdebfd5a15f4f939347f3cb35e9adebd0e8df20dac5ff', $cinelibre_file$
-- lock_items: lock the counts of some items in the order of their ids, so that two writers cannot deadlock.
-- Called before a transaction's first write to ratings, shelf or interactions; after lock_user if it writes for a user.
-- The upsert creates missing rows and locks all rows in one pass over the ids. Two passes could hold a later id while
-- they wait for an earlier one.
create or replace function cinelibre.lock_items(item_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id)
    select i.id
    from cinelibre.items as i
    where i.id = any (lock_items.item_ids)
    order by i.id
    on conflict on constraint item_stats_pkey do update
    set rater_count = s.rater_count
    where false;
    return cardinality(lock_items.item_ids);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_people', '4f235ae1c994a56119792d050a4805686eb24313ed3803660e5eac8212940e2c', $cinelibre_file$
-- lock_people: let only one transaction at a time change how two people stand to each other.
-- Called by everything that does. The lower id is locked first, so that two such calls cannot deadlock. If the caller's
-- account was deleted meanwhile, it is refused as lock_user does. Answers whether the other account is there.
create or replace function cinelibre.lock_people(user_id integer, other_id integer, acts_for integer)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if lock_people.other_id < lock_people.user_id then
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_people.other_id);
    end if;
    perform cinelibre.lock_user(lock_people.user_id, lock_people.acts_for);
    if lock_people.other_id > lock_people.user_id then
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_people.other_id);
    end if;
    return exists (select from cinelibre.users as u where u.id = lock_people.other_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_readers', '2928d8ce8493910be97530668118af77b271927cb3e7de24b2f235ea6cd2cd82', $cinelibre_file$
-- lock_readers: let only one transaction at a time write for each of some users.
-- Called by apply_foreign_events in place of lock_user. The lower ids are locked first, so that two such calls cannot
-- deadlock. Whether the accounts are still there is for the caller to see.
create or replace function cinelibre.lock_readers(user_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
    _n_locked integer := 0;
begin
    for _user_id in
        select distinct u.id
        from unnest(lock_readers.user_ids) as u (id)
        where u.id is not null
        order by u.id
    loop
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), _user_id);
        _n_locked := _n_locked + 1;
    end loop;
    return _n_locked;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'lock_user', 'b6fe8bba97029806535335d328a94d3b7c943c4ddaa3af6ec009b967fe413fe2', $cinelibre_file$
-- lock_user: let only one transaction at a time write for a user.
-- Every function that writes for a user calls it before lock_items. Without it, two such calls could deadlock over
-- ratings, keys and marks. acts_for is the user for whom a service acts.
-- If the account was deleted meanwhile, a user gets PT401 and a service PT404.
create or replace function cinelibre.lock_user(user_id integer, acts_for integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_user.user_id);
    if not exists (select from cinelibre.users as u where u.id = lock_user.user_id) then
        if lock_user.acts_for is not null then
            raise exception using errcode = 'PT404', message = 'user_not_found',
                detail = format('There is no user with the id %s.', lock_user.acts_for);
        end if;
        raise exception using errcode = 'PT401', message = 'token_revoked',
            detail = 'This token has ended: log in again.';
    end if;
    return lock_user.user_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'look_up_words', '353a22ba042a19a3becd976f454dc1edb35381caf5baf459d4897f5ff1364dad', $cinelibre_file$
-- look_up_words: find the items that have all telling words of a text, or one of the rarest; best match first.
-- Called by scan_by_words with the words of weigh_words. Each query of choose_lookups reads at most 2,000 items and
-- keeps at most 300 that meet the conditions, which refer to an item as i.
-- A word that over 5,000 items have is not completed, because its completions would match even more.
create or replace function cinelibre.look_up_words(
    queries tsquery[],
    weights float8[],
    shares float8[],
    conditions text,
    scan_limit integer
)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_items float8 := (select greatest(c.reltuples, 1)::float8 from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _words text[] := array(
        select case when w.share * _n_items > 5000 then replace(w.query::text, ':*', '') else w.query::text end
        from unnest(look_up_words.queries, look_up_words.shares) with ordinality as w (query, share, place)
        order by w.place
    );
    _lookups text;
    _weight text;
begin
    select string_agg(
        format(
            '(select i.id from (select w.* from cinelibre.items as w where w.search @@ %L::tsquery limit 2000) as i where %s limit 300)',
            chosen.query,
            look_up_words.conditions
        ),
        ' union '
    )
    into _lookups
    from cinelibre.choose_lookups(_words, look_up_words.shares, _n_items) as chosen (query);
    if _lookups is null then
        return;
    end if;
    select string_agg(format('case when i.search @@ %L::tsquery then %s else 0 end', w.query, w.weight), ' + ')
    into _weight
    from unnest(_words, look_up_words.weights) as w (query, weight);
    return query execute format(
        'select ranked.* from ('
        '   select i.id, ''words'', row_number() over (partition by i.item_type order by %s desc, i.prominence desc, i.id) as place'
        '   from cinelibre.items as i where i.id = any (array(%s))'
        ' ) as ranked where ranked.place <= %s',
        _weight,
        _lookups,
        look_up_words.scan_limit
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'match_by_meaning', '17027045cf26f7b29131c474cd304d29c373cf5b7c182753242f1be956807d6c', $cinelibre_file$
-- match_by_meaning: find the items of some types whose descriptions are nearest in meaning to a sentence.
-- Called by match_movies, match_books and match_items. It scans each type apart, because each has its own index, and
-- asks scan_by_meaning for `scan_limit` of each. The threshold is applied after the scan; inside, no index could serve it.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.match_by_meaning(
    item_types text[],
    query_embedding vector,
    match_threshold float8,
    match_count integer,
    embedding_model text,
    user_id integer,
    scan_limit integer default 100
)
returns setof cinelibre.matched_item
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with found as materialized (
        select nearest.item_id, nearest.distance
        from cinelibre.require_embedding_model(
            match_by_meaning.embedding_model,
            vector_dims(match_by_meaning.query_embedding)
        ) as model (id)
        cross join unnest(match_by_meaning.item_types) as asked (item_type)
        cross join lateral cinelibre.scan_by_meaning(
            asked.item_type, match_by_meaning.query_embedding::halfvec, model.id, 'true', match_by_meaning.scan_limit
        ) as nearest
        where 1 - nearest.distance >= match_by_meaning.match_threshold
        order by nearest.distance, nearest.item_id
        limit match_by_meaning.match_count
    )
    select
        c.*,
        1 - found.distance,
        case when match_by_meaning.user_id is not null then cinelibre.has_seen(match_by_meaning.user_id, c.id) end,
        case when match_by_meaning.user_id is not null then cinelibre.has_hidden(match_by_meaning.user_id, c.id) end,
        own.mine
    from found
    cross join lateral cinelibre.item_columns(found.item_id) as c
    left join cinelibre.list_mine(match_by_meaning.user_id, array(select f.item_id from found as f)) as own on own.item_id = c.id
    order by found.distance, c.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'match_records', 'b1408c39af76dcc11a42c5750bc9802ab649efc7a428579c54aee706725745f0', $cinelibre_file$
-- match_records: return for each row of a library the item that it means, or candidates if that is not sure.
-- Called by import_library; docs/matching.md has the rules. Ids of the sources decide first. Then titles decide, by
-- author, level and year.
-- An id of our own may come from another database, so it decides only between candidates.
create or replace function cinelibre.match_records(records jsonb)
returns table (place integer, item_id integer, candidates integer[])
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select
            element.place::integer as place,
            (element.body ->> 'id')::integer as id,
            element.body - 'id' as body,
            (
                select f.item_id
                from cinelibre.find_by_source_ids(
                    (element.body ->> 'movielens_id')::integer, (element.body ->> 'tmdb_id')::integer,
                    element.body ->> 'imdb_id', element.body ->> 'google_id', element.body ->> 'isbn13'
                ) as f
                order by f.rank
                limit 1
            ) as item_id
        from jsonb_array_elements(match_records.records) with ordinality as element (body, place)
    ),
    ranked as (
        select
            t.*,
            rank() over (
                partition by t.place
                order by
                    t.is_by_author desc nulls last,
                    t.level,
                    case when t.years_off <= 1 then t.years_off else 2 end nulls last
            ) as tier
        from cinelibre.find_titled_items(array(
            select jsonb_build_object('place', g.place) || g.body from given as g where g.item_id is null order by g.place
        )) as t
    ),
    best as (
        select
            r.place,
            array_agg(r.item_id order by r.prominence desc, r.item_id) as ids,
            max(r.item_id) filter (where r.item_id = g.id) as same_id,
            bool_and(r.is_sure) and count(*) = 1 as is_sure
        from ranked as r
        join given as g on g.place = r.place
        where r.tier = 1
        group by r.place
    )
    select
        g.place,
        coalesce(g.item_id, b.same_id, case when b.is_sure then b.ids[1] end),
        case when g.item_id is null and b.same_id is null and not b.is_sure then b.ids[1:5] end
    from given as g
    left join best as b on b.place = g.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'measure_stories', 'a4491c09519a151c801c7d5e7261aa23e550864b04e8c34cf24d308cc1aeea42', $cinelibre_file$
-- measure_stories: return the cosines of some items' descriptions to that of one item.
-- Called by compare_items.
create or replace function cinelibre.measure_stories(item_id integer, candidate_ids integer[])
returns table (other_id integer, cosine float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own halfvec := (select e.embedding from cinelibre.item_embeddings as e where e.item_id = measure_stories.item_id);
begin
    return query
    select e.item_id, 1 - (e.embedding <=> _own)
    from cinelibre.item_embeddings as e
    where e.item_id = any (measure_stories.candidate_ids);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'measure_streaks', '4360da1c490b186a4e2c601a5c4d877d4722a7692398b72e1c552a2196d19298', $cinelibre_file$
-- measure_streaks: return the longest run of days in a row, and the run that still goes on: it ends today or yesterday.
-- Called by describe_activity. Days after today, which an import may bring, do not count.
create or replace function cinelibre.measure_streaks(days date[], today date)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with runs as (
        select min(d.day) as first_day, max(d.day) as last_day, count(*) as n_days
        from (
            select one.day, one.day - row_number() over (order by one.day)::integer as run
            from (select distinct u.day from unnest(measure_streaks.days) as u (day) where u.day <= measure_streaks.today) as one
        ) as d
        group by d.run
    )
    select jsonb_build_object(
        'current', coalesce((select r.n_days from runs as r where r.last_day >= measure_streaks.today - 1), 0),
        'longest', coalesce(max(r.n_days), 0),
        'longest_from', (select r.first_day from runs as r order by r.n_days desc, r.last_day desc limit 1),
        'longest_to', (select r.last_day from runs as r order by r.n_days desc, r.last_day desc limit 1),
        'last_active_on', max(r.last_day)
    )
    from runs as r;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'measure_taste', '528134139b84fe3179930bc84a164ce5fa153ee67bc833bbeb93fdc6599b51cb', $cinelibre_file$
-- measure_taste: return the norm of a user's taste vector: from 1, all they liked is alike, down to 0; null if nothing is.
-- Called by describe_features. The vector is the mean of the description vectors of the newest liked items, weighted as in
-- list_liked. Each has the length 1, so the more stories differ, the shorter is their mean.
create or replace function cinelibre.measure_taste(user_id integer, liked_limit integer default 30)
returns float8
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select vector_norm(sum(l.embedding::vector * array_fill(l.weight::real, array[384])::vector)) / sum(l.weight)
    from cinelibre.list_rated(measure_taste.user_id) as h
    cross join lateral cinelibre.list_liked(h.item_ids, h.ratings, measure_taste.liked_limit, shares => h.shares) as l;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'name_item', 'd58d5839f203727c7282890f989b76ac3e9fb3e6e3e5abda42ba9478f2ca8f3a', $cinelibre_file$
-- name_item: return an item's id, type, title and year, enough to name it.
-- Called by the functions of the operator's pages.
create or replace function cinelibre.name_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('id', i.id, 'item_type', i.item_type, 'title', i.title, 'year', i.year)
    from cinelibre.items as i
    where i.id = name_item.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'name_sources', '70d9b864ac55cf802f0d5513a96ae848d0232a6fcb37f089b0fe0da187b9808c', $cinelibre_file$
-- name_sources: return the sources that have a weight, or all sources if there are no weights.
-- Called by describe_material, describe_rows and get_session_candidates.
create or replace function cinelibre.name_sources(weights jsonb)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when name_sources.weights is null then array['neighbors', 'ease', 'cosine', 'content', 'popular', 'taste']
        else array(select w.key from jsonb_each(name_sources.weights) as w where w.value::float8 > 0 order by w.key)
    end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'order_sketches', '79ad497faba7bab71e61cb497f724aef72b24a1d2cffbbc8473fdd6498164302', $cinelibre_file$
-- order_sketches: move the sketches of items with equal genres and years to the same pages; answer how many there are.
-- Called by nobody: an operator runs `select cinelibre.order_sketches()` after an import of hundreds of thousands of
-- items. The rows of a genre lie scattered over all pages then. No answer changes.
-- Searches wait meanwhile, some seconds per million items.
create or replace function cinelibre.order_sketches()
returns bigint
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    create index item_sketches_in_order on cinelibre.item_sketches (item_type, folded_genres, year);
    cluster cinelibre.item_sketches using item_sketches_in_order;
    drop index cinelibre.item_sketches_in_order;
    analyze cinelibre.item_sketches;
    return (select count(*) from cinelibre.item_sketches);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'outbox_lag', 'c1768ada71aa82848d6d7fd12376ae3453555f24313f7f3658915e9a009c34dc', $cinelibre_file$
-- outbox_lag: return how many events wait in the outbox, and for how many seconds the oldest has waited.
-- Called by describe_outbox. Up to exact_limit events it counts; beyond that the ids say how many there
-- are at most, because counting a backlog of weeks would take seconds.
create or replace function cinelibre.outbox_lag(exact_limit integer default 10000)
returns table (rows integer, oldest_seconds float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when counted.n <= outbox_lag.exact_limit then counted.n::integer
            else least(
                (select max(o.id) from cinelibre.outbox as o) - (select min(o.id) from cinelibre.outbox as o) + 1,
                2147483647
            )::integer
        end,
        coalesce(
            (
                select greatest(0, extract(epoch from clock_timestamp() - o.created_at))::float8
                from cinelibre.outbox as o
                order by o.id
                limit 1
            ),
            0
        )
    from (
        select count(*) as n
        from (select from cinelibre.outbox limit outbox_lag.exact_limit + 1) as waiting
    ) as counted;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_events', '1acc6906fa6a5ca18a14b3e8e0673fc639f91e671ab75cfb72a626c46c684c05', $cinelibre_file$
-- parse_events: turn a client's events into rows; each has the time that counts, and its fault if it has one.
-- Called by record_events. A clock up to five minutes fast is set to now. Further ahead is a fault. So is older than 30
-- days for ratings and marks, which clients keep while they are offline, and older than a day for all else, except for
-- a late retry.
create or replace function cinelibre.parse_events(user_id integer, events jsonb)
returns setof cinelibre.incoming_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select filled.*
    from jsonb_array_elements(parse_events.events) with ordinality as element (body, place)
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_event, element.body) as event
    left join cinelibre.interaction_types as kind on kind.name = event.interaction_type
    left join cinelibre.items as i
        on i.id = event.item_id
        and i.item_type = coalesce(event.item_type, i.item_type)
    cross join lateral (
        select
            coalesce(
                cinelibre.find_event_fault(event, kind, i.id is not null),
                case
                    when event.occurred_at > now() + interval '5 minutes' then 'in_the_future'
                    when event.occurred_at < now() - case
                        when kind.name in ('rate', 'unrate') or kind.hides or coalesce(kind.mark, kind.undoes) is not null
                            then interval '30 days'
                        else interval '24 hours'
                    end
                        and not cinelibre.has_key(parse_events.user_id, event.idempotency_key)
                        then 'too_old'
                end
            ) as fault
    ) as judged
    cross join lateral jsonb_populate_record(
        event,
        jsonb_build_object(
            'place', element.place - 1,
            'happened_at', least(coalesce(event.occurred_at, now()), now()),
            'is_debounced', kind.debounced,
            'fault', judged.fault
        )
    ) as filled
    order by element.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_foreign_events', 'ac677afa7e8adae5dc825305d354625fb9d922b38b12002ac06148349a6c5fc7', $cinelibre_file$
-- parse_foreign_events: turn events of other services into rows, each with the reader whom it names.
-- Called by apply_foreign_events and judge_foreign_events. A value that its column could not take is the event's reason,
-- so that it cannot stop the others. Exactly one of user_id, external_id and email names a reader, whose role is user.
create or replace function cinelibre.parse_foreign_events(events jsonb)
returns setof cinelibre.foreign_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        (element.place - 1)::integer,
        (safe.body ->> 'event_id')::uuid,
        reader.id,
        null,
        coalesce(bad.field || '_invalid', case safe.n_names when 0 then 'user_missing' when 1 then null else 'user_ambiguous' end),
        event::cinelibre.incoming_event
    from jsonb_array_elements(parse_foreign_events.events) with ordinality as element (body, place)
    cross join lateral (
        select (
            select wanted.field
            from (
                values
                (1, 'event_id', 'uuid'), (2, 'user_id', 'integer'), (3, 'item_id', 'integer'), (4, 'rating', 'real'),
                (5, 'seconds', 'integer'), (6, 'fraction', 'real'), (7, 'occurred_at', 'timestamptz')
            ) as wanted (place, field, kind)
            where not pg_input_is_valid(element.body ->> wanted.field, wanted.kind)
            order by wanted.place
            limit 1
        ) as field
    ) as bad
    cross join lateral (
        select
            given.body,
            num_nonnulls(given.body ->> 'user_id', given.body ->> 'external_id', given.body ->> 'email') as n_names
        from (
            select case when bad.field is null and jsonb_typeof(element.body) = 'object' then element.body else '{}' end as body
        ) as given
    ) as safe
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_event, safe.body) as event
    left join lateral (
        select u.id from cinelibre.users as u where u.id = (safe.body ->> 'user_id')::integer and u.role = 'user'
        union all
        select u.id from cinelibre.users as u where u.external_id = safe.body ->> 'external_id' and u.role = 'user'
        union all
        select u.id from cinelibre.users as u where u.email = lower(safe.body ->> 'email') and u.role = 'user'
    ) as reader on safe.n_names = 1
    order by element.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_items', '53f49c3753bfc447385212ccc3b6c5561916aca0541cd34836231b1e2da2ffe5', $cinelibre_file$
-- parse_items: turn a batch of records into rows, each with the id of the item it describes if there is one.
-- Called by upsert_items. What a record leaves out is null.
create or replace function cinelibre.parse_items(records jsonb)
returns setof cinelibre.incoming_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select filled.*
    from jsonb_array_elements(parse_items.records) with ordinality as element (body, place)
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_item, element.body) as record
    cross join lateral jsonb_populate_record(
        record,
        jsonb_build_object(
            'place', element.place - 1,
            'item_id', cinelibre.find_item(
                record.item_type, record.title, record.year, record.movielens_id,
                record.tmdb_id, record.imdb_id, record.google_id, record.isbn13
            ),
            'taken_ids', null
        )
    ) as filled
    order by element.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_movielens_ratings', '61e1a8f87440a4ffe4dc647c9202c7f4428ac447188f01c74b6726511de48366', $cinelibre_file$
-- parse_movielens_ratings: turn records of [rater, movielens_id, rating, seconds since 1970] into rows with the movie's id.
-- Called by import_ratings. item_id is null if no movie has that movielens_id.
create or replace function cinelibre.parse_movielens_ratings(records jsonb)
returns table (place bigint, external_id text, movielens_id integer, item_id integer, rating real, rated_at timestamptz)
language sql
stable
rows 100 -- as jsonb_array_elements: with more the planner reads whole tables instead of looking each rating up
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        element.place,
        'movielens:' || (element.body ->> 0),
        (element.body ->> 1)::integer,
        movie.item_id,
        (element.body ->> 2)::real,
        to_timestamp((element.body ->> 3)::float8)
    from jsonb_array_elements(parse_movielens_ratings.records) with ordinality as element (body, place)
    left join cinelibre.movies as movie on movie.movielens_id = (element.body ->> 1)::integer;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_name', 'efd9f6b903c7b55c792182f93a2c0413ceb860a715b0be40b919248170829503', $cinelibre_file$
-- parse_name: split a person's name into folded words, family name last.
-- Called by parse_people. "Rowling, J.K." and "JK Rowling" both give {j,k,rowling}. It drops titles, degrees, suffixes
-- such as "Jr." and "III", brackets and nicknames.
create or replace function cinelibre.parse_name(name text)
returns text[]
language plpgsql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _suffixes text := '(?:,\s*(?:[js]r|ph\.? ?d|m\.? ?d|esq|i{2,3}|iv)\.?)+\s*$';
    _name text := regexp_replace(regexp_replace(parse_name.name, '\([^)]*\)|"[^"]*"', ' ', 'g'), _suffixes, '', 'i');
    _parts text[] := regexp_match(_name, '^\s*([^,]+?)\s*,\s*(.*\S)\s*$');
    _words text[];
    _n integer;
begin
    if _parts is not null then
        _name := _parts[2] || ' ' || _parts[1];
    end if;
    if _name ~ '[[:lower:]]' then
        _name := regexp_replace(_name, '\m([[:upper:]])([[:upper:]])([[:upper:]]?)\M(?=\s+\S)', '\1 \2 \3 ', 'g');
    end if;
    _words := array(
        select split.word
        from unnest(string_to_array(cinelibre.fold_title(_name), ' ')) with ordinality as split (word, place)
        where split.word <> all ('{"",jr,sr,dr,mr,mrs,ms,sir,dame,lord,lady,prof,professor,rev,count,graf,phd,md,esq,ii,iii,iv}')
        order by split.place
    );
    _n := cardinality(_words);
    if char_length(_words[_n]) = 1 and char_length(_words[1]) > 1 then
        _words := _words[2:] || _words[1];
    end if;
    return _words;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'parse_people', 'f75cca0cbe09c7c063eedf2e58fdb1700f7c3bbb8629d565aea2962451f52b8a', $cinelibre_file$
-- parse_people: return every person named in some cells, each as one text of parse_name's words.
-- Called by find_titled_items and share_author. One cell may name several: "Neil Gaiman & Terry Pratchett".
create or replace function cinelibre.parse_people(names text[])
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array(
        select distinct array_to_string(cinelibre.parse_name(split.name), ' ')
        from unnest(parse_people.names) as cell
        cross join regexp_split_to_table(cell, '\s*(?:[;/&]|\mand\M|\mwith\M)\s*') as split (name)
        where split.name <> ''
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'place_listed', 'fe780fb22f8fe8525110e5a80e6a19b21684f9518bcbf10f8eecf59c9d3c7d4e', $cinelibre_file$
-- place_listed: number the items of a user's list in an order, so that pages fit together while the list changes.
-- Called by get_my_ratings and get_marked_items. page_end is where the page before ended: `id`, `moment` and `stars` of
-- its last item, and the `place` that this had. Items after it are numbered on from there, and it need not be in the list
-- any more. `taken_at` is when the first page was read; what was added or changed since is left out.
create or replace function cinelibre.place_listed(
    item_ids integer[],
    moments timestamptz[],
    stars real[],
    sort text,
    page_end jsonb
)
returns table (id integer, moment timestamptz, stars real, taken_at timestamptz, place bigint)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with listed as (
        select given.*, read.taken_at, false as is_end
        from (
            select coalesce(
                (place_listed.page_end ->> 'taken_at')::timestamptz,
                greatest(now(), (select max(m) from unnest(place_listed.moments) as m)) -- an import may be of tomorrow
            ) as taken_at
        ) as read
        join unnest(place_listed.item_ids, place_listed.moments, place_listed.stars) as given (id, moment, stars)
            on given.moment <= read.taken_at
        union all
        select
            (place_listed.page_end ->> 'id')::bigint, (place_listed.page_end ->> 'moment')::timestamptz,
            (place_listed.page_end ->> 'stars')::real, null, true
        where place_listed.page_end is not null
    ),
    numbered as (
        select
            l.*,
            row_number() over (
                order by
                    case place_listed.sort when 'highest' then l.stars end desc,
                    case place_listed.sort when 'lowest' then l.stars end,
                    case place_listed.sort when 'title' then i.folded_title end,
                    case place_listed.sort when 'year' then i.year end desc nulls last,
                    case place_listed.sort when 'oldest' then l.moment end,
                    l.moment desc,
                    l.id,
                    l.is_end
            ) as number
        from listed as l
        left join cinelibre.items as i on i.id = l.id
    ),
    ended as (select n.*, coalesce(max(n.number) filter (where n.is_end) over (), 0) as end_number from numbered as n)
    select
        e.id::integer, e.moment, e.stars, e.taken_at,
        e.number - e.end_number + (e.number < e.end_number)::integer + coalesce((place_listed.page_end ->> 'place')::bigint, 0)
    from ended as e
    where not e.is_end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'pool_findings', 'c21312e52ba18e52dcaba7dfde26e97ca82766b7330689d23bba99fdab8ced9a', $cinelibre_file$
-- pool_findings: collect each item that any list found, once, with its similarity if meaning found it.
-- Called by weigh_findings, which judges all of them by every measure. The answer is one row of two arrays, by id.
create or replace function cinelibre.pool_findings(meant_ids integer[], similarities float8[], named_ids integer[])
returns table (ids integer[], nearnesses float8[])
language sql
immutable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array_agg(p.item_id order by p.item_id), array_agg(p.similarity order by p.item_id)
    from (
        select found.item_id, max(found.similarity) as similarity
        from (
            select m.item_id, m.similarity
            from unnest(pool_findings.meant_ids, pool_findings.similarities) as m (item_id, similarity)
            union all
            select named_id, null from unnest(pool_findings.named_ids) as named_id
        ) as found
        group by found.item_id
    ) as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'predict_for', 'c94a8524d416c56afc7f8464dbbfbd62d13c758b364f519e236bb7ebaa9ceac9', $cinelibre_file$
-- predict_for: predict how many stars a reader would give some items, each with an 80 % interval.
-- Called by whatever tells a reader or a group how they would like an item. docs/algorithms.md has the formula
-- ("Predicted ratings"). It answers every item of the catalogue that was asked for, once, however little is known.
-- support says how much is: the reader's ratings of items that others rated too, or the item's ratings if these are
-- fewer. It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.predict_for(
    user_id integer,
    item_ids integer[],
    item_damping float8 default 10,
    reader_damping float8 default 5,
    neighbor_damping float8 default 1,
    history_limit integer default 500
)
returns table (item_id integer, predicted float8, low float8, high float8, support integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with rated as materialized (
        select r.item_id, r.rating::float8 - e.expected as deviation, e.n_ratings
        from cinelibre.list_rated(predict_for.user_id, predict_for.history_limit) as history
        cross join lateral unnest(history.item_ids, history.ratings) as r (item_id, rating)
        cross join lateral cinelibre.expect_rating(r.item_id, predict_for.item_damping) as e
    ),
    own as materialized (
        select
            coalesce(sum(r.deviation), 0) / (count(*) + reader_damping) as bias,
            (count(*) filter (where r.n_ratings > 1))::integer as n
        from rated as r
    ),
    nearness as (
        select near.asked_id, sum(near.weight * (r.deviation - own.bias)) as deviations, sum(near.weight) as weights
        from (
            select n.item_id as asked_id, unnest(n.neighbor_ids) as near_id, unnest(n.weights)::float8 as weight
            from cinelibre.models as m
            join cinelibre.item_neighbors as n on n.model_id = m.id
            where m.kind = 'phi' and m.is_active and n.item_id = any (predict_for.item_ids)
        ) as near
        join rated as r on r.item_id = near.near_id
        cross join own
        group by near.asked_id
    ),
    guessed as (
        select
            asked.id,
            least(5, greatest(0.5, e.expected + own.bias + coalesce(n.deviations / (n.weights + neighbor_damping), 0))) as stars,
            cinelibre.doubt_rating(own.n, e.n_ratings) as doubt,
            least(own.n, e.n_ratings) as support
        from (select distinct a.id from unnest(predict_for.item_ids) as a (id)) as asked
        cross join own
        cross join lateral cinelibre.expect_rating(asked.id, predict_for.item_damping) as e
        left join nearness as n on n.asked_id = asked.id
    )
    select g.id, g.stars, greatest(0.5, g.stars - g.doubt), least(5, g.stars + g.doubt), g.support
    from guessed as g;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'predict_ratings', '9fe579df094135ba59455a95bb5c6ee268a09cedc13c328f319f22d0e7b8ca5b', $cinelibre_file$
-- predict_ratings: predict a reader's ratings from how far each neighbor's rating is from that neighbor's mean.
-- Called by get_collaborative_recommendations; docs/algorithms.md has the formula ("The textbook"). A prediction is
-- between 0.5 and 5. support counts the neighbors who rated the item.
create or replace function cinelibre.predict_ratings(for_reader cinelibre.reader, damping float8)
returns table (item_id integer, rating float8, support integer)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _mean float8 := (select avg(r.rating)::float8 from unnest(for_reader.ratings) as r (rating));
begin
    return query
    select
        t.item_id,
        least(5, greatest(0.5, _mean + sum(t.weight * t.deviation) / sum(t.weight) * count(*) / (count(*) + predict_ratings.damping))),
        count(*)::integer
    from (
        select n.weight, r.item_id, r.rating::float8 - avg(r.rating::float8) over (partition by r.user_id) as deviation
        from unnest(for_reader.neighbor_ids, for_reader.neighbor_weights) as n (user_id, weight)
        join cinelibre.ratings as r on r.user_id = n.user_id
    ) as t
    group by t.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'query_all_but_one', 'c5b00a6ebef8fd14fa22871f767ed09d209404c77505a8efac917685e2f2cf0e', $cinelibre_file$
-- query_all_but_one: build the query that finds what has all of some words but at most one; null for fewer than two.
-- Called by find_near_name: one word is misspelled, and nobody knows which.
create or replace function cinelibre.query_all_but_one(words text[])
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select string_agg('(' || others.query || ')', ' | ')::tsquery
    from generate_subscripts(query_all_but_one.words, 1) as place
    cross join lateral (
        select string_agg(quote_literal(word), ' & ') as query
        from unnest(query_all_but_one.words[:place - 1] || query_all_but_one.words[place + 1:]) as word
    ) as others
    where others.query is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'queue_features', '4fa10d8aa0b222c538e2c07b181d0ffa2a6ce7fc623677e77a5fbf5f3754e660', $cinelibre_file$
-- queue_features: leave an event in the outbox for each of these snapshots of features; answer how many.
-- Called by stream_features, a trigger, while the outbox is on.
create or replace function cinelibre.queue_features(snapshot_ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            s.user_id,
            'features',
            1,
            jsonb_build_object('snapshot_id', s.id, 'taken_at', s.taken_at, 'features', s.features)
        from cinelibre.feature_snapshots as s
        where s.id = any (queue_features.snapshot_ids)
        order by s.id
        returning id
    )
    select count(*)::integer from queued;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'queue_feedback', 'bd25c3c809b04b38ce59b5bc503fc59e2f1fd1e077e1631849543738478d8a7e', $cinelibre_file$
-- queue_feedback: leave an event in the outbox for each piece of feedback that was given, changed or withdrawn.
-- Called by stream_feedback, a trigger, and by delete_feedback, while the outbox is on. It answers how many. What a
-- reader wrote as a comment stays here.
create or replace function cinelibre.queue_feedback(feedback_ids integer[], status text)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            f.user_id,
            'feedback',
            1,
            jsonb_build_object(
                'feedback_id', f.id,
                'status', queue_feedback.status,
                'kind', f.kind,
                'item_id', f.item_id,
                'item_type', i.item_type,
                'recommendation_id', f.recommendation_id,
                'variant', f.variant,
                'place', f.place,
                'score', f.score,
                'contributions', f.contributions,
                'reason_source', f.reason_source,
                'reason_key', f.reason_key,
                'listed_at', f.listed_at,
                'given_at', f.given_at
            )
        from cinelibre.feedback as f
        join cinelibre.items as i on i.id = f.item_id
        where f.id = any (queue_feedback.feedback_ids)
        order by f.id
        returning id
    )
    select count(*)::integer from queued;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'queue_interactions', '4817bfb39d7bc640e62370bd4dcdda0275a7bc8563c421aaee69b47a150f23cf', $cinelibre_file$
-- queue_interactions: leave an event in the outbox for each of these interactions; answer how many.
-- Called by stream_interactions, a trigger, while the outbox is on. What a reader typed into a search stays here.
create or replace function cinelibre.queue_interactions(interaction_ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            e.user_id,
            'interaction',
            1,
            jsonb_build_object(
                'interaction_id', e.id,
                'interaction_type', e.interaction_type,
                'item_id', e.item_id,
                'item_type', i.item_type,
                'rating', e.rating,
                'seconds', e.seconds,
                'fraction', e.fraction,
                'context', e.context,
                'occurred_at', e.occurred_at
            )
        from cinelibre.interactions as e
        left join cinelibre.items as i on i.id = e.item_id
        where e.id = any (queue_interactions.interaction_ids)
        order by e.id
        returning id
    )
    select count(*)::integer from queued;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rank_alike', 'ef8e613d2eed6272fcff63cb675fe19b1e073d2c3f4a51c9fce9123d0d441275', $cinelibre_file$
-- rank_alike: list the items most like one item, with one edition of each work.
-- Called by get_similar_items and describe_seeds. `alike` has the measured likenesses, for reasons.
create or replace function cinelibre.rank_alike(
    item_id integer,
    own_type text,
    item_type text,
    known_ids integer[],
    threshold float8,
    item_limit integer
)
returns table (other_id integer, score float8, alike jsonb)
language plpgsql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_simulated boolean := coalesce(
        (select s.simulated_count * 2 > s.rating_count from cinelibre.item_stats as s where s.item_id = rank_alike.item_id),
        false
    );
    _candidates integer[] := cinelibre.find_alike(rank_alike.item_id, rank_alike.item_type, rank_alike.known_ids);
begin
    return query
    select
        best.other_id,
        best.score,
        jsonb_build_object(
            'has_title', best.has_title, 'story', best.story, 'together', best.together, 'is_simulated', _is_simulated
        )
    from (
        select distinct on (coalesce(s.work_id, s.other_id)) s.*
        from cinelibre.score_alike(
            rank_alike.item_id,
            _candidates,
            rank_alike.item_type,
            rank_alike.own_type <> rank_alike.item_type,
            _is_simulated
        ) as s
        where s.score >= rank_alike.threshold
        order by coalesce(s.work_id, s.other_id), s.score desc, s.other_id
    ) as best
    order by best.score desc, best.other_id
    limit rank_alike.item_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rank_by_kinship', '68d26a425b77b37fb051c77cd142c3ecb7045f0dd9f9d755801571854bf559c9', $cinelibre_file$
-- rank_by_kinship: rank items by what they share with an item: genres, people, keywords, language and years.
-- Called by weigh_findings for a question "like …". Descriptions are left out, because meaning compares those.
-- The weights are in docs/algorithms.md. The nearest item has kinship 1.
create or replace function cinelibre.rank_by_kinship(like_id integer, item_ids integer[])
returns table (item_id integer, kinship float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with compared as (
        select
            i.id,
            0.7 * shared.n_genres / greatest(sqrt(cardinality(i.folded_genres) * cardinality(seed.folded_genres)), 1)
            + 0.5 * least(1, shared.n_people / 2.0)
            + 0.3 * least(1, shared.n_keywords / 3.0)
            + case when i.language = seed.language then 0.25 else 0 end
            + coalesce(0.15 * exp(-abs(i.year - seed.year) / 20.0), 0) as kinship
        from cinelibre.items as seed
        cross join unnest(rank_by_kinship.item_ids) as pool (id)
        join cinelibre.items as i on i.id = pool.id
        cross join lateral (
            select
                (select count(*) from unnest(i.folded_genres) as g where g = any (seed.folded_genres)) as n_genres,
                (select count(*) from unnest(i.folded_people) as p where p = any (seed.folded_people)) as n_people,
                (select count(*) from unnest(i.folded_keywords) as k where k = any (seed.folded_keywords)) as n_keywords
        ) as shared
        where seed.id = rank_by_kinship.like_id
            and i.id <> seed.id
    )
    select
        c.id,
        c.kinship / max(c.kinship) over (),
        row_number() over (order by c.kinship desc, c.id)
    from compared as c
    where c.kinship > 0;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rank_by_words', 'c31637c84eefd6e1736b9926a994b2fbe551bcbfb72d4ec4cadd83fe86f5e96e', $cinelibre_file$
-- rank_by_words: rank items by the share of a question's telling words that they have, then by similarity.
-- Called by weigh_findings with everything that any list found. Items without any of the words are left out.
create or replace function cinelibre.rank_by_words(queries tsquery[], weights float8[], item_ids integer[], similarities float8[])
returns table (item_id integer, share float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with weighed as materialized ( -- computed once, not for each item
        select w.query, w.weight / sum(w.weight) over () as share
        from unnest(rank_by_words.queries, rank_by_words.weights) as w (query, weight)
    )
    select
        pool.item_id,
        covered.share,
        row_number() over (order by covered.share desc, pool.similarity desc nulls last, pool.item_id)
    from unnest(rank_by_words.item_ids, rank_by_words.similarities) as pool (item_id, similarity)
    join cinelibre.items as i on i.id = pool.item_id
    cross join lateral (
        select sum(w.share) filter (where i.search @@ w.query) as share
        from weighed as w
    ) as covered
    where covered.share > 0;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rank_popular', 'ad25c0076de515ce2e95ba199fb978cdd4148789512d439da2d531f467deb35c', $cinelibre_file$
-- rank_popular: list what is most liked here and best known elsewhere, without known items and with one edition of a work.
-- Called by get_popular_items. The indexes know nothing of works, so it reads n_spare items more than the list has, and
-- ten times as many again if that was too few.
create or replace function cinelibre.rank_popular(
    item_type text,
    known_ids integer[],
    conditions text,
    list_limit integer,
    n_spare integer
)
returns table (item_id integer, like_count integer, score float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(rank_popular.item_type, t));
    _n_spare integer := greatest(1, rank_popular.n_spare);
    _found integer[];
    _n_works integer;
begin
    loop
        _found := array(
            select p.item_id
            from cinelibre.list_popular(_types, rank_popular.known_ids, rank_popular.conditions, rank_popular.list_limit + _n_spare) as p
        );
        select count(distinct coalesce(i.work_id, i.id))::integer
        into _n_works
        from cinelibre.items as i
        where i.id = any (_found);
        exit when cardinality(_found) - _n_works <= _n_spare or _n_spare > 1000;
        _n_spare := 10 * _n_spare;
    end loop;
    return query
    select e.id, e.like_count, e.score
    from (
        select distinct on (coalesce(i.work_id, i.id))
            i.id, coalesce(t.like_count, 0) as like_count,
            cinelibre.rate_popularity(coalesce(t.like_count, 0), i.external_count, c.external_total) as score
        from cinelibre.items as i
        left join cinelibre.item_stats as t on t.item_id = i.id
        left join cinelibre.catalogue_totals as c on c.item_type = i.item_type
        where i.id = any (_found)
        order by coalesce(i.work_id, i.id), score desc, i.id
    ) as e
    order by e.score desc, e.id
    limit rank_popular.list_limit;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rate_items', 'a15e3ea7fda95cc910f7603247ef3489e2d2d1937f76dbe72ba737b4214d5c9b', $cinelibre_file$
-- rate_items: order items as a question asks: by 'rating', 'popular' or 'newest'.
-- Called by weigh_findings and list_demanded. A rating adds our readers' average and the source's on one scale. Both
-- are drawn to the middle, ours by ten imagined ratings, the source's by fifty.
-- Items with more of the asked `genres` come first.
create or replace function cinelibre.rate_items(item_ids integer[], order_by text, genres text[] default '{}')
returns table (item_id integer, place bigint)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as (
        select
            i.id,
            i.year,
            i.folded_genres,
            cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total) as popularity,
            case i.item_type when 'movie' then (i.damped_rating - 6.3) / 2 else i.damped_rating - 3.8 end
            + (coalesce(s.rating_sum, 0) + 35) / (coalesce(s.rating_count, 0) + 10) - 3.5 as rating
        from unnest(rate_items.item_ids) as asked (id)
        join cinelibre.items as i on i.id = asked.id
        left join cinelibre.item_stats as s on s.item_id = i.id
        left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    )
    select
        j.id,
        row_number() over (
            order by
                (select count(*) from unnest(rate_items.genres) as asked where asked = any (j.folded_genres)) desc,
                case rate_items.order_by when 'rating' then j.rating when 'newest' then j.year end desc nulls last,
                j.popularity desc,
                j.id
        )
    from judged as j;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rate_popularity', '4aa78ed96770c67b4d7055ac9237237218ec88d87cf8900478c5a875a30f38ae', $cinelibre_file$
-- rate_popularity: rate how popular an item is, by our readers' likes and by its fame elsewhere.
-- Called wherever popularity counts. All fame elsewhere together is worth a thousand likes, so our own likes outweigh
-- it in time. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.rate_popularity(like_count integer, external_count integer, external_total float8)
returns float8
language sql
immutable
as $$
    select rate_popularity.like_count
        + 1000::float8 * coalesce(rate_popularity.external_count, 0) / greatest(rate_popularity.external_total, 1);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'rating_summary', '7646927e086f12e4cec367ad9622b8ac9428b0da6fb8b3906868088989183cb1', $cinelibre_file$
-- rating_summary: count an item's star ratings, average them, and count how many are simulated.
-- Called by describe_movie and describe_book. Implied ratings, from likes or hides, do not count.
create or replace function cinelibre.rating_summary(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'count', coalesce(s.rating_count, 0),
        'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
        'n_simulated', coalesce(s.simulated_count, 0)
    )
    from (select rating_summary.item_id as id) as asked
    left join cinelibre.item_stats as s on s.item_id = asked.id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'record_events', 'a1a7509b38da6e97bc04019f3b4ff65ee60ce75db00b8f84512b99a2aad4602e', $cinelibre_file$
-- record_events: store a user's good events; answer the ids of those stored, how many repeat others, and the faults.
-- Called by record_interactions, which has locked the user and the items.
create or replace function cinelibre.record_events(user_id integer, events jsonb)
returns table (ids bigint[], n_repeated integer, refused jsonb)
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _events cinelibre.incoming_event[] := array(
        select e from cinelibre.parse_events(record_events.user_id, record_events.events) as e
    );
begin
    return query
    with recorded as (
        insert into cinelibre.interactions
        (user_id, item_id, interaction_type, occurred_at, rating, seconds, fraction, query, context, idempotency_key)
        select
            record_events.user_id, e.item_id, e.interaction_type, e.happened_at, e.rating, e.seconds, e.fraction, e.query,
            e.context, e.idempotency_key
        from unnest(_events) as e
        where e.fault is null
            and e.place not in (select r from cinelibre.find_repeats(record_events.user_id, _events) as r)
        order by e.place
        on conflict do nothing
        returning id
    )
    select
        array(select w.id from recorded as w order by w.id),
        (count(*) filter (where e.fault is null) - (select count(*) from recorded))::integer,
        coalesce(
            jsonb_agg(jsonb_build_object('index', e.place, 'error', e.fault) order by e.place) filter (where e.fault is not null),
            '[]'
        )
    from unnest(_events) as e;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'record_examination', '3766365e159bf1e8d9b49adbb5e2929f06a078de4c62d8bcefe8cee0df991bc6', $cinelibre_file$
-- record_examination: write an audit event before an admin sees what a reader sees.
-- Called by examine_reader. PT404 if there is no such reader; admins and services are none.
create or replace function cinelibre.record_examination(
    admin_id integer,
    reader_id integer,
    email text,
    out id bigint,
    out user_id integer
)
returns record
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select u.id
        from cinelibre.users as u
        where u.role = 'user'
            and (u.id = record_examination.reader_id or u.email = lower(record_examination.email))
        order by u.id
        limit 1
    );
begin
    if _user_id is null then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = 'There is no reader with this id or e-mail.';
    end if;
    insert into cinelibre.audit_events as a (actor_id, user_id, action)
    values (record_examination.admin_id, cinelibre.lock_user(_user_id, _user_id), 'POST /admin/readers')
    returning a.id, a.user_id into record_examination.id, record_examination.user_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'record_impressions', '5183aaa7d1cfb7a4529808584efccf6ce49ab353b4fef23e2d830f5b05fc890d', $cinelibre_file$
-- record_impressions: record which positions of a list were shown, each with the source that contributed most to it.
-- Called by keep_list and serve_batch.
create or replace function cinelibre.record_impressions(
    user_id integer,
    recommendation_id uuid,
    items jsonb,
    batch_skip integer,
    batch_size integer
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_shown integer;
begin
    insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, source)
    select
        record_impressions.user_id,
        i.id,
        record_impressions.recommendation_id,
        shown.place::smallint,
        cinelibre.find_main_source(shown.body -> 'contributions')
    from jsonb_array_elements(record_impressions.items) with ordinality as shown (body, place)
    join cinelibre.items as i on i.id = (shown.body ->> 'item_id')::integer
    where shown.place > record_impressions.batch_skip
        and shown.place <= record_impressions.batch_skip + record_impressions.batch_size
    order by shown.place
    on conflict do nothing;
    get diagnostics _n_shown = row_count;
    return _n_shown;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'refer_to_item', '765fcdfce46f8a1160aa7a746265f5c750c2816b7cca58a2e50887d4ba756dfd', $cinelibre_file$
-- refer_to_item: return what names an item to another catalogue: title, year, and its ids at the sources.
-- Called by get_library_page and import_library.
create or replace function cinelibre.refer_to_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', i.id,
        'item_type', i.item_type,
        'title', i.title,
        'year', i.year,
        'tmdb_id', m.tmdb_id,
        'imdb_id', m.imdb_id,
        'movielens_id', m.movielens_id,
        'google_id', b.google_id,
        'isbn13', b.isbn13
    ))
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    where i.id = refer_to_item.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'refuse', 'b91418e930f63ad32b793bd9a68f858669fb9ca3f59320b41fb58debe752af22', $cinelibre_file$
-- refuse: raise an error for the client from inside an expression.
-- An SQL function cannot raise. With coalesce(answer, refuse(...)) it need not become plpgsql.
-- It is volatile on purpose: the planner may evaluate a stable or immutable function early, and raise the error although
-- there is an answer.
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

select cinelibre.ship_function('cinelibre', 'refuse_person', '0c9b43974fed586d86840922d29e6554ca6617121fa0c849dbef292edc193b8e', $cinelibre_file$
-- refuse_person: refuse a person whom the caller may not see, in the same words for everybody, even for nobody.
-- Called by everything that takes a person_id.
create or replace function cinelibre.refuse_person()
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.refuse(
        'PT404', 'person_not_found', 'person_id: You have no match and no friend of this id; GET /matches and GET /friends list them.'
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'relate', '84f8963e49eb1819e90318b684cc9c89bd4df2df96c4ac396346a4724b8901e9', $cinelibre_file$
-- relate: say how two people stand to each other, as the first sees it.
-- Called by everything that shows people. A block by either hides both; so does a decline, which the other is not told.
create or replace function cinelibre.relate(user_id integer, other_id integer)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _mine text := (
        select o.said from cinelibre.relations as o where o.user_id = relate.user_id and o.other_id = relate.other_id
    );
    _theirs text := (
        select o.said from cinelibre.relations as o where o.user_id = relate.other_id and o.other_id = relate.user_id
    );
begin
    return case
        when _theirs = 'blocked' then 'hidden'
        when _mine = 'blocked' then 'blocked'
        when _mine = 'declined' then 'declined'
        when _theirs = 'declined' then 'hidden'
        when _mine = 'accepted' and _theirs = 'accepted' then 'friends'
        when _mine = 'accepted' then 'asked'
        when _theirs = 'accepted' then 'asks'
        else 'none'
    end;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_admin', '248d156ee640f35cb90898661d1688dc2cdc6815d11cd95ba889e97f27620cc0', $cinelibre_file$
-- require_admin: return the id of a user who is an admin; refuse everybody else with PT403.
-- Called by the functions of the operator's pages, with the user of require_caller: a service acts for ordinary users
-- alone, so it never passes.
create or replace function cinelibre.require_admin(user_id integer)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (
        select from cinelibre.users as u where u.id = require_admin.user_id and u.role = 'admin'
    ) then
        raise exception using errcode = 'PT403', message = 'not_an_admin',
            detail = 'Only an admin may do that: `python -m api.jobs user EMAIL --role admin` makes one.';
    end if;
    return require_admin.user_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_caller', 'ad0f2504bbd9506a2f2965eeb47554d8b73d91f61dbd3d39f89f55d588521e22', $cinelibre_file$
-- require_caller: check the token and return the id of the user whom the call is for.
-- Every entry point that needs a token begins with it. The user is the caller, or acts_for if a service calls.
-- PT401 if the token has ended: by logout, a new password or a deleted account. PT403 if the role does not allow the
-- call. A service acts for ordinary users alone, never for another service or an admin.
create or replace function cinelibre.require_caller(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns table (user_id integer)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _role text := (
        select u.role
        from cinelibre.users as u
        where u.id = require_caller.caller_id
            and (
                (
                    require_caller.caller_version between u.tokens_valid_from and u.token_version
                    and require_caller.caller_version <> all (u.ended_token_versions)
                )
                or require_caller.caller_version = u.kept_token_version
            )
    );
begin
    if _role is null then
        raise exception using errcode = 'PT401', message = 'token_revoked',
            detail = 'This token has ended: log in again.';
    end if;
    if require_caller.acts_for is null then
        return query select require_caller.caller_id;
        return;
    end if;
    if _role <> 'service' then
        raise exception using errcode = 'PT403', message = 'not_a_service',
            detail = 'Only a service account acts for others: leave user_id out.';
    end if;
    return query select u.id from cinelibre.users as u where u.id = require_caller.acts_for and u.role = 'user';
    if not found then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = format('There is no user with the id %s.', require_caller.acts_for);
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_embedding_model', '5cb59c9868e3bb9ca4d6e3c1f171f39b3548c52502133211d7f9ccd5ace54871', $cinelibre_file$
-- require_embedding_model: return the id of the model that embedded the catalogue, or no row if it is empty.
-- Called by whatever compares or writes vectors. Another model gets PT503, because distances between the vectors of two
-- models mean nothing.
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
        raise exception using
            errcode = 'PT503',
            message = 'embedding_model_mismatch',
            detail = format(
                'The catalogue was embedded by %s (%s dimensions), the question by %s (%s): set EMBEDDING_MODEL back, or run `python -m api.jobs embed --replace-model`.',
                _active.name,
                _active.dimension,
                coalesce(require_embedding_model.embedding_model, 'another model'),
                require_embedding_model.dimension
            );
    end if;
    return query select _active.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_entry', '0385bd2def7088fea24c355985d83509992dcd7e8a4aa00bfd87c07d2b035a01', $cinelibre_file$
-- require_entry: return the place of an item on a list and what the list says of it, or raise PT404.
-- Called by record_feedback.
create or replace function cinelibre.require_entry(list cinelibre.recommendation_lists, item_id integer)
returns table (place smallint, body jsonb)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select entry.place::smallint, entry.body
    from jsonb_array_elements(list.items) with ordinality as entry (body, place)
    where (entry.body ->> 'item_id')::integer = require_entry.item_id
    order by entry.place
    limit 1;
    if not found then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = 'item_id: This item is not on this list.';
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_host', 'd4504ea846d25c625da3f0b2c41a5844e398a05da4b3a4c2e99bb93eddde4c64', $cinelibre_file$
-- require_host: lock a group and return the membership of a caller or guest if they are its host, or raise PT403.
-- Called by change_group, delete_group and remove_member. PT404 if they are not in it.
create or replace function cinelibre.require_host(group_id uuid, user_id integer, guest_key_hash text)
returns cinelibre.group_members
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members;
begin
    perform cinelibre.lock_group(require_host.group_id);
    _member := cinelibre.require_member(require_host.group_id, require_host.user_id, require_host.guest_key_hash);
    if _member.seat <> cinelibre.find_host(require_host.group_id) then
        raise exception using errcode = 'PT403', message = 'not_the_host',
            detail = 'Only the host of the group may do that: whoever has been in it the longest.';
    end if;
    return _member;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_item', 'd91eb8eccaf88f9c7c91c82294b396cffcd56d925803f128b8ab6a01a9c6157f', $cinelibre_file$
-- require_item: return the id of an item, or raise PT404 if no item of that type has it.
-- Called by get_shelf, mark_item, rate_item and get_similar_items. A null type allows both types.
create or replace function cinelibre.require_item(item_id integer, item_type text)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (
        select
        from cinelibre.items as i
        where i.id = require_item.item_id
            and i.item_type = coalesce(require_item.item_type, i.item_type)
    ) then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = format('There is no %s with the id %s.', coalesce(require_item.item_type, 'item'), require_item.item_id);
    end if;
    return require_item.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_list', '9774cf76d0400379fbde298c5bdf82b9ef5454e4081169d365625583712fb0a3', $cinelibre_file$
-- require_list: return a list of the user's own, or raise PT404; PT410 after a week.
-- Called by serve_batch and get_receipt.
create or replace function cinelibre.require_list(user_id integer, recommendation_id uuid)
returns cinelibre.recommendation_lists
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _list cinelibre.recommendation_lists := (
        select l
        from cinelibre.recommendation_lists as l
        where l.id = require_list.recommendation_id
            and l.user_id = require_list.user_id
    );
begin
    if _list.id is null then
        raise exception using errcode = 'PT404', message = 'list_not_found',
            detail = 'You have no list with this recommendation_id, or no longer: lists are kept for seven days.';
    end if;
    if _list.created_at < now() - interval '7 days' then
        raise exception using errcode = 'PT410', message = 'list_expired',
            detail = 'This list is older than seven days: ask for a new one.';
    end if;
    return _list;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_member', 'e0b8646399af3ba894f7b760600adf3bcf2ef2b8e1c734e0317ee56cba755787', $cinelibre_file$
-- require_member: return the membership of a caller or a guest in a group, or raise PT404.
-- Called by everything that concerns one group. A group that is not the caller's answers like one that is not there.
create or replace function cinelibre.require_member(group_id uuid, user_id integer, guest_key_hash text)
returns cinelibre.group_members
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members;
begin
    select m.* into _member
    from cinelibre.group_members as m
    where m.group_id = require_member.group_id
        and (m.user_id = require_member.user_id or m.guest_key_hash = require_member.guest_key_hash);
    if not found then
        raise exception using errcode = 'PT404', message = 'group_not_found',
            detail = 'You are in no group with this id: join by its code.';
    end if;
    return _member;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_person', '57f8871ff0cf21d506acd752c4f1cab785ee31a834e28bc1a9abc0db7f8525a1', $cinelibre_file$
-- require_person: return whom a person_id names, if the reader may see them, and how the two stand to each other.
-- Called by everything that takes a person_id and only reads. PT404 for everybody else, in the same words as for an id
-- that is nobody's.
create or replace function cinelibre.require_person(reader_id integer, person_id uuid)
returns table (user_id integer, relation text)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _other_id integer := (
        select u.id
        from cinelibre.users as u
        where u.person_id = require_person.person_id
            and u.id <> require_person.reader_id
    );
    _relation text := cinelibre.relate(require_person.reader_id, _other_id);
begin
    if _other_id is null or not cinelibre.can_see(require_person.reader_id, _other_id, _relation) then
        perform cinelibre.refuse_person();
    end if;
    return query select _other_id, _relation;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_review', '562f4542cd0e6ed0bbcfabcb7b5383b8a037729da2cfa9770cb3d71c2b651b99', $cinelibre_file$
-- require_review: lock and return a review that somebody else wrote and everybody may read; PT404 or PT422 otherwise.
-- Called by report_review.
create or replace function cinelibre.require_review(review_id integer, reader_id integer)
returns cinelibre.reviews
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _review cinelibre.reviews;
begin
    select r.* into _review
    from cinelibre.reviews as r
    where r.id = require_review.review_id
        and r.body is not null
        and r.hidden_at is null
        and exists (select from cinelibre.list_shown_reviews(r.item_id, require_review.reader_id) as s where s.id = r.id)
    for update;
    if not found then
        raise exception using errcode = 'PT404', message = 'review_not_found',
            detail = format('There is no review with the id %s, or it is hidden.', require_review.review_id);
    end if;
    if _review.user_id = require_review.reader_id then
        raise exception using errcode = 'PT422', message = 'own_review',
            detail = 'review_id: This review is your own: change or delete it.';
    end if;
    return _review;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_room', '0b3a752852ded23c1deec15b4b7885ef1ef2411132f713a264bc94ca58317956', $cinelibre_file$
-- require_room: raise PT409 if a user is in as many groups as anybody may be.
-- Called by make_group and join_group, which hold the user's lock, so that two calls at once count one another.
create or replace function cinelibre.require_room(user_id integer, group_limit integer)
returns void
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if (
        select count(*) from cinelibre.group_members as m where m.user_id = require_room.user_id
    ) >= require_room.group_limit then
        raise exception using errcode = 'PT409', message = 'too_many_groups',
            detail = format('You are in %s groups, the most that one may be in: leave one first.', group_limit);
    end if;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_sharing_friend', 'caf41d23e17ff1991ffb7347da224904a12eb262b935354d13c1cc3661282eef', $cinelibre_file$
-- require_sharing_friend: return the account of a friend whose ratings the reader may read.
-- Called by get_friend_ratings. PT404 for everybody else; a friend who shares nothing gets a sentence of their own.
create or replace function cinelibre.require_sharing_friend(reader_id integer, person_id uuid)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _friend_id integer := (
        select u.id
        from cinelibre.list_friends(require_sharing_friend.reader_id) as f
        join cinelibre.users as u on u.id = f.user_id
        where u.person_id = require_sharing_friend.person_id
    );
begin
    if _friend_id is null then
        perform cinelibre.refuse_person();
    end if;
    if exists (
        select from cinelibre.users as u where u.id in (_friend_id, require_sharing_friend.reader_id) and not u.shares_ratings
    ) then
        perform cinelibre.refuse('PT404', 'ratings_not_shared', 'Friends read each other''s ratings if both set shares_ratings in PATCH /auth/me.');
    end if;
    return _friend_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'require_timezone', '12e1661c21b2397dcf0aa67adbcec959729e26659fb7eb27e63d6cb86888b86f', $cinelibre_file$
-- require_timezone: return the timezone itself, or raise PT422 if PostgreSQL does not know it as an IANA area or UTC.
-- Called by register_user and change_account. Abbreviations are refused because they are ambiguous: IST means India,
-- Israel or Ireland. Digits are refused because PostgreSQL would read them as an offset.
create or replace function cinelibre.require_timezone(zone text)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _areas constant text := 'africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific'
        || '|brazil|canada|chile|mexico|us';
begin
    if require_timezone.zone !~* format('^(utc|(%s)(/[a-z]+([_-][a-z]+)*){1,2})$', _areas) then
        raise invalid_parameter_value;
    end if;
    perform now() at time zone require_timezone.zone;
    return require_timezone.zone;
exception
    when invalid_parameter_value then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = 'timezone: It must be IANA''s name of a place, such as Asia/Kolkata, or UTC.';
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'respell_names', '9be7973e490ecd40d1ad1af5ccd40119abd954d0b4c6de4802f513a8f9522b4c', $cinelibre_file$
-- respell_names: return a typed name with each word split in two, and with each two words joined.
-- Called by scan_by_names: "shahrukh khan" finds Shah Rukh Khan, "leonardo di caprio" Leonardo DiCaprio.
-- Texts of over three words or 100 letters are left alone, because they would give too many spellings.
create or replace function cinelibre.respell_names(folded text)
returns text[]
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _typed text := respell_names.folded;
    _names text[] := '{}'::text[];
    _letter text;
begin
    if char_length(_typed) > 100 or cardinality(string_to_array(_typed, ' ')) > 3 then
        return _names;
    end if;
    for place in 3..char_length(_typed) - 1 loop
        _letter := substr(_typed, place, 1);
        if _letter = ' ' then
            _names := _names || (left(_typed, place - 1) || substr(_typed, place + 1));
        elsif substr(_typed, place - 2, 4) !~ ' ' then
            _names := _names || (left(_typed, place - 1) || ' ' || substr(_typed, place));
        end if;
    end loop;
    return _names;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'respell_title', '3a1ba8bb2b78222889d48d704e9d5fd688d022e21023ede499d5a4ffdd790b94', $cinelibre_file$
-- respell_title: return a title as its writer may have meant it: X or V before a word is a number, joined words part.
-- Called by list_written_keys and find_begun_titles. title_key cannot take this for granted: "X Things" is "10 Things",
-- but "X-Men" is no ten men, and "OneEyed" is two words, but "YouTube" may be one.
create or replace function cinelibre.respell_title(title text)
returns text
language sql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select regexp_replace(
        regexp_replace(respell_title.title, '^\s*[XV](?=\s+\w)', case when respell_title.title ~* '^\s*X' then '10' else '5' end, 'i'),
        '([[:lower:]])([[:upper:]])', '\1 \2', 'g'
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'roll_up_users', '5651068ee29c94eb4fdd73577c0f749666bcea0dbaf5d36aee02c1404527c6a2', $cinelibre_file$
-- roll_up_users: move some users' old interactions into preference_rollups; answer how many.
-- Called by roll_up_interactions. find_roll_up_moment says what is old. The newest searches stay: lists go by their words.
create or replace function cinelibre.roll_up_users(user_ids integer[], before timestamptz, keep_events integer, event_limit integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select e.id
        from unnest(roll_up_users.user_ids) as u (id)
        cross join lateral cinelibre.find_roll_up_moment(u.id, roll_up_users.before, roll_up_users.keep_events) as moment
        join cinelibre.interactions as e on e.user_id = u.id and e.occurred_at < moment
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        where not kind.in_history
            and not (e.interaction_type = 'search' and e.id in (select s.id from cinelibre.list_newest_searches(u.id) as s))
        order by e.user_id, e.occurred_at desc, e.id
        limit roll_up_users.event_limit
    ),
    gone as (
        delete from cinelibre.interactions as e
        using old
        where e.id = old.id
        returning e.user_id, e.item_id, e.interaction_type, e.rating, e.occurred_at
    ),
    summed as materialized (
        select
            g.user_id,
            g.item_id,
            g.interaction_type,
            count(*)::integer as event_count,
            sum(
                cinelibre.weigh_event(kind.preference, g.rating)
                * case when age.half_lives > -400 then exp(ln(2::float8) * age.half_lives) else 0 end -- exp underflows
            ) as weight,
            min(g.occurred_at) as first_at,
            max(g.occurred_at) as last_at
        from gone as g
        join cinelibre.interaction_types as kind on kind.name = g.interaction_type
        join cinelibre.decay_clocks as clock on clock.name = 'preference'
        cross join lateral (
            select extract(epoch from g.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
        ) as age
        group by g.user_id, g.item_id, g.interaction_type
    ),
    written as (
        insert into cinelibre.preference_rollups as p
        (user_id, item_id, interaction_type, event_count, weight, first_at, last_at)
        select s.user_id, s.item_id, s.interaction_type, s.event_count, s.weight, s.first_at, s.last_at
        from summed as s
        order by s.user_id, s.item_id, s.interaction_type
        on conflict (user_id, item_id, interaction_type) do update
        set event_count = p.event_count + excluded.event_count,
            weight = p.weight + excluded.weight,
            first_at = least(p.first_at, excluded.first_at),
            last_at = greatest(p.last_at, excluded.last_at)
        returning p.id
    )
    select coalesce(sum(s.event_count), 0)::integer from summed as s;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'say_missing', '029ed4cbed0ca30098078186fe59bb98d735a86615c506e2e6b91aa404b2dbd6', $cinelibre_file$
-- say_missing: say in a sentence what a prediction needs that is not there yet.
-- Called by describe_predictions. `key` is more_ratings or more_raters, `n` how many more, at least one.
create or replace function cinelibre.say_missing(key text, n integer)
returns text
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce((array['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'])[say_missing.n], say_missing.n::text)
        || case
            when say_missing.key = 'more_ratings' and say_missing.n = 1 then ' more rating in common with others would do'
            when say_missing.key = 'more_ratings' then ' more ratings in common with others would do'
            when say_missing.n = 1 then ' more person has to rate it here first'
            else ' more people have to rate it here first'
        end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'say_of', 'b4a1a508129b5b2081ba683b8d62045596206d7416eccde832bd84653d55a0d9', $cinelibre_file$
-- say_of: store what one person says of another, unless they said so already.
-- Called by change_relation and end_friendship. Whoever declines or blocks somebody is no longer accepted by them.
-- A friendship that begins or ends also ends the lists of both, because what friends gave is in them.
create or replace function cinelibre.say_of(user_id integer, other_id integer, said text)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _were_friends boolean := cinelibre.relate(say_of.user_id, say_of.other_id) = 'friends';
    _is_new boolean;
begin
    if say_of.said in ('declined', 'blocked') then
        delete from cinelibre.relations as o
        where o.user_id = say_of.other_id
            and o.other_id = say_of.user_id
            and o.said = 'accepted';
    end if;
    insert into cinelibre.relations as o (user_id, other_id, said)
    values (say_of.user_id, say_of.other_id, say_of.said)
    on conflict on constraint relations_pkey do update
    set said = excluded.said,
        said_at = excluded.said_at
    where o.said <> excluded.said;
    _is_new := found;
    update cinelibre.users as u
    set taste_version = u.taste_version + 1
    where u.id in (say_of.user_id, say_of.other_id)
        and _were_friends <> (cinelibre.relate(say_of.user_id, say_of.other_id) = 'friends');
    return _is_new;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'scan_by_meaning', '7d5dd0759a504d73dde23a6b1d16157105db1283cf534287713eb54778a9a5e2', $cinelibre_file$
-- scan_by_meaning: find the items of one type that are nearest to a vector among those that pass a filter.
-- Called by find_by_meaning, match_by_meaning and scan_by_vector. Without a filter it uses the HNSW index. A
-- filter that passes up to 100,000 items compares all their sketches. A wider filter walks the index until enough items
-- pass, and compares sketches if the walk gives up. docs/algorithms.md has the measured recall.
create or replace function cinelibre.scan_by_meaning(
    item_type text,
    query_embedding halfvec,
    model_id integer,
    conditions text,
    scan_limit integer,
    exact_below integer default 100000,
    n_compared integer default 500
)
returns table (item_id integer, distance float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 160 -- pgvector's 40 would cap a list at 40 rows
set hnsw.iterative_scan = relaxed_order -- lets a filtered walk go on until enough items pass
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
set work_mem = '16MB' -- keeps sorts and hashes in memory
as $$
declare
    _is_filtered boolean := scan_by_meaning.conditions <> 'true';
    _limit integer := least(scan_by_meaning.scan_limit, case when _is_filtered then 40 end);
    _passing text := format(
        'join (select s.*, s.item_id as id from cinelibre.item_sketches as s where s.item_type = %L) as i on i.id = e.item_id and %s',
        scan_by_meaning.item_type, scan_by_meaning.conditions
    );
    _is_walked boolean := not _is_filtered
        or cinelibre.count_expected(scan_by_meaning.item_type, scan_by_meaning.conditions) > scan_by_meaning.exact_below;
    _found integer[] := '{}'::integer[];
    _distances float8[];
begin
    if (
        select c.reltuples from pg_class as c where c.oid = to_regclass(format('cinelibre.item_embeddings_%s_hnsw', item_type))
    ) > 100000 then
        -- Only for this call: PostgreSQL restores the setting when the function returns, so the function stays stable.
        perform set_config('hnsw.ef_search', '300', true);
    end if;
    if _is_walked then
        execute format(
            'select array_agg(n.item_id), array_agg(n.distance) from ('
            ' select e.item_id, e.embedding <=> $1 as distance from cinelibre.item_embeddings as e %s'
            ' where e.item_type = %L and e.model_id = $2 order by e.embedding <=> $1 limit %s'
            ') as n',
            case when _is_filtered then _passing end, scan_by_meaning.item_type, _limit
        )
        into _found, _distances using scan_by_meaning.query_embedding, scan_by_meaning.model_id;
    end if;
    if not _is_filtered or coalesce(cardinality(_found), 0) >= _limit then
        return query select * from unnest(_found, _distances);
        return;
    end if;
    return query
    select compared.*
    from cinelibre.compare_sketches(item_type, query_embedding, model_id, conditions, _limit, n_compared) as compared;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'scan_by_names', '34f1fdf8f89f57f42641d99918d8bbd36df33befc1226a73c935095b1ab527a4', $cinelibre_file$
-- scan_by_names: find the items whose title, person's whole name or whole keyword is in the typed text.
-- Called by scan_by_words. The kind is `topic` for a keyword that is the whole text. It is `spelling` for another
-- spelling of a title that one item has exactly. Each kind is ranked within each type from 1, best known first.
-- The conditions refer to an item as i.
create or replace function cinelibre.scan_by_names(title text, topic text, conditions text, scan_limit integer)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select named.id, case when named.tier > named.best then ''spelling'' else named.kind end, named.place from ('
        '   select i.id, kind, tier, min(tier) over () as best,'
        '       row_number() over (partition by kind, i.item_type order by tier, i.prominence desc, i.id) as place'
        '   from ('
        '       select t.item_id as id, ''title'' as kind, t.tier from cinelibre.list_titled($1) as t'
        '       union all'
        '       select p.id, ''person'', null from cinelibre.items as p where p.folded_people && $2'
        '       union all'
        '       (select k.id, case when $4 = any (k.folded_keywords) then ''topic'' else ''keyword'' end, null'
        '        from cinelibre.items as k where k.folded_keywords && $3 limit 2000)'
        '   ) as found join cinelibre.items as i on i.id = found.id where %s'
        ' ) as named where named.place <= %s and (named.tier is null or named.tier <= greatest(named.best, 2))',
        scan_by_names.conditions,
        scan_by_names.scan_limit
    )
    using scan_by_names.title, cinelibre.list_possible_names(title) || cinelibre.respell_names(title), cinelibre.list_possible_keywords(topic), scan_by_names.topic;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'scan_by_vector', 'fd9641642898e735f1d03b646d8342f9595fc8106c64bc2878540b45c2b1e90e', $cinelibre_file$
-- scan_by_vector: find the items of one type whose vectors are nearest to a vector, without known items.
-- Called by find_beyond_models and find_alike. The walk of the index skips known items, so a user who knows the nearest
-- five hundred still gets the next. The type is a literal because the index is partial.
-- A larger ef_search finds more and costs more.
create or replace function cinelibre.scan_by_vector(
    item_type text,
    near vector,
    known_ids integer[],
    conditions text,
    scan_limit integer,
    ef_search integer default 100
)
returns table (item_id integer, similarity float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set hnsw.ef_search = 100 -- set_config replaces it below; declared here, PostgreSQL restores it at the end
set hnsw.iterative_scan = strict_order -- lets the walk go on past known items
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    if scan_by_vector.near is null then
        return;
    end if;
    if scan_by_vector.conditions <> 'true' then
        return query
        select f.item_id, 1 - f.distance
        from cinelibre.models as m
        cross join lateral cinelibre.scan_by_meaning(
            scan_by_vector.item_type,
            scan_by_vector.near::halfvec,
            m.id,
            format('%s and i.id <> all (%L::integer[])', scan_by_vector.conditions, scan_by_vector.known_ids),
            scan_by_vector.scan_limit
        ) as f
        where m.kind = 'embedding'
            and m.is_active;
        return;
    end if;
    -- Only for this call: PostgreSQL restores the setting when the function returns, so the function stays stable.
    perform set_config('hnsw.ef_search', scan_by_vector.ef_search::text, true);
    return query execute format(
        'select n.item_id, 1 - n.distance from ('
        ' select e.item_id, e.embedding <=> $1 as distance from cinelibre.item_embeddings as e'
        ' where e.item_type = %L and e.item_id <> all ($2) order by e.embedding <=> $1 limit %s'
        ') as n',
        scan_by_vector.item_type, scan_by_vector.scan_limit
    )
    using scan_by_vector.near::halfvec, scan_by_vector.known_ids;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'scan_by_words', 'a40a7e5187ea8c7984cfbcd6f624416e33575898eff0bac29eded6fd99b7324f', $cinelibre_file$
-- scan_by_words: find the items that the typed words name, then the items that contain them.
-- Called by find_by_words; without a type it finds both. Each kind is ranked within each type from 1. Keywords are read
-- from `keyword_words` if given, else from `words`. The caller may pass the telling words with their weights and
-- shares, which spares computing them from `words`.
create or replace function cinelibre.scan_by_words(
    item_type text,
    words text,
    conditions text,
    scan_limit integer,
    keyword_words text default null,
    queries tsquery[] default null,
    weights float8[] default null,
    shares float8[] default null
)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set random_page_cost = 1.1 -- keeps the planner on the index
set work_mem = '16MB' -- keeps sorts and hashes in memory
as $$
declare
    _title text := coalesce(cinelibre.fold_title(scan_by_words.words), '');
    _topic text := coalesce(cinelibre.fold_title(scan_by_words.keyword_words), _title);
    _conditions text := case
        when scan_by_words.item_type is null then scan_by_words.conditions
        else format('i.item_type = %L and %s', scan_by_words.item_type, scan_by_words.conditions)
    end;
begin
    if _title = '' then
        return;
    end if;
    return query select named.* from cinelibre.scan_by_names(_title, _topic, _conditions, scan_by_words.scan_limit) as named;
    if scan_by_words.queries is null then
        select array_agg(w.query), array_agg(w.weight), array_agg(w.item_share)
        into queries, weights, shares
        from cinelibre.weigh_words(scan_by_words.words) as w;
    end if;
    return query
    select found.*
    from cinelibre.look_up_words(queries, weights, shares, _conditions, scan_by_words.scan_limit) as found;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_alike', '702d8e7ba1d957fc096de4fd4f6ffd2353a5e72c61a74dc644482dae4768f99e', $cinelibre_file$
-- score_alike: score from 0 to 1 how much each candidate is like one item.
-- Called by rank_alike; docs/algorithms.md has the formula ("Similar items"). Across types, the same title adds 1, so
-- that the book of the movie comes first.
create or replace function cinelibre.score_alike(
    item_id integer,
    candidate_ids integer[],
    item_type text,
    is_across boolean,
    is_simulated boolean,
    story_floor float8 default 0.15,
    story_ceiling float8 default 0.6,
    person_share float8 default 0.25,
    people_ceiling float8 default 0.5,
    language_floor float8 default 0.5,
    rare_language float8 default 3,
    years_apart float8 default 20,
    together_ceiling float8 default 0.4
)
returns table (
    other_id integer, work_id integer, score float8, story float8, together float8, has_title boolean
)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        c.other_id,
        c.work_id,
        (
            w.story * case
                when score_alike.is_across then greatest(0, coalesce(c.story, 0))
                else greatest(0, least(
                    1, (coalesce(c.story, 0) - score_alike.story_floor) / (score_alike.story_ceiling - score_alike.story_floor)
                ))
            end
            + w.genres * coalesce(c.genres, 0)
            + w.keywords * coalesce(c.keywords, 0)
            + w.people * case
                when c.is_maker then 1
                else least(score_alike.people_ceiling, score_alike.person_share * coalesce(c.n_people, 0))
            end
            + w.language * case
                when c.language_rarity is null then 0
                else least(
                    1,
                    score_alike.language_floor + (1 - score_alike.language_floor) * c.language_rarity / score_alike.rare_language
                )
            end
            + w.years * coalesce(exp(-c.years / score_alike.years_apart), 0)
            + w.together * least(1, coalesce(c.together, 0) / score_alike.together_ceiling)
        ) / (w.story + w.genres + w.keywords + w.people + w.language + w.years + w.together)
        + (score_alike.is_across and coalesce(c.has_title, false))::integer,
        c.story,
        c.together,
        score_alike.is_across and coalesce(c.has_title, false)
    from cinelibre.compare_items(score_alike.item_id, score_alike.candidate_ids, score_alike.item_type) as c
    cross join cinelibre.weigh_likeness(score_alike.is_across, score_alike.is_simulated) as w;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_by_content', 'e81a6a3d58f41377971f247fd0a6516c3435a7e4bb78c5e2842fd3f346ac899a', $cinelibre_file$
-- score_by_content: score how much some items' descriptions resemble those that a user liked.
-- Called by find_candidates; docs/algorithms.md has the formula ("Content"). Cosines below the floor count nothing:
-- unrelated descriptions have 0.1 to 0.2. An item that a user leans to says nothing of itself.
create or replace function cinelibre.score_by_content(
    asked_ids integer[],
    for_reader cinelibre.reader,
    cosine_floor float8 default 0.25,
    n_nearest integer default 3
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with liked as materialized ( -- read once, not for each candidate
        select l.item_id, l.weight, l.embedding
        from cinelibre.list_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        ) as l
    )
    select e.item_id, nearest.points / score_by_content.n_nearest
    from cinelibre.item_embeddings as e
    cross join lateral (
        select sum(best.points) as points
        from (
            select near.weight * (near.cosine - cosine_floor) / (1 - cosine_floor) as points
            from (
                select l.weight, -(e.embedding <#> l.embedding) as cosine
                from liked as l
                where l.item_id <> e.item_id
                offset 0 -- keeps the planner from computing each cosine twice
            ) as near
            where near.cosine > cosine_floor
            order by points desc
            limit score_by_content.n_nearest
        ) as best
    ) as nearest
    where e.item_id = any (score_by_content.asked_ids)
        and nearest.points > 0;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_by_friends', '9eac92033124a594100ad10a4384876817ea7ed20e68a76221b85dfc53de8e6e', $cinelibre_file$
-- score_by_friends: score what a reader's friends liked, as an object by item id; null without such friends or items.
-- Called by describe_material and describe_rows. A score is Σ (stars − middle) / (n + damping) / (5 − middle) over the
-- n friends who share ratings and gave stars: one of them `liked` at least. Known items and those that the filters
-- leave out do not compete.
create or replace function cinelibre.score_by_friends(
    for_reader cinelibre.reader,
    item_type text,
    filters jsonb,
    item_limit integer,
    damping float8 default 1,
    middle float8 default 2.75,
    liked float8 default 4
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _friends integer[] := array(select f.user_id from cinelibre.list_sharing_friends(for_reader.user_id) as f);
begin
    if _friends = '{}' then
        return null;
    end if;
    return (
        with scored as materialized (
            select
                r.item_id,
                sum(r.rating - score_by_friends.middle) / (count(*) + damping) / (5 - score_by_friends.middle) as points
            from cinelibre.ratings as r
            where r.user_id = any (_friends)
                and r.source = 'rating'
                and r.item_id not in (select unnest(for_reader.known_ids))
            group by r.item_id
            having max(r.rating) >= score_by_friends.liked
        ),
        best as (
            select s.item_id, s.points
            from scored as s
            join cinelibre.keep_passing(
                array(select o.item_id from scored as o where o.points > 0),
                array(select t from unnest(array['movie', 'book']) as t where t = coalesce(score_by_friends.item_type, t)),
                cinelibre.build_conditions(score_by_friends.filters)
            ) as p on p.item_id = s.item_id
            order by s.points desc, s.item_id
            limit score_by_friends.item_limit
        )
        select jsonb_object_agg(b.item_id, b.points) from best as b
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_by_items', 'c1f9e46e7a90a87bc6617e37bd6fd27635173e13ac108ba6df3f316aeb580097', $cinelibre_file$
-- score_by_items: score what goes with a user's liked items, by a trained model of item weights.
-- Called by score_by_sources for EASE and cosine: Σ weigh_liked · weight over the history and the leanings. Without a
-- model, no rows.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.score_by_items(
    model_kind text,
    item_ids integer[],
    ratings real[],
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 2000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select near.item_id, sum(near.weight * near.share)
    from (
        select h.weight, unnest(n.neighbor_ids) as item_id, unnest(n.weights) as share
        from cinelibre.weigh_liked(
            score_by_items.item_ids, score_by_items.ratings, score_by_items.leaning_ids, score_by_items.leaning_weights,
            score_by_items.shares
        ) as h
        join cinelibre.models as m on m.kind = score_by_items.model_kind and m.is_active
        join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
    ) as near
    group by near.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_by_neighbors', '56a241194862ab4b4952b4dc296bc176e897fffe1ce04625021e5ed6d4e05b8b', $cinelibre_file$
-- score_by_neighbors: score what neighbors rated, by how near they are and how they liked it.
-- Called by score_by_sources and get_collaborative_recommendations: Σ w · (1 if they gave 4 or more, else ¼). It is a
-- sum because an average would put one neighbor's obscure favorite first.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.score_by_neighbors(
    neighbor_ids integer[],
    weights real[],
    other_share float8 default 0.25
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return query
    select r.item_id, sum(n.weight * case when r.rating >= 4 then 1 else score_by_neighbors.other_share end)
    from unnest(score_by_neighbors.neighbor_ids, score_by_neighbors.weights) as n (user_id, weight)
    join cinelibre.ratings as r on r.user_id = n.user_id
    group by r.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_by_sources', '425204edef67823d60ba1c329c24c54a04f5970ae7b1822bcd2bab794d5868a8', $cinelibre_file$
-- score_by_sources: return the neighbors' and item models' scores, one row for each source and item.
-- Called by find_candidates. Only the given sources are asked. `power` says how much an item's raters temper its
-- points.
create or replace function cinelibre.score_by_sources(
    for_reader cinelibre.reader,
    sources text[],
    neighbors_power float8 default 0.1,
    ease_power float8 default 0.2
)
returns setof cinelibre.score
language plpgsql
stable
rows 5000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select 'neighbors', s.item_id, s.points, score_by_sources.neighbors_power
    from cinelibre.score_by_neighbors(
        case when 'neighbors' = any (score_by_sources.sources) then for_reader.neighbor_ids end, for_reader.neighbor_weights
    ) as s
    union all
    select kind.name, s.item_id, s.points, kind.power
    from (values ('ease', score_by_sources.ease_power), ('cosine', 0)) as kind (name, power)
    cross join lateral cinelibre.score_by_items(
        kind.name, for_reader.item_ids, for_reader.ratings, for_reader.leaning_ids, for_reader.leaning_weights, for_reader.shares
    ) as s
    where kind.name = any (score_by_sources.sources);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_for_group', 'c1b606614470b929154209705557f17af75f0489ecaacbeb2b226ddcea15b70f', $cinelibre_file$
-- score_for_group: score what could be recommended to a group, for each of its readers, as one row an item.
-- Called by get_group_material. Each array has a number or null for each reader, in their order. extra_ids are scored
-- although no member's sources chose them. The sources are asked once for each reader.
create or replace function cinelibre.score_for_group(
    for_readers cinelibre.reader[],
    extra_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[]
)
returns table (item_id integer, neighbors float8[], ease float8[], cosine float8[], content float8[])
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set random_page_cost = 1.1 -- keeps the planner on the index
set jit = off -- compiling costs more than it saves in a short query
as $$
declare
    _is_narrowed boolean := cardinality(score_for_group.item_types) = 1 or score_for_group.conditions <> 'true';
    _scored cinelibre.member_score[] := array(
        select (member.place, s.source, s.item_id, s.points, s.power)::cinelibre.member_score
        from generate_subscripts(for_readers, 1) as member (place)
        cross join lateral cinelibre.score_by_sources(for_readers[member.place], score_for_group.sources) as s
    );
    _pool integer[] := array(
        select p.item_id
        from cinelibre.find_group_pool(
            for_readers, _scored, item_types, conditions, per_source, content_limit, sources,
            case when _is_narrowed then 5000 else 3 * per_source end
        ) as p
        union
        select x.item_id from unnest(score_for_group.extra_ids) as x (item_id)
    );
begin
    return query
    with said as materialized (
        select t.*
        from cinelibre.list_group_scores(for_readers, _scored, _pool, score_for_group.sources) as t
    )
    select
        pool.item_id,
        array_agg(n.points order by member.place),
        array_agg(e.points order by member.place),
        array_agg(c.points order by member.place),
        array_agg(v.points order by member.place)
    from unnest(_pool) as pool (item_id)
    cross join generate_subscripts(for_readers, 1) as member (place)
    left join said as n on n.item_id = pool.item_id and n.place = member.place and n.source = 'neighbors'
    left join said as e on e.item_id = pool.item_id and e.place = member.place and e.source = 'ease'
    left join said as c on c.item_id = pool.item_id and c.place = member.place and c.source = 'cosine'
    left join said as v on v.item_id = pool.item_id and v.place = member.place and v.source = 'content'
    group by pool.item_id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'score_match', '4cd377f33fe2fed2bb18b939d1e2b2141ec483740a0e0411ca49c52ee476d8f2', $cinelibre_file$
-- score_match: return the score of two people's agreement from the sums of their opinions.
-- Called by list_company. It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.score_match(
    n float8,
    x float8,
    y float8,
    xx float8,
    yy float8,
    xy float8,
    damping float8,
    shrinkage float8
)
returns float8
language sql
immutable
as $$
    select (1 + cinelibre.correlate(n, x, y, xx, yy, xy, damping) * n / (n + shrinkage)) / 2;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'seat_member', '68a68fd91ee72feaf6a018ebcca8f481d59e7b4f8a2d74a124fa89a258f5cfc4', $cinelibre_file$
-- seat_member: add a member to the group with a code and return the membership, or raise PT404 or PT409.
-- Called by join_group and join_group_as_guest. The lock on the group makes joins wait for each other, so that two at
-- once cannot both take the last seat. Whoever has an account and is in the group already keeps their seat. To somebody
-- whom a member blocked, or who blocked a member, the code is unknown.
create or replace function cinelibre.seat_member(
    code text,
    user_id integer,
    guest_name text,
    guest_key_hash text,
    member_limit integer
)
returns cinelibre.group_members
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _group_id uuid;
    _member cinelibre.group_members;
begin
    select g.id into _group_id from cinelibre.groups as g where g.code = seat_member.code for update;
    select m.* into _member
    from cinelibre.group_members as m
    where m.group_id = _group_id and m.user_id = seat_member.user_id;
    if found then
        return _member;
    end if;
    if _group_id is null or exists (
        select
        from cinelibre.group_members as m
        where m.group_id = _group_id and cinelibre.is_blocked(seat_member.user_id, m.user_id)
    ) then
        raise exception using errcode = 'PT404', message = 'group_not_found',
            detail = 'code: No group has this code: ask a member for the present one.';
    end if;
    if (select count(*) from cinelibre.group_members as m where m.group_id = _group_id) >= seat_member.member_limit then
        raise exception using errcode = 'PT409', message = 'group_full',
            detail = format('This group has %s members, the most that a group may have: one has to leave first.', member_limit);
    end if;
    insert into cinelibre.group_members as m (group_id, user_id, guest_name, guest_key_hash)
    values (_group_id, seat_member.user_id, seat_member.guest_name, seat_member.guest_key_hash)
    returning m.* into _member;
    return _member;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'share_author', '68a223f96a66302eb91c6dbbbade4d9e5967e33b998383a28870ed8c8ffc2f23', $cinelibre_file$
-- share_author: say whether two lists of names may have a person in common; null if one list names nobody.
-- Called by get_twin_books.
create or replace function cinelibre.share_author(people text[], authors text[])
returns boolean
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.share_person(cinelibre.parse_people(share_author.people), cinelibre.parse_people(share_author.authors));
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'share_names', '0fcfc4e1a4d4ebed5ac96c39ca8d1578634adee9dd821e6418ddb9d561bb355c', $cinelibre_file$
-- share_names: return those of some names whose folded form is in another list, as written and in order.
-- Called by describe_likeness for lists that have something in common.
create or replace function cinelibre.share_names(names text[], folded_names text[], other_names text[])
returns text[]
language plpgsql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return array(
        select n.name
        from unnest(share_names.names, share_names.folded_names) with ordinality as n (name, folded, place)
        where n.folded = any (share_names.other_names)
        order by n.place
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'share_person', '0b0fb7527ef3bb0977804e32bab71de6509f744ade4a8aaf1ec722d8dcd25fe5', $cinelibre_file$
-- share_person: say whether two lists of people may have one in common; null if one list is empty.
-- Called by find_titled_items and share_author. Both lists come from parse_people.
create or replace function cinelibre.share_person(people text[], others text[])
returns boolean
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case
            when share_person.people <> '{}' and share_person.others <> '{}' then exists (
                select
                from unnest(share_person.people) as one
                cross join unnest(share_person.others) as other
                where (split_part(one, ' ', -1) = split_part(other, ' ', -1) or char_length(one) = char_length(other))
                    and cinelibre.is_same_person(string_to_array(one, ' '), string_to_array(other, ' '))
            )
        end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'signal_feedback', '73c1b926ceec3a4307712752020e7841cb31459d483b78801dd0b14bcaff6694', $cinelibre_file$
-- signal_feedback: record feedback as the event that it stands for; return the moment of the event that tells it now.
-- Called by record_feedback. An event without a mark is recorded once a list and item. A mark that is set already stays
-- as it is: the moment is that of earlier feedback that set it, and null if the reader set it otherwise.
create or replace function cinelibre.signal_feedback(
    user_id integer,
    recommendation_id uuid,
    item_id integer,
    signal text
)
returns timestamptz
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _has_mark boolean := exists (select from cinelibre.list_event_marks(signal_feedback.signal, null, null));
    _told_at timestamptz := (
        select max(f.signaled_at)
        from cinelibre.feedback as f
        where f.user_id = signal_feedback.user_id
            and f.item_id = signal_feedback.item_id
            and f.signal = signal_feedback.signal
            and (_has_mark or f.recommendation_id = signal_feedback.recommendation_id)
    );
    _event_id bigint;
begin
    if _has_mark then
        _event_id := cinelibre.change_mark(user_id, item_id, signal);
    elsif signal_feedback.signal is not null and _told_at is null then
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, context)
        values (
            signal_feedback.user_id, signal_feedback.item_id, signal_feedback.signal, clock_timestamp(),
            jsonb_build_object('recommendation_id', signal_feedback.recommendation_id)
        )
        returning id into _event_id;
    end if;
    return coalesce((select e.occurred_at from cinelibre.interactions as e where e.id = _event_id), _told_at);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'split_words', '240ca77397dc4c0402d2b055732e692ffe6eaba0599fabb5b0fb6a2a977a1dde', $cinelibre_file$
-- split_words: return the words of a folded text that a query can contain, in order.
-- Called by whatever builds a query from typed text. PostgreSQL's text parser drops dandas, lone viramas, unassigned
-- characters and words of over 2,046 bytes. A query made of one of those would be a syntax error.
create or replace function cinelibre.split_words(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(split.word order by split.place), '{}')
    from unnest(string_to_array(split_words.folded, ' ')) with ordinality as split (word, place)
    where numnode(plainto_tsquery('pg_catalog.simple', split.word)) > 0;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'suggest_items', '4cf65cb21a6285a5469ccd47510192cbed0942bdb34f4b81a59f1200e6363da1', $cinelibre_file$
-- suggest_items: list the items that a text may mean while it is being typed: by title, by person, then corrected.
-- Called by search_titles. People count from four letters on, if titles leave room. The spelling is corrected only if
-- neither titles nor people match.
create or replace function cinelibre.suggest_items(typed text, asked_type text, item_limit integer, is_correctable boolean default true)
returns table (item_id integer, person text, place bigint)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _folded text := cinelibre.fold_title(suggest_items.typed);
    _titles integer[];
    _corrected text;
begin
    select array_agg(found.item_id order by found.begins desc, i.prominence desc, i.id)
    into _titles
    from cinelibre.find_titles(_folded, suggest_items.typed, suggest_items.asked_type, suggest_items.item_limit) as found
    join cinelibre.items as i on i.id = found.item_id;
    return query
    select titled.id, null::text, titled.place
    from unnest(_titles) with ordinality as titled (id, place);
    if cardinality(_titles) >= suggest_items.item_limit or char_length(_folded) < 4 then
        return;
    end if;
    return query
    select p.item_id, p.person, 1000 + row_number() over ()
    from cinelibre.find_peoples_items(
        _folded, suggest_items.asked_type, suggest_items.item_limit
    ) as p
    where p.item_id <> all (coalesce(_titles, '{}'))
    limit suggest_items.item_limit - coalesce(cardinality(_titles), 0);
    if found or _titles is not null or not suggest_items.is_correctable then
        return;
    end if;
    _corrected := cinelibre.correct_words(_folded, is_begun => true);
    return query
    select again.*
    from cinelibre.suggest_items(_corrected, suggest_items.asked_type, suggest_items.item_limit, false) as again
    where _corrected is not null;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'sum_common', '27cb26c9f3c591678aa2d80cb5fe84b987b7ba6a1183c348088bae9bd4f335f8', $cinelibre_file$
-- sum_common: sum up the opinions that a reader and each of some people have of the same items.
-- Called by find_matches and list_company. x is the reader's opinion and y the other's, in stars minus the middle of the
-- scale. Of others than friends only those are there who can be matched.
create or replace function cinelibre.sum_common(
    reader_id integer,
    among integer[],
    middle float8 default 2.75,
    friend_ids integer[] default '{}'
)
returns table (user_id integer, n bigint, x float8, y float8, xx float8, yy float8, xy float8)
language plpgsql
stable
rows 50
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with mine as materialized (
        select o.item_id, o.stars - sum_common.middle as x from cinelibre.list_opinions(sum_common.reader_id) as o
    )
    select u.id, count(*), sum(m.x), sum(o.y), sum(m.x * m.x), sum(o.y * o.y), sum(m.x * o.y)
    from cinelibre.users as u
    cross join lateral (
        select p.item_id, p.stars - sum_common.middle as y from cinelibre.list_opinions(u.id) as p
    ) as o
    join mine as m on m.item_id = o.item_id
    where u.id = any (sum_common.among)
        and u.id <> sum_common.reader_id
        and (cinelibre.can_be_matched(u) or u.id = any (sum_common.friend_ids))
    group by u.id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'sum_contributions', 'd4b6405b856619cf2957366c3bea1a4d3c1195fd7b50d99029b31193bf2f1646', $cinelibre_file$
-- sum_contributions: sum up the contributions of an entry by source: {source: [weight, value / maximum]}.
-- Called by get_feedback_log. The features of a taste have one weight, so their values are summed.
create or replace function cinelibre.sum_contributions(contributions jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_object_agg(by_source.source, jsonb_build_array(by_source.weight, by_source.points)), '{}')
    from (
        select
            c.source,
            round(max(c.weight)::numeric, 9) as weight,
            round(sum(c.value / nullif(c.maximum, 0))::numeric, 9) as points
        from jsonb_to_recordset(sum_contributions.contributions) as c (
            source text, weight float8, value float8, maximum float8
        )
        group by c.source
    ) as by_source;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'summarize_users', '28e706d57bb4ea3acecc644e7fe59de2ff957b26824589cbc08d148077af3ec0', $cinelibre_file$
-- summarize_users: count what some users rated, marked and did, a row each, as user_interaction_summary has it.
-- Called by refresh_summaries and describe_features. Events that cleanup rolled up count, too.
create or replace function cinelibre.summarize_users(user_ids integer[])
returns setof cinelibre.user_interaction_summary
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        u.id, rated.n_stars, rated.average, rated.counts, rated.n_liked,
        marked.on_watchlist, marked.favorite, marked.seen, marked.hidden,
        log.n + old.n, log.n_searches + old.n_searches,
        least(rated.first_at, log.first_at, old.first_at), greatest(rated.last_at, log.last_at, old.last_at), now()
    from unnest(summarize_users.user_ids) as u (id)
    cross join lateral (
        select
            count(s.stars)::integer as n_stars,
            avg(s.stars) as average,
            array[
                count(*) filter (where s.stars = 0.5), count(*) filter (where s.stars = 1),
                count(*) filter (where s.stars = 1.5), count(*) filter (where s.stars = 2),
                count(*) filter (where s.stars = 2.5), count(*) filter (where s.stars = 3),
                count(*) filter (where s.stars = 3.5), count(*) filter (where s.stars = 4),
                count(*) filter (where s.stars = 4.5), count(*) filter (where s.stars = 5)
            ]::integer[] as counts,
            count(*) filter (where s.rating >= 4)::integer as n_liked,
            min(s.rated_at) as first_at,
            max(s.rated_at) as last_at
        from (
            select r.rating, r.rated_at, case when r.source in ('rating', 'simulated') then r.rating::float8 end as stars
            from cinelibre.ratings as r
            where r.user_id = u.id
        ) as s
    ) as rated
    cross join lateral (
        select
            count(s.on_watchlist_at)::integer as on_watchlist, count(s.favorite_at)::integer as favorite,
            count(s.seen_at)::integer as seen, count(s.hidden_at)::integer as hidden
        from cinelibre.shelf as s
        where s.user_id = u.id
    ) as marked
    cross join lateral (
        select
            count(*)::integer as n, count(*) filter (where e.interaction_type = 'search')::integer as n_searches,
            min(e.occurred_at) as first_at, max(e.occurred_at) as last_at
        from cinelibre.interactions as e
        where e.user_id = u.id
    ) as log
    cross join lateral (
        select
            coalesce(sum(p.event_count), 0)::integer as n,
            coalesce(sum(p.event_count) filter (where p.interaction_type = 'search'), 0)::integer as n_searches,
            min(p.first_at) as first_at, max(p.last_at) as last_at
        from cinelibre.preference_rollups as p
        where p.user_id = u.id
    ) as old;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'take_foreign_events', '2d8e648eef66a1efa260f38db1d003e63a3466f47763788c6ffdc34e73b57bda', $cinelibre_file$
-- take_foreign_events: write the events that are to be applied down in the inbox; return all of them as they then stand.
-- Called by apply_foreign_events. What another call has just taken for another reader is a repeat.
create or replace function cinelibre.take_foreign_events(events cinelibre.foreign_event[])
returns cinelibre.foreign_event[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with taken as (
        insert into cinelibre.inbox (event_id)
        select e.event_id
        from unnest(take_foreign_events.events) as e
        where e.outcome = 'applied'
        order by e.event_id
        on conflict do nothing
        returning event_id
    )
    select array_agg(
        row(
            e.place, e.event_id, e.user_id,
            case when e.outcome = 'applied' and t.event_id is null then 'repeated' else e.outcome end,
            e.reason, e.event
        )::cinelibre.foreign_event
        order by e.place
    )
    from unnest(take_foreign_events.events) as e
    left join taken as t on t.event_id = e.event_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_batch', '5a9a3f63829dd8fbd48bbb9356c67c78a1d17510590d9d630d2ccf60d9494531', $cinelibre_file$
-- tell_batch: return the first places of a stored list as answers show them, a JSON array; null unless all were told before.
-- Called by tell_list. It needs nothing that `items` has, so that neither evidence nor contributions are read.
-- Without `brief`, the items are joined as they are now.
create or replace function cinelibre.tell_batch(list cinelibre.recommendation_lists, batch_size integer, is_brief boolean, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tell_batch.is_brief then
        return (
            select case when bool_and(list.brief[u.place] is not null) then ('[' || string_agg(list.brief[u.place], ', ' order by u.place) || ']')::json end
            from cinelibre.list_unknown(list.user_id, list.item_ids, 0, tell_batch.batch_size) as u
        );
    end if;
    return (
        select case when bool_and(p.body is not null) then ('[' || string_agg(p.body, ', ' order by p.place) || ']')::json end
        from cinelibre.tell_places(list.user_id, list.item_ids, list.told, 0, tell_batch.batch_size, threshold) as p
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_list', 'd4a90c40c55295d20a77ddbb752c7a9fa347e5ad9589afb1f8e14be978f78ed3', $cinelibre_file$
-- tell_list: return a stored list as clients get it, if all that an answer says of its first places was written down.
-- Called by get_recommendations. The first member tells it from what a new list is made of.
create or replace function cinelibre.tell_list(list cinelibre.recommendation_lists, batch_size integer, is_brief boolean, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _items json := cinelibre.tell_batch(tell_list.list, tell_list.batch_size, tell_list.is_brief, tell_list.threshold);
    _total integer := cardinality(list.item_ids);
begin
    if _items is null then
        return null;
    end if;
    if tell_list.is_brief then
        return json_build_object('recommendation_id', list.id, 'items', _items, 'total', _total);
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'sources', list.sources,
        'method', array_to_string(list.sources, '+'),
        'items', _items,
        'total', _total,
        'is_stored', true,
        'exhausted', _total <= tell_list.batch_size,
        'needs_neighbors', false,
        'emptied_by', array[]::text[],
        'degraded', array[]::text[]
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_moment', '402261fb555daf4a7c1d238420640392d01cac5766047f850b70c7d6e2cdc47d', $cinelibre_file$
-- tell_moment: return a moment as answers write it: in UTC, to the microsecond, with a Z.
-- Called by describe_shelf and the pages of what a reader did. JSON of PostgreSQL would end in +00:00, other answers in Z.
create or replace function cinelibre.tell_moment(moment timestamptz)
returns text
language sql
stable
as $$
    select to_char(tell_moment.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_place', '9d3dce01f089e44981836a7ffb86c9001b35596e4fb389b56eb9451d49c4eac8', $cinelibre_file$
-- tell_place: return the columns of one position of a list beside those of its item: score, contributions and evidence.
-- Called by describe_batch and get_session_items. `entry` is the ranked item. `evidence` is json if it was just
-- gathered, and jsonb if it was stored. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.tell_place(place bigint, entry jsonb, evidence anyelement)
returns table (place bigint, score jsonb, contributions jsonb, variety jsonb, evidence anyelement, prediction jsonb)
language sql
stable
rows 1
as $$
    select
        tell_place.place,
        tell_place.entry -> 'score',
        tell_place.entry -> 'contributions',
        tell_place.entry -> 'variety',
        tell_place.evidence,
        tell_place.entry -> 'prediction';
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_places', '32f419dabd482cd656583a47610db9e6e4996af2330059b466ded83d88a777ef', $cinelibre_file$
-- tell_places: return some places of a stored list as answers show them, each as the text of an object.
-- Called by tell_batch and tell_rows. `told` is what was written down of each place. The item, what the user did with it
-- and who of their matches liked it are as of now. A place of which nothing was written down has a null body.
create or replace function cinelibre.tell_places(
    user_id integer,
    item_ids integer[],
    told text[],
    batch_skip integer,
    batch_size integer,
    threshold float8
)
returns table (place bigint, item_id integer, body text)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _ids integer[] := tell_places.item_ids[tell_places.batch_skip + 1:tell_places.batch_skip + tell_places.batch_size];
begin
    return query
    select
        u.place, u.item_id,
        left(row_to_json(shown)::text, -1) || ', ' || substr(tell_places.told[u.place], 2)
    from cinelibre.list_unknown(
        tell_places.user_id, tell_places.item_ids, tell_places.batch_skip, tell_places.batch_size
    ) as u
    left join cinelibre.list_mine(tell_places.user_id, _ids) as own on own.item_id = u.item_id
    left join cinelibre.find_company(tell_places.user_id, _ids, tell_places.threshold) as met on met.item_id = u.item_id
    cross join lateral (
        select
            c.*,
            own.mine,
            coalesce(met.matched_users, '{"named": [], "others": 0}') as matched_users,
            coalesce(met.potential_matches, '{"count": 0, "named": []}') as potential_matches
        from cinelibre.item_columns(u.item_id) as c
    ) as shown
    order by u.place;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'tell_rows', 'db11db102f63d5fa1689d1433c273de3dca9b51eff099b17a9fb5dfeb6d62a48', $cinelibre_file$
-- tell_rows: return stored rows as clients get them, if all that an answer says of their items was written down.
-- Called by get_carousels. Items that the user has come to know since are left out, and so are empty rows. The first
-- member tells it from what new rows are made of.
create or replace function cinelibre.tell_rows(list cinelibre.recommendation_lists, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_told boolean;
    _rows text;
begin
    with placed as materialized (
        select p.item_id, p.body
        from cinelibre.tell_places(list.user_id, list.item_ids, list.told, 0, cardinality(list.item_ids), threshold) as p
    )
    select
        (select bool_and(p.body is not null) from placed as p),
        string_agg(left((entry.body - 'item_ids')::text, -1) || ', "items": [' || shown.items || ']}', ', ' order by entry.place)
    into _is_told, _rows
    from jsonb_array_elements(list.rows -> 'rows') with ordinality as entry (body, place)
    cross join lateral (
        select string_agg(p.body, ', ' order by asked.place) as items
        from jsonb_array_elements_text(entry.body -> 'item_ids') with ordinality as asked (id, place)
        join placed as p on p.item_id = asked.id::integer
    ) as shown
    where shown.items is not null;
    if _is_told is not true then
        return null;
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'method', array_to_string(list.sources, '+'),
        'rows', ('[' || coalesce(_rows, '') || ']')::json,
        'is_stored', true,
        'degraded', array[]::text[]
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'temper_best', 'a8d9d698d870d62fd69ee03bc6340e785a9e261c376435020d1317ad5992f89d', $cinelibre_file$
-- temper_best: return the best per_source items of each source, after tempering their points by their raters.
-- Called by find_candidates. If something narrows the list, only items that pass count. The conditions refer to an item
-- as i.
create or replace function cinelibre.temper_best(
    best cinelibre.score[],
    item_types text[],
    conditions text,
    per_source integer
)
returns table (item_id integer)
language plpgsql
stable
rows 150
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_narrowed boolean := cardinality(temper_best.item_types) = 1 or temper_best.conditions <> 'true';
begin
    return query
    select distinct placed.item_id
    from (
        select b.item_id, row_number() over (
            partition by b.source order by cinelibre.temper_points(b.points, t.rater_count, b.power) desc, b.item_id
        ) as place
        from unnest(temper_best.best) as b
        left join lateral ( -- with limit 1 the planner looks up each id; a join would scan all counts
            select s.rater_count from cinelibre.item_stats as s where s.item_id = b.item_id and b.power > 0 limit 1
        ) as t on true
        where not _is_narrowed
            or b.item_id in (
                select p.item_id
                from cinelibre.keep_passing(
                    array(select a.item_id from unnest(temper_best.best) as a), temper_best.item_types, temper_best.conditions
                ) as p
            )
    ) as placed
    where placed.place <= temper_best.per_source;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'temper_points', '4054f83fa2bddc2a2c6850ca007715420a64c076f9d926b3737d9f7a222243a7', $cinelibre_file$
-- temper_points: lower a source's points for an item that many users rated: points / raters^power.
-- Called by find_candidates, temper_best and get_collaborative_recommendations.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.temper_points(points float8, rater_count integer, power float8)
returns float8
language sql
immutable
as $$
    select temper_points.points
        / power(greatest(coalesce(temper_points.rater_count, 0), 1)::float8, temper_points.power);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'total_stars', '5c8e243b676895ded39e5f1f180e584822d49cc81499e7f0be48f472d9276c4c', $cinelibre_file$
-- total_stars: write how many ratings in stars each type has, their sum, and what the sources think of the same titles.
-- Called by refresh_features. expect_rating takes means from here. They change slowly, so they may be hours old.
create or replace function cinelibre.total_stars()
returns void
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform t.item_type
    from cinelibre.catalogue_totals as t
    order by t.item_type
    for no key update;
    update cinelibre.catalogue_totals as t
    set rating_count = counted.n,
        rating_sum = counted.stars,
        source_count = counted.n_known,
        source_sum = counted.known
    from (
        select
            kinds.item_type,
            coalesce(sum(s.rating_count), 0) as n,
            coalesce(sum(s.rating_sum), 0) as stars,
            coalesce(sum(s.rating_count) filter (where i.external_rating is not null), 0) as n_known,
            coalesce(sum(s.rating_count * i.damped_rating::float8) filter (where i.external_rating is not null), 0) as known
        from cinelibre.catalogue_totals as kinds
        left join cinelibre.items as i on i.item_type = kinds.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
        group by kinds.item_type
    ) as counted
    where counted.item_type = t.item_type
        and (t.rating_count, t.rating_sum, t.source_count, t.source_sum)
        is distinct from (counted.n, counted.stars, counted.n_known, counted.known);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'undo_signal', '1c5bf9461bdca6013fde78db6ba0138fb4d4bbd3fe5c2e959362a575654e38dd', $cinelibre_file$
-- undo_signal: undo what feedback that is no longer there had recorded; answer whether anything changed.
-- Called by delete_feedback. A mark is taken back if it is still the one that the feedback set and no other feedback
-- sets it. An event without a mark is deleted.
create or replace function cinelibre.undo_signal(given cinelibre.feedback)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _undoing text := (
        select kind.name
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        cross join lateral cinelibre.list_event_marks(given.signal, null, null) as own
        join cinelibre.interaction_types as kind on kind.undoes = given.signal
        where s.user_id = given.user_id
            and s.item_id = given.item_id
            and marks.mark = own.mark
            and marks.marked_at = given.signaled_at
            and not exists (
                select
                from cinelibre.feedback as other
                where other.user_id = given.user_id
                    and other.item_id = given.item_id
                    and other.signal = given.signal
            )
        order by kind.name
        limit 1
    );
begin
    if _undoing is not null then
        return cinelibre.change_mark(given.user_id, given.item_id, _undoing) is not null;
    end if;
    delete from cinelibre.interactions as e
    where e.user_id = given.user_id
        and e.item_id = given.item_id
        and e.interaction_type = given.signal
        and e.occurred_at = given.signaled_at
        and not exists (select from cinelibre.list_event_marks(given.signal, null, null));
    return found;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_event', 'b7ee4499edf155d21d248b986a69b3c82817de29a0c6de8149e590ddfef3ba74', $cinelibre_file$
-- weigh_event: return what an event says for or against an item: the weight of its type, or what its stars say.
-- Called by roll_up_users. The trend weighs events likewise.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.weigh_event(preference float8, rating real)
returns float8
language sql
immutable
as $$
    select
        case
            when weigh_event.rating is null then weigh_event.preference
            when weigh_event.rating < 2 then -0.3::float8
            when weigh_event.rating < 4 then -0.3::float8 + 0.4::float8 * (weigh_event.rating - 2)
            else 0.5::float8 + 0.2::float8 * (weigh_event.rating - 4)
        end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_findings', '5dfa329b7773149558a8c41ea840b78ffa9bd27924f6c9fcf41626e22dc08ea3', $cinelibre_file$
-- weigh_findings: give points to each item for each list of a search that found it.
-- Called by fuse_items; docs/algorithms.md has the formula and the table of weights. An item gets points for its rank,
-- and for its measure if the list has one. `kind` is null if the list is not worth telling the user.
create or replace function cinelibre.weigh_findings(
    queries tsquery[],
    query_weights float8[],
    like_id integer,
    order_by text,
    meant_ids integer[],
    similarities float8[],
    named_ids integer[],
    kinds text[],
    places bigint[],
    weights jsonb
)
returns table (item_id integer, kind text, points float8, similarity float8)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with by_meaning as materialized (
        select m.item_id, m.similarity, m.place, m.similarity / greatest(max(m.similarity) over (), 0.01) as nearness
        from unnest(weigh_findings.meant_ids, weigh_findings.similarities) with ordinality as m (item_id, similarity, place)
    ),
    pool as materialized (
        select p.* from cinelibre.pool_findings(meant_ids, weigh_findings.similarities, named_ids) as p
    ),
    given as (
        select each.*
        from jsonb_to_record(weigh_findings.weights) as each (
            meaning float8, words float8, person float8, keyword float8, order_by float8, similarity float8, share float8
        )
    )
    select m.item_id, 'meaning', w.meaning / (60 + m.place) + w.similarity * m.nearness, m.similarity
    from by_meaning as m
    cross join given as w
    union all
    select f.item_id, case when f.share > 0.5 or m.item_id is null then 'words' end, w.words / (60 + f.place) + w.share * f.share, null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_words(weigh_findings.queries, weigh_findings.query_weights, pool.ids, pool.nearnesses) as f
    left join by_meaning as m on m.item_id = f.item_id
    union all
    select f.item_id, null, 2 * (w.words / (60 + f.place) + w.share * f.kinship), null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_kinship(weigh_findings.like_id, pool.ids) as f
    where weigh_findings.like_id is not null
    union all
    select n.item_id, n.kind, n.points, null
    from given as w
    cross join cinelibre.weigh_names(named_ids, kinds, places, w.person, w.keyword) as n
    union all
    select f.item_id, null, w.order_by / (60 + f.place), null
    from pool
    cross join given as w
    cross join cinelibre.rate_items(pool.ids, weigh_findings.order_by) as f
    where weigh_findings.order_by is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_history', '958f924fd9e1088e8f39b975ad63e314ae6b19d15a6ecbafcbea9a508a0eafc1', $cinelibre_file$
-- weigh_history: return how much each rating of a history, newest first, says for or against its item.
-- Called by list_liked, list_trends, describe_seeds and weigh_signals. docs/algorithms.md has the formula ("Taste"). A rating is
-- measured from the reader's own damped mean. shares multiplies what each one says; list_rated has them.
create or replace function cinelibre.weigh_history(
    item_ids integer[],
    ratings real[],
    prior_mean float8 default 3.25,
    prior_count float8 default 5,
    least_middle float8 default 2.75,
    most_middle float8 default 3.75,
    shares float8[] default null
)
returns table (item_id integer, place bigint, rating float8, liked float8, disliked float8)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with rated as (
        select
            h.item_id,
            h.place,
            h.rating::float8 as rating,
            coalesce(h.share, 1) as says
        from unnest(weigh_history.item_ids, weigh_history.ratings, weigh_history.shares)
            with ordinality as h (item_id, rating, share, place)
    ),
    middle as (
        select
            least(
                weigh_history.most_middle,
                greatest(
                    weigh_history.least_middle,
                    (weigh_history.prior_count * weigh_history.prior_mean + sum(r.rating))
                    / (weigh_history.prior_count + count(*))
                )
            ) as stars
        from rated as r
    )
    select
        r.item_id,
        r.place,
        r.rating,
        r.says * greatest(r.rating - m.stars, 0) / (5 - m.stars),
        r.says * greatest(m.stars - r.rating, 0) / (m.stars - 0.5)
    from rated as r
    cross join middle as m;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_liked', '3c6a5b99ca30b697f2d2468cb1b242b226b2c3ae67b2daf9c7ca5f5278395b27', $cinelibre_file$
-- weigh_liked: return how much each item of a reader speaks for what goes with it, in stars or by a leaning.
-- Called by score_by_items and explain_by_items. A rating above two stars counts (stars − 2) / 3 times its share; a
-- leaning to an item counts its weight and has no rating. What speaks against an item is left out.
create or replace function cinelibre.weigh_liked(
    item_ids integer[],
    ratings real[],
    leaning_ids integer[],
    leaning_weights float8[],
    shares float8[]
)
returns table (item_id integer, rating float8, weight float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select rated.item_id, rated.rating::float8, (rated.rating::float8 - 2) / 3 * coalesce(rated.share, 1)
    from unnest(weigh_liked.item_ids, weigh_liked.ratings, weigh_liked.shares) as rated (item_id, rating, share)
    where rated.rating > 2
    union all
    select leaning.item_id, null, leaning.weight
    from unnest(weigh_liked.leaning_ids, weigh_liked.leaning_weights) as leaning (item_id, weight)
    where leaning.weight > 0;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_likeness', 'fa46ad1353cf5545bc2015ac8e6debd5d7d45605b7114bb9f4c6e67702c8864f', $cinelibre_file$
-- weigh_likeness: return the weight of each kind of likeness between items.
-- Called by score_alike; docs/algorithms.md has the table ("Similar items"). Across types, genres and people are named
-- differently, and liking together says less. What simulated raters like together counts half.
create or replace function cinelibre.weigh_likeness(
    is_across boolean,
    is_simulated boolean,
    out story float8,
    out genres float8,
    out keywords float8,
    out people float8,
    out language float8,
    out years float8,
    out together float8
)
returns record
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case when weigh_likeness.is_across then 1.2 else 0.8 end,
        case when weigh_likeness.is_across then 0.5 else 0.7 end,
        0.5,
        case when weigh_likeness.is_across then 0.3 else 0.5 end,
        0.5,
        case when weigh_likeness.is_across then 0.1 else 0.15 end,
        case when weigh_likeness.is_across or weigh_likeness.is_simulated then 0.65 else 1.3 end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_names', '8829fad7a61da84e582930af8435a9d30f847feffbaa49f7cdc08a9b491b4cc1', $cinelibre_file$
-- weigh_names: give points to the items that a title, a person or a keyword names.
-- Called by weigh_findings. A title gives 1, another spelling of it 0.8, anything else weight / (60 + rank).
-- A topic, a keyword that is the whole question, weighs four times as much; the answer calls it a keyword.
create or replace function cinelibre.weigh_names(ids integer[], kinds text[], places bigint[], person_weight float8, keyword_weight float8)
returns table (item_id integer, kind text, points float8)
language sql
immutable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        n.item_id,
        case n.kind when 'topic' then 'keyword' when 'spelling' then 'title' else n.kind end,
        case n.kind
            when 'title' then 1
            when 'spelling' then 0.8
            when 'person' then weigh_names.person_weight / (60 + n.place)
            when 'topic' then 4 * weigh_names.keyword_weight / (60 + n.place)
            else weigh_names.keyword_weight / (60 + n.place)
        end
    from unnest(weigh_names.ids, weigh_names.kinds, weigh_names.places) as n (item_id, kind, place)
    where n.kind in ('title', 'spelling', 'person', 'topic', 'keyword');
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_rarity', 'cf426246e8fce960357e876c45572f5344cc1bab7175feeffbab49d5be656331', $cinelibre_file$
-- weigh_rarity: return how rare each genre, in lower case, is among items of some types: −ln of its share.
-- Called by compare_genres. Lower case unites the sources: Google Books writes "Science fiction", TMDB "Science
-- Fiction". The larger share of the types counts: few books are plays, but "Drama" is not rare.
create or replace function cinelibre.weigh_rarity(item_types text[])
returns table (name text, rarity float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select each_type.name, -ln(least(1, max(each_type.share)))
    from (
        select lower(f.name) as name, sum(f.share) as share
        from cinelibre.features as f
        where f.kind = 'genre'
            and f.item_type = any (weigh_rarity.item_types)
            and f.share > 0
        group by lower(f.name), f.item_type
    ) as each_type
    group by each_type.name;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_signals', 'd0e0557080254226a4c7fc15cc3aa8dd182bb8eb798742fa42c38d9e57f5426e', $cinelibre_file$
-- weigh_signals: return how much each item of a reader says for and against what it is: a rating, or a leaning.
-- Called by list_likings. The newest item_limit ratings count, and all leanings.
create or replace function cinelibre.weigh_signals(
    item_ids integer[],
    ratings real[],
    item_limit integer,
    leaning_ids integer[],
    leaning_weights float8[],
    shares float8[]
)
returns table (item_id integer, liked float8, disliked float8)
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select h.item_id, h.liked, h.disliked
    from cinelibre.weigh_history(weigh_signals.item_ids, weigh_signals.ratings, shares => weigh_signals.shares) as h
    where h.place <= weigh_signals.item_limit
    union all
    select l.item_id, greatest(l.weight, 0), greatest(-l.weight, 0)
    from unnest(weigh_signals.leaning_ids, weigh_signals.leaning_weights) as l (item_id, weight);
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'weigh_words', 'f169b14068198dc1ec30bcb7314dfe515059025e9ca645d0b87937e59acae25f', $cinelibre_file$
-- weigh_words: return the telling words of a text, each as a query with its weight ln(items / items that have it).
-- Called by find_by_words and scan_by_words. The planner's statistics say how many items have a word. Words outside the
-- statistics count as half as common as the least common word in them. A word matches as typed or by its English stem,
-- and the last may be incomplete. Stop words (the, of) count only in a text of nothing else.
create or replace function cinelibre.weigh_words(words text)
returns table (query tsquery, weight float8, item_share float8)
language sql
stable
rows 8
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized ( -- parsed once, not for each word
        select s.most_common_elems::text::text[] as lexemes, s.most_common_elem_freqs as shares
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
        from unnest(cinelibre.split_words(cinelibre.fold_title(weigh_words.words))) with ordinality as split (word, place)
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

select cinelibre.ship_function('cinelibre', 'weights_of_search', '865717404f140c5ae59ab459787245cc8c4b6d705f17f98b430b78d04cdfc4cb', $cinelibre_file$
-- weights_of_search: return how much each list of a search weighs, for fuse_items.
-- Called by search_items; a caller may override single weights. docs/algorithms.md explains them.
create or replace function cinelibre.weights_of_search(
    meaning float8 default 1,
    words float8 default 1,
    person float8 default 2,
    keyword float8 default 0.6,
    order_by float8 default 1,
    similarity float8 default 0.03,
    share float8 default 0.04,
    prominence float8 default 0.005
)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'meaning', weights_of_search.meaning,
        'words', weights_of_search.words,
        'person', weights_of_search.person,
        'keyword', weights_of_search.keyword,
        'order_by', weights_of_search.order_by,
        'similarity', weights_of_search.similarity,
        'share', weights_of_search.share,
        'prominence', weights_of_search.prominence
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'widen', 'cabbef4371445bcef266ff412cd30e4ed1ec4f05c69598efd89d94358b34d59d', $cinelibre_file$
-- widen: return an object with the members of another one at its end.
-- Called by whatever answers items with something beside. Neither object may be empty. Unlike jsonb, json keeps the order
-- of members, and nothing is parsed to write it.
create or replace function cinelibre.widen(item json, more json)
returns json
language sql
immutable
as $$
    select (left(widen.item::text, -1) || ', ' || substr(widen.more::text, 2))::json;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'widths_of_poster', 'd53f9a59ac7ae2850145761c04eabe91398aa32956b1cc5976129d5a504e6780', $cinelibre_file$
-- widths_of_poster: return a poster in all its widths as HTML's `srcset` takes it, or null if it is not a poster of TMDB.
-- Called by item_columns. TMDB has each poster in several widths; items have the address of the widest.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.widths_of_poster(image_url text)
returns text
language sql
immutable
as $$
    select case when starts_with(widths_of_poster.image_url, 'https://image.tmdb.org/t/p/w500/') then replace(
        'https://image.tmdb.org/t/p/w185/{} 185w, https://image.tmdb.org/t/p/w342/{} 342w, https://image.tmdb.org/t/p/w500/{} 500w',
        '{}', substr(widths_of_poster.image_url, 33)
    ) end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'write_books', '5ac31ade1336d12499ad7cb2ff0030615ce9554583d4ae7c0924acc28e52a3f7', $cinelibre_file$
-- write_books: write what a batch says of books alone; return the ids of the items that changed.
-- Called by upsert_items, after write_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_books(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.books as b (
        item_id, google_id, isbn13, published_date, page_count, authors, publisher
    )
    select
        n.item_id, n.google_id, n.isbn13, n.published_date, n.page_count, coalesce(n.authors, '{}'), n.publisher
    from unnest(write_books.incoming) as n
    where n.item_type = 'book'
    order by n.item_id
    on conflict (item_id) do update
    set google_id = coalesce(excluded.google_id, b.google_id),
        isbn13 = coalesce(excluded.isbn13, b.isbn13),
        published_date = coalesce(excluded.published_date, b.published_date),
        page_count = coalesce(excluded.page_count, b.page_count),
        authors = coalesce(nullif(excluded.authors, '{}'), b.authors),
        publisher = coalesce(excluded.publisher, b.publisher)
    returning b.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'write_items', '73e5549eb7be2222ad388020230bd539ec69d4a26d5f216d1cddaa468baf66a6', $cinelibre_file$
-- write_items: write what a batch says of movies and books alike; return the ids of the items that changed.
-- Called by upsert_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_items(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.items as i (
        id, item_type, title, original_title, year, language, genres, keywords, people, description, image_url,
        external_rating, external_count, external_popularity
    )
    select
        n.item_id, n.item_type, n.title, n.original_title, n.year, n.language, coalesce(n.genres, '{}'),
        coalesce(n.keywords, '{}'),
        coalesce(n.directors, '{}') || coalesce(n."cast"[:3], '{}') || coalesce(n.authors, '{}'),
        n.description, n.image_url, n.external_rating, n.external_count, n.external_popularity
    from unnest(write_items.incoming) as n
    order by n.item_id
    on conflict (id) do update
    set title = excluded.title,
        original_title = coalesce(excluded.original_title, i.original_title),
        year = coalesce(excluded.year, i.year),
        language = coalesce(excluded.language, i.language),
        genres = coalesce(nullif(excluded.genres, '{}'), i.genres),
        keywords = coalesce(nullif(excluded.keywords, '{}'), i.keywords),
        people = coalesce(nullif(excluded.people, '{}'), i.people),
        description = coalesce(excluded.description, i.description),
        image_url = coalesce(excluded.image_url, i.image_url),
        external_rating = coalesce(excluded.external_rating, i.external_rating),
        external_count = coalesce(excluded.external_count, i.external_count),
        external_popularity = coalesce(excluded.external_popularity, i.external_popularity)
    returning i.id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'write_movies', '4117dcf4aeec8b13d1a2ea7a1c592743d765a438f653bef7d88b33e7b269bb5a', $cinelibre_file$
-- write_movies: write what a batch says of movies alone; return the ids of the items that changed.
-- Called by upsert_items, after write_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_movies(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.movies as m (
        item_id, movielens_id, tmdb_id, imdb_id, release_date, runtime, directors, cast_members, certification
    )
    select
        n.item_id, n.movielens_id, n.tmdb_id, n.imdb_id, n.release_date, n.runtime,
        coalesce(n.directors, '{}'), coalesce(n."cast", '{}'), n.certification
    from unnest(write_movies.incoming) as n
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
    returning m.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('cinelibre', 'write_vectors', '43b450238998a348654f22b520f2fd2cb264b6c78fb86ba0af5dc8fd03c63fb7', $cinelibre_file$
-- write_vectors: write the embeddings of a batch; return the ids of the items whose embedding changed.
-- Called by upsert_items, after write_items. A record without an embedding keeps the one there is.
create or replace function cinelibre.write_vectors(incoming cinelibre.incoming_item[], model_id integer)
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.item_embeddings as e (item_id, item_type, embedding, text_hash, model_id)
    select n.item_id, n.item_type, n.embedding, n.text_hash, write_vectors.model_id
    from unnest(write_vectors.incoming) as n
    where n.embedding is not null
    order by n.item_id
    on conflict (item_id) do update
    set embedding = excluded.embedding,
        text_hash = excluded.text_hash,
        model_id = excluded.model_id
    returning e.item_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'activate_model', '48fbd1f91549b3f44e8be2859937451f2727c14ee2bfb1c762cccd962e63cdc6', $cinelibre_file$
-- activate_model: put a model into use and delete the former model of its kind, in one transaction.
-- `python -m api.jobs train`. weights are those that training chose for this model; null means the shipped weights.
-- PT404 if the model is gone, because another training began.
create or replace function public.activate_model(model_id integer, metrics jsonb, weights jsonb default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _kind text := (select m.kind from cinelibre.models as m where m.id = activate_model.model_id);
begin
    if _kind is null or _kind = 'embedding' then
        raise exception using errcode = 'PT404', message = 'model_not_found',
            detail = 'There is no such model to put into use: another training began meanwhile.';
    end if;
    delete from cinelibre.models as m
    where m.kind = _kind
        and m.id <> activate_model.model_id;
    update cinelibre.models as m
    set is_active = true,
        metrics = activate_model.metrics,
        weights = activate_model.weights
    where m.id = activate_model.model_id;
    return (select jsonb_build_object('kind', m.kind, 'name', m.name) from cinelibre.models as m where m.id = activate_model.model_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'apply_foreign_events', '6f25f08d7e32196483028fa754792cf686a08901d2febe8ef73298f74b81175f', $cinelibre_file$
-- apply_foreign_events: log what other services say that readers did, and change shelves and ratings accordingly.
-- `python -m api.jobs consume`, `replay` and `dlq retry`. It answers of each event: applied, repeated or refused, and why.
-- Unlike record_interactions it takes events however old, each once by the inbox, without debounce, and leaves nothing in
-- the outbox.
create or replace function public.apply_foreign_events(events jsonb)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _events cinelibre.foreign_event[];
    _reader record;
begin
    perform set_config('cinelibre.origin', 'foreign', true);
    perform cinelibre.lock_readers(array(
        select p.user_id from cinelibre.parse_foreign_events(apply_foreign_events.events) as p
    ));
    _events := cinelibre.take_foreign_events(array(
        select j from cinelibre.judge_foreign_events(apply_foreign_events.events) as j
    ));
    perform cinelibre.lock_items(array(select (e.event).item_id from unnest(_events) as e where e.outcome = 'applied'));
    for _reader in
        with recorded as (
            insert into cinelibre.interactions
            (user_id, item_id, interaction_type, occurred_at, rating, seconds, fraction, query, context)
            select
                e.user_id, (e.event).item_id, (e.event).interaction_type, least((e.event).occurred_at, now()),
                (e.event).rating, (e.event).seconds, (e.event).fraction, (e.event).query, (e.event).context
            from unnest(_events) as e
            where e.outcome = 'applied'
            order by e.place
            returning id, user_id
        )
        select r.user_id, array_agg(r.id order by r.id) as ids
        from recorded as r
        group by r.user_id
        order by r.user_id
    loop
        perform cinelibre.apply_interactions(_reader.user_id, _reader.ids);
    end loop;
    return cinelibre.describe_outcomes(_events);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'beat_job', '05d51e6a6ea9ed08d32b92d6443f80a6cc399c8ba9230ec28573bdfd244ee052', $cinelibre_file$
-- beat_job: record that a run is alive, with its counts so far; answer whether it still holds its lease.
-- Every job calls it every half minute.
create or replace function public.beat_job(run_id integer, counts jsonb default null)
returns boolean
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with beaten as (
        update cinelibre.job_runs as j
        set beat_at = now(),
            counts = coalesce(beat_job.counts, j.counts)
        where j.id = beat_job.run_id
            and j.ended_at is null
        returning j.id
    )
    select exists (select from beaten);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'begin_job', '240e37e6d8f8eb0cf43b2ca6ab4779aa1265c2ed98fd54d9b626d5b7f1185953', $cinelibre_file$
-- begin_job: start a run of a job and return its id; the run is the job's lease until it ends.
-- Called by every job. A run without a sign of life loses its lease and is recorded as lost. While another run is
-- alive, the caller gets PT409.
create or replace function public.begin_job(job_name text, holder text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
    _other cinelibre.job_runs;
begin
    update cinelibre.job_runs as j
    set ended_at = now(),
        outcome = 'lost'
    where j.job_name = begin_job.job_name
        and j.ended_at is null
        and j.beat_at < cinelibre.last_beat_of_the_dead();
    insert into cinelibre.job_runs (job_name, holder)
    values (begin_job.job_name, begin_job.holder)
    on conflict do nothing
    returning id into _id;
    if _id is null then
        select j.* into _other
        from cinelibre.job_runs as j
        where j.job_name = begin_job.job_name
            and j.ended_at is null;
        raise exception using
            errcode = 'PT409',
            message = 'job_under_way',
            detail = format(
                '%s is under way: begun %s by %s, last sign of life %s seconds ago. Without one for %s seconds it makes way.',
                begin_job.job_name, to_char(_other.started_at at time zone 'utc', 'YYYY-MM-DD HH24:MI "UTC"'), _other.holder,
                extract(epoch from now() - _other.beat_at)::integer,
                extract(epoch from now() - cinelibre.last_beat_of_the_dead())::integer
            );
    end if;
    return _id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'begin_model', '01d7c0a803b18c0b4d79c68ec17a3b647d569b6374435349fa9663746f5277aa', $cinelibre_file$
-- begin_model: create a model that is not in use yet and return its id; unfinished models of its kind are deleted.
-- `python -m api.jobs train`.
create or replace function public.begin_model(kind text, name text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
begin
    delete from cinelibre.models as m
    where m.kind = begin_model.kind
        and not m.is_active;
    insert into cinelibre.models (kind, name)
    values (begin_model.kind, begin_model.name)
    returning id into _id;
    return _id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'change_account', '2ef8f7f4f824955215d3273ddcf5c290e73bbcc7136bdb3f6e2bb06db84f7851', $cinelibre_file$
-- change_account: change a user's name, timezone, visibility to others or password.
-- PATCH /auth/me. A null argument leaves its field as it was. Who no longer lets themselves be found takes back whom they
-- asked, and loses who asked them; friends stay. Who begins or ends to share ratings gets new lists.
-- A new password ends every token except the caller's. PT401 if verified_hash is no longer the stored hash.
create or replace function public.change_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    name text default null,
    timezone text default null,
    discoverable boolean default null,
    shares_ratings boolean default null,
    verified_hash text default null,
    new_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(change_account.caller_id, change_account.caller_version, change_account.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, change_account.acts_for);
    update cinelibre.users as u
    set name = coalesce(change_account.name, u.name),
        timezone = coalesce(cinelibre.require_timezone(change_account.timezone), u.timezone),
        discoverable = coalesce(change_account.discoverable, u.discoverable),
        shares_ratings = coalesce(change_account.shares_ratings, u.shares_ratings),
        taste_version = u.taste_version + case when change_account.shares_ratings <> u.shares_ratings then 1 else 0 end
    where u.id = _user_id;
    if not change_account.discoverable then
        perform cinelibre.forget_relations(_user_id);
    end if;
    if change_account.new_hash is not null then
        update cinelibre.users as u
        set password_hash = change_account.new_hash,
            tokens_valid_from = u.token_version + 1,
            ended_token_versions = '{}',
            kept_token_version = case when change_account.acts_for is null then change_account.caller_version end
        where u.id = _user_id
            and u.password_hash = change_account.verified_hash;
        if not found then
            raise exception using errcode = 'PT401', message = 'invalid_credentials',
                detail = 'current_password: This is not the password of this account.';
        end if;
    end if;
    return cinelibre.describe_user(_user_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'change_group', 'dc1d52569570b4a2cafbf88a329e80d9f6179764f01f1e6389d2eb5d5604719e', $cinelibre_file$
-- change_group: give a group a new name or a new code; what is null stays.
-- PATCH /groups/{group_id} and POST /groups/{group_id}/code. PT404 if the caller is not in the group, PT403 if they are
-- not its host. With a new code, nobody can join by the former one.
create or replace function public.change_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_limit integer,
    acts_for integer default null,
    name text default null,
    code text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(change_group.caller_id, change_group.caller_version, change_group.acts_for) as c
    ), change_group.acts_for);
    _member cinelibre.group_members := cinelibre.require_host(change_group.group_id, _user_id, null);
begin
    update cinelibre.groups as g
    set name = coalesce(change_group.name, g.name),
        code = coalesce(change_group.code, g.code)
    where g.id = _member.group_id;
    return cinelibre.describe_group(_member, change_group.evening_limit);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'change_relation', '61a014ee6d8cb9b3dd186f26db02591640e2a838172e2f65413d662777717cb5', $cinelibre_file$
-- change_relation: accept, decline, block or unblock a person; answer how the two stand to each other now.
-- POST /matches/{person_id}/accept, /decline, /block and /unblock. Saying the same again changes nothing. A decline or a
-- block also deletes that the other accepted. PT404 for everybody whom the reader may not see, unless the reader
-- declined or blocked them.
create or replace function public.change_relation(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    verb text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(change_relation.caller_id, change_relation.caller_version, change_relation.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = change_relation.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, change_relation.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or not (
        cinelibre.can_see(_user_id, _other_id, case when verb = 'accept' and _relation = 'declined' then 'none' else _relation end)
        or (change_relation.verb in ('decline', 'block') and _relation = 'declined')
        or (change_relation.verb in ('block', 'unblock') and _relation = 'blocked')
    ) then
        perform cinelibre.refuse_person();
    end if;
    if change_relation.verb = 'unblock' then
        delete from cinelibre.relations as o where o.user_id = _user_id and o.other_id = _other_id and o.said = 'blocked';
    else
        perform cinelibre.say_of(_user_id, _other_id, case change_relation.verb
            when 'accept' then 'accepted' when 'decline' then 'declined' when 'block' then 'blocked'
        end);
    end if;
    return cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'confirm_outbox', '002d7a459e6235c4fbcf8c8bba25934767709ff20517bad2ac15d37aaa49438e', $cinelibre_file$
-- confirm_outbox: delete events that Kafka has acknowledged; answer how many.
-- `python -m api.jobs stream`. An event that is being deleted with its account is left to that transaction: waiting for
-- it could lock the two into each other.
create or replace function public.confirm_outbox(ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with confirmed as (
        delete from cinelibre.outbox as o
        where o.id in (
            select w.id
            from cinelibre.outbox as w
            where w.id = any (confirm_outbox.ids)
            order by w.id
            for update skip locked
        )
        returning o.id
    )
    select count(*)::integer from confirmed;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'decide_review', '3dfaeddc7370c850d81164b6e5a9004a46ded4c74a76cc241a743754ae641911', $cinelibre_file$
-- decide_review: show or hide a review for good, or delete it; former reports count no more.
-- `python -m api.jobs reviews show|hide|delete`. PT404 if there is no such review. A deleted review is gone with its
-- reports, and its author may write another.
create or replace function public.decide_review(review_id integer, decision text)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _review cinelibre.reviews;
begin
    if decide_review.decision = 'delete' then
        delete from cinelibre.reviews as r where r.id = decide_review.review_id returning r.* into _review;
    else
        update cinelibre.reviews as r
        set hidden_at = case decide_review.decision when 'hide' then coalesce(r.hidden_at, clock_timestamp()) end,
            is_settled = decide_review.decision = 'show',
            decided_at = clock_timestamp()
        where r.id = decide_review.review_id
        returning r.* into _review;
    end if;
    if _review.id is null then
        raise exception using errcode = 'PT404', message = 'review_not_found',
            detail = format('There is no review with the id %s.', decide_review.review_id);
    end if;
    return jsonb_build_object('review_id', _review.id, 'is_hidden', _review.hidden_at is not null);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_account', 'e95d48356e4bb4d295587a99cf3c9201dfe584a8978d0ea5c0d42b56b5fd7c95', $cinelibre_file$
-- delete_account: delete an account and everything that belongs to it.
-- DELETE /auth/me. PT401 if verified_hash is no longer the stored hash; a service sends no hash.
-- Locks are taken in the order of every writer: the user, their groups, then the counts of the items.
-- The account also leaves other users' stored neighbors. The advisory lock waits for neighbors that are being computed
-- and holds off new ones, because they may name this account.
create or replace function public.delete_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    verified_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(delete_account.caller_id, delete_account.caller_version, delete_account.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, delete_account.acts_for);
    if exists (
        select
        from cinelibre.users as u
        where u.id = _user_id
            and u.password_hash is distinct from coalesce(delete_account.verified_hash, u.password_hash)
    ) then
        raise exception using errcode = 'PT401', message = 'invalid_credentials',
            detail = 'password: This is not the password of this account.';
    end if;
    perform cinelibre.lock_groups_of(_user_id);
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.user_neighbors', 0));
    perform cinelibre.lock_items(array(select r.item_id from cinelibre.ratings as r where r.user_id = _user_id));
    perform n.user_id
    from cinelibre.user_neighbors as n
    where n.neighbor_ids @> array[_user_id]
    order by n.user_id
    for no key update;
    update cinelibre.user_neighbors as n
    set neighbor_ids = n.neighbor_ids[:found_at.place - 1] || n.neighbor_ids[found_at.place + 1:],
        weights = n.weights[:found_at.place - 1] || n.weights[found_at.place + 1:]
    from (
        select other.user_id, array_position(other.neighbor_ids, _user_id) as place
        from cinelibre.user_neighbors as other
        where other.neighbor_ids @> array[_user_id]
    ) as found_at
    where n.user_id = found_at.user_id;
    delete from cinelibre.users as u where u.id = _user_id;
    return jsonb_build_object('deleted', found);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_evening', '3d5d083699aab2068466b52d1253de7327e507ce94dc5d82f4716b73356efdfa', $cinelibre_file$
-- delete_evening: take an evening back, with the debts that it left.
-- DELETE /groups/{group_id}/evenings/{evening_id}. PT404 if the caller is not in the group or it had no such evening.
create or replace function public.delete_evening(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_id bigint,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_evening.caller_id, delete_evening.caller_version, delete_evening.acts_for) as c
    ), delete_evening.acts_for);
    _group_id uuid := cinelibre.lock_group(delete_evening.group_id);
    _member cinelibre.group_members := cinelibre.require_member(_group_id, _user_id, null);
begin
    delete from cinelibre.group_evenings as e
    where e.id = delete_evening.evening_id
        and e.group_id = _member.group_id;
    if not found then
        raise exception using errcode = 'PT404', message = 'evening_not_found',
            detail = 'The group has no evening with this id.';
    end if;
    return jsonb_build_object('deleted', true);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_feedback', 'ae1866da3a3b031e6b42422d14e970254ace00688b7bc5c69bf0e7a0a3bb8d40', $cinelibre_file$
-- delete_feedback: take feedback back, with the event or the mark that it set.
-- DELETE /feedback/{feedback_id}. The mark stays if the reader has set it anew since, or if other feedback of theirs
-- says the same of the item. PT404 if the caller gave no feedback with that id.
create or replace function public.delete_feedback(
    caller_id integer,
    caller_version integer,
    feedback_id integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_feedback.caller_id, delete_feedback.caller_version, delete_feedback.acts_for) as c
    ), delete_feedback.acts_for);
    _given cinelibre.feedback;
begin
    perform cinelibre.lock_items(array(
        select f.item_id from cinelibre.feedback as f where f.id = delete_feedback.feedback_id and f.user_id = _user_id
    ));
    if cinelibre.is_streaming() then
        perform cinelibre.queue_feedback(
            array(select f.id from cinelibre.feedback as f where f.id = delete_feedback.feedback_id and f.user_id = _user_id),
            'withdrawn'
        );
    end if;
    delete from cinelibre.feedback as f
    where f.id = delete_feedback.feedback_id
        and f.user_id = _user_id
    returning f.* into _given;
    if not found then
        raise exception using errcode = 'PT404', message = 'feedback_not_found',
            detail = format('You gave no feedback with the id %s.', delete_feedback.feedback_id);
    end if;
    perform cinelibre.undo_signal(_given);
    return cinelibre.describe_feedback(_given) || jsonb_build_object(
        'item_type', (select i.item_type from cinelibre.items as i where i.id = _given.item_id)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_former_embeddings', 'fb747f8c885fdfb4dcd8f6caa7bc7935996fdf6b45cda1ac176ce1795e729013', $cinelibre_file$
-- delete_former_embeddings: delete a limited number of vectors that former embedding models made.
-- `python -m api.jobs embed --replace-model` calls it until it answers fewer than row_limit.
-- Vectors of two models cannot be compared, so lists must never see them together.
create or replace function public.delete_former_embeddings(row_limit integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_deleted integer;
begin
    delete from cinelibre.item_embeddings as e
    where e.item_id in (
        select former.item_id
        from cinelibre.item_embeddings as former
        join cinelibre.models as m on m.id = former.model_id and not m.is_active
        order by former.item_id
        limit delete_former_embeddings.row_limit
    );
    get diagnostics _n_deleted = row_count;
    if _n_deleted < delete_former_embeddings.row_limit then
        delete from cinelibre.models as m
        where m.kind = 'embedding'
            and not m.is_active
            and not exists (select from cinelibre.item_embeddings as e where e.model_id = m.id);
    end if;
    return _n_deleted;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_former_raters', '2295a9625831abce7caa5d7790788ff267d5de020a8ba175134d10ebf0eca809', $cinelibre_file$
-- delete_former_raters: delete a limited number of simulated raters outside the community that is kept.
-- Loading the demo calls it until none is left; with a limit of 0 it only counts. Real users stay. If one of their
-- stored neighbors is deleted, the row goes too, and their next request computes it again.
create or replace function public.delete_former_raters(kept text, user_limit integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _former_ids integer[] := array(
        select u.id
        from cinelibre.users as u
        where u.external_id like 'simulated:%'
            and not starts_with(u.external_id, 'simulated:' || delete_former_raters.kept || ':')
            and u.email is null
        order by u.id
    );
    _user_ids integer[] := _former_ids[:delete_former_raters.user_limit];
begin
    if cardinality(_user_ids) > 0 then
        perform u.id from cinelibre.users as u where u.id = any (_user_ids) order by u.id for update;
        perform pg_advisory_xact_lock(hashtextextended('cinelibre.user_neighbors', 0));
        perform cinelibre.lock_items(array(select r.item_id from cinelibre.ratings as r where r.user_id = any (_user_ids)));
        delete from cinelibre.user_neighbors as n where n.neighbor_ids && _user_ids;
        delete from cinelibre.users as u where u.id = any (_user_ids);
    end if;
    return jsonb_build_object(
        'n_deleted', cardinality(_user_ids),
        'n_left', cardinality(_former_ids) - cardinality(_user_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_group', '20f4d783723f06de5a659c158eda70e331d5b37efcaeb940480395fdc8bb908c', $cinelibre_file$
-- delete_group: delete a group with its members and its evenings.
-- DELETE /groups/{group_id}. PT404 if the caller is not in the group, PT403 if they are not its host.
create or replace function public.delete_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_group.caller_id, delete_group.caller_version, delete_group.acts_for) as c
    ), delete_group.acts_for);
    _member cinelibre.group_members := cinelibre.require_host(delete_group.group_id, _user_id, null);
begin
    delete from cinelibre.groups as g where g.id = _member.group_id;
    return jsonb_build_object('deleted', found);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_note', 'a93d01167bae5fc8f416aac6be65411b73d73ce6595a42d5652bcbe2d39309f9', $cinelibre_file$
-- delete_note: delete a reader's note on one item; a second call changes nothing.
-- DELETE /notes/{item_type}/{item_id}.
create or replace function public.delete_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_note.caller_id, delete_note.caller_version, delete_note.acts_for) as c
    ), delete_note.acts_for);
    _item_id integer := cinelibre.require_item(delete_note.item_id, delete_note.item_type);
begin
    delete from cinelibre.notes as n
    where n.user_id = _user_id
        and n.item_id = _item_id;
    return cinelibre.describe_note(_user_id, _item_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_old_codes', '9998748dfd46f7388e5edf6ec1026562471253f01e3371ab673f935ec2a133e9', $cinelibre_file$
-- delete_old_codes: delete codes for a new password that nobody used within half an hour.
-- Called by `python -m api.jobs cleanup` and by the scheduler.
create or replace function public.delete_old_codes(good_minutes integer default 30)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as (
        delete from cinelibre.reset_codes as c
        where c.made_at <= now() - make_interval(mins => delete_old_codes.good_minutes)
        returning c.user_id
    )
    select jsonb_build_object('n_codes', count(*)) from old as o;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_old_inbox', '0d0dff20fa26918f406253f07d10dae2b72c743de30e0b13cfb4ac4924a44d82', $cinelibre_file$
-- delete_old_inbox: forget a limited number of events of other services that were applied long ago.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers fewer. After that such an event would count
-- again, so rows stay longer than topics keep their events.
create or replace function public.delete_old_inbox(keep_days integer, row_limit integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select i.event_id
        from cinelibre.inbox as i
        where i.applied_at < now() - make_interval(days => delete_old_inbox.keep_days)
        order by i.applied_at, i.event_id
        limit delete_old_inbox.row_limit
        for update skip locked
    ),
    gone as (
        delete from cinelibre.inbox as i
        using old
        where i.event_id = old.event_id
        returning i.event_id
    )
    select jsonb_build_object('n_inbox', (select count(*) from gone));
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_old_lists', '70154b18335c81bcdc908f676b7b8201cbd9dcddfa560c5bcbff730ecf424e06', $cinelibre_file$
-- delete_old_lists: delete a limited number of lists older than a week, and of impressions older than 30 days.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers fewer. save_recommendations tidies the lists of
-- users who ask for new ones; this one serves the users who stayed away. It skips what another call is deleting.
create or replace function public.delete_old_lists(
    list_limit integer,
    impression_limit integer,
    keep_days integer default 7,
    keep_impressions_days integer default 30
)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select l.id
        from cinelibre.recommendation_lists as l
        where l.created_at < now() - make_interval(days => delete_old_lists.keep_days)
        order by l.created_at, l.id
        limit delete_old_lists.list_limit
        for update skip locked
    ),
    passed as materialized (
        select i.recommendation_id, i.item_id
        from cinelibre.impressions as i
        where i.shown_at < now() - make_interval(days => delete_old_lists.keep_impressions_days)
        order by i.shown_at, i.recommendation_id, i.item_id
        limit delete_old_lists.impression_limit
        for update skip locked
    ),
    forgotten as (
        delete from cinelibre.impressions as i
        using passed
        where i.recommendation_id = passed.recommendation_id and i.item_id = passed.item_id
        returning i.item_id
    ),
    gone as (
        delete from cinelibre.recommendation_lists as l
        using old
        where l.id = old.id
        returning l.id
    )
    select jsonb_build_object(
        'n_lists', (select count(*) from gone),
        'n_impressions', (select count(*) from forgotten)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_old_runs', '89d491d370171be9f7cf2949d8ec16733390635104d5e43c8bc34b44f455e66a', $cinelibre_file$
-- delete_old_runs: delete runs of jobs that ended long ago, and old days of request budgets.
-- `python -m api.jobs cleanup` and the scheduler. The newest run of each job always stays.
create or replace function public.delete_old_runs(keep_days integer default 90, budget_days integer default 30)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old_runs as (
        delete from cinelibre.job_runs as j
        where j.ended_at < now() - make_interval(days => delete_old_runs.keep_days)
            and exists (
                select
                from cinelibre.job_runs as later
                where later.job_name = j.job_name
                    and later.id > j.id
            )
        returning j.id
    ),
    old_budgets as (
        delete from cinelibre.api_budgets as b
        where b.day < current_date - delete_old_runs.budget_days
        returning b.day
    )
    select jsonb_build_object(
        'n_runs', (select count(*) from old_runs),
        'n_budgets', (select count(*) from old_budgets)
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_rating', '8ce90d8076725f2bf1c7540804a97aa64eb5b963c12f3038a1a58911e783463d', $cinelibre_file$
-- delete_rating: delete one of the caller's ratings; what the shelf says of the item counts again.
-- DELETE /ratings/{id}. PT404 if the caller has no rating with that id, even if another user has.
create or replace function public.delete_rating(caller_id integer, caller_version integer, rating_id integer, acts_for integer default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(delete_rating.caller_id, delete_rating.caller_version, delete_rating.acts_for) as c
    );
    _item_id integer := (
        select r.item_id
        from cinelibre.ratings as r
        where r.user_id = _user_id
            and r.id = delete_rating.rating_id
            and r.source = 'rating'
    );
begin
    perform cinelibre.lock_user(_user_id, delete_rating.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    delete from cinelibre.ratings as r
    where r.user_id = _user_id
        and r.id = delete_rating.rating_id
        and r.source = 'rating';
    if not found then
        raise exception using errcode = 'PT404', message = 'rating_not_found',
            detail = format('You have no rating with the id %s.', delete_rating.rating_id);
    end if;
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    values (_user_id, _item_id, 'unrate', clock_timestamp());
    perform cinelibre.imply_ratings(_user_id, array[_item_id]);
    return jsonb_build_object(
        'id', delete_rating.rating_id,
        'item_id', _item_id,
        'implied', (
            select jsonb_build_object('rating', r.rating, 'source', r.source)
            from cinelibre.ratings as r
            where r.user_id = _user_id
                and r.item_id = _item_id
        )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_review', '50c64cfead5c83dc48c8f730072f0416ef69a0a0b1cfb93141916cf91a403882', $cinelibre_file$
-- delete_review: delete a reader's review of one item; a second call changes nothing.
-- DELETE /reviews/{item_type}/{item_id}. A review that was reported or hidden leaves a row without its text, so that
-- writing it anew is no way around the reports.
create or replace function public.delete_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_review.caller_id, delete_review.caller_version, delete_review.acts_for) as c
    ), delete_review.acts_for);
    _item_id integer := cinelibre.require_item(delete_review.item_id, delete_review.item_type);
begin
    perform r.id from cinelibre.reviews as r where r.user_id = _user_id and r.item_id = _item_id for update;
    update cinelibre.reviews as r
    set body = null,
        changed_at = clock_timestamp()
    where r.user_id = _user_id
        and r.item_id = _item_id
        and (r.hidden_at is not null or exists (select from cinelibre.review_reports as p where p.review_id = r.id));
    delete from cinelibre.reviews as r
    where r.user_id = _user_id
        and r.item_id = _item_id
        and r.body is not null;
    return cinelibre.describe_my_review(_user_id, _item_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'delete_searches', '8adeefb780478500c9b29be8472ed752c87873c4d9f582bcfa736e850b32559a', $cinelibre_file$
-- delete_searches: delete what a user searched for, one question with all its events, or everything.
-- DELETE /search/history/{search_id}, DELETE /search/history. PT404 if none of the user's searches has the id. Of searches
-- that cleanup rolled up only the number is left; they go with everything, because nobody knows what they were about.
create or replace function public.delete_searches(
    caller_id integer,
    caller_version integer,
    search_id bigint,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(
            delete_searches.caller_id, delete_searches.caller_version, delete_searches.acts_for
        ) as c
    );
    _folded text;
    _n_events integer;
begin
    perform cinelibre.lock_user(_user_id, delete_searches.acts_for);
    select cinelibre.fold_question(e.query)
    into _folded
    from cinelibre.interactions as e
    where e.id = delete_searches.search_id
        and e.user_id = _user_id
        and e.interaction_type = 'search';
    if not found and delete_searches.search_id is not null then
        raise exception using errcode = 'PT404', message = 'search_not_found',
            detail = format('You have no search with the id %s.', delete_searches.search_id);
    end if;
    delete from cinelibre.interactions as e
    where e.user_id = _user_id
        and e.interaction_type = 'search'
        and (delete_searches.search_id is null or cinelibre.fold_question(e.query) = _folded);
    get diagnostics _n_events = row_count;
    delete from cinelibre.preference_rollups as p
    where p.user_id = _user_id
        and p.interaction_type = 'search'
        and delete_searches.search_id is null;
    return jsonb_build_object('n_deleted', _n_events);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'end_friendship', '687b3efe393f6ed151251ba578021697a14ba10663a56f0f9ba7855e3975b712', $cinelibre_file$
-- end_friendship: end a friendship; the friend is not offered as a match again.
-- DELETE /friends/{person_id}. Ending it again changes nothing. PT404 for everybody who was no friend.
create or replace function public.end_friendship(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(end_friendship.caller_id, end_friendship.caller_version, end_friendship.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = end_friendship.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, end_friendship.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or _relation not in ('friends', 'declined') then
        perform cinelibre.refuse_person();
    end if;
    perform cinelibre.say_of(_user_id, _other_id, 'declined');
    return cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'end_job', 'e8f443a650d18d8e006d5d2c0ef1135c695bec0709c2d9708ea42c6aa502a5a3', $cinelibre_file$
-- end_job: record a run's outcome, counts and first hundred errors; answer whether it still held its lease.
-- Called by every job.
create or replace function public.end_job(
    run_id integer,
    outcome text,
    counts jsonb,
    errors text[]
)
returns boolean
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with ended as (
        update cinelibre.job_runs as j
        set ended_at = now(),
            beat_at = now(),
            outcome = end_job.outcome,
            counts = end_job.counts,
            errors = end_job.errors[:100]
        where j.id = end_job.run_id
            and j.ended_at is null
        returning j.id
    )
    select exists (select from ended);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'end_tokens', '1ce330e211a613ccac59480119f84b70a07b743d48bdc960a1a04acde79c6bb4', $cinelibre_file$
-- end_tokens: end the caller's token and all tokens renewed from it, or every token of the account.
-- POST /auth/logout. A service that acts for a user ends all of that user's tokens.
-- The list of ended logins holds at most ended_limit. One logout more also ends the oldest login that is still valid.
create or replace function public.end_tokens(
    caller_id integer,
    caller_version integer,
    ends_all boolean,
    acts_for integer default null,
    ended_limit integer default 100
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(end_tokens.caller_id, end_tokens.caller_version, end_tokens.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, end_tokens.acts_for);
    if end_tokens.ends_all or end_tokens.acts_for is not null then
        update cinelibre.users as u
        set tokens_valid_from = u.token_version + 1,
            tokens_ended_at = now(),
            ended_token_versions = '{}',
            kept_token_version = null
        where u.id = _user_id;
    else
        update cinelibre.users as u
        set (tokens_valid_from, ended_token_versions) = (
                select e.good_from, e.still_listed
                from cinelibre.end_login(
                    u.tokens_valid_from,
                    u.ended_token_versions,
                    end_tokens.caller_version,
                    end_tokens.ended_limit
                ) as e
            ),
            kept_token_version = nullif(u.kept_token_version, end_tokens.caller_version)
        where u.id = _user_id;
    end if;
    return jsonb_build_object('logged_out', found);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'enter_user', '4d606be907669b07706a239c57cc2d6145bf27b637c56a91e1850c7231783ac7', $cinelibre_file$
-- enter_user: find or make the account of somebody whose token another issuer signed, and number that token.
-- Called at the first request with each such token. The role is never theirs to say.
-- Null if the token was issued before all tokens of the account were ended; issued_at has whole seconds since 1970.
create or replace function public.enter_user(external_id text, issued_at bigint, name text default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users;
begin
    update cinelibre.users as u
    set token_version = greatest(u.token_version, u.tokens_valid_from)
    where u.external_id = enter_user.external_id
    returning u.* into _user;
    if not found then
        insert into cinelibre.users as u (external_id, name, token_version)
        values (enter_user.external_id, enter_user.name, 1)
        on conflict on constraint users_external_id_key do update
        set token_version = greatest(u.token_version, u.tokens_valid_from)
        returning u.* into _user;
    end if;
    if to_timestamp(enter_user.issued_at) <= _user.tokens_ended_at then
        return null;
    end if;
    return jsonb_build_object('user_id', _user.id, 'token_version', _user.token_version);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'examine_reader', '52b68464d95369a99f73c950c22f69f21d181fdd3b67a542e58a60bec3e6271b', $cinelibre_file$
-- examine_reader: write down that an admin looks at a reader's list, and return what that list is made of.
-- POST /admin/readers, the first of two calls; `get_examined_list` is the second. A reader is named by id or exact
-- e-mail. PT404 if there is none; admins and services are nobody to look at. `stored` is the list that the reader gets
-- as long as it is valid. `every` has the candidates of all sources, also of those that have no weight.
create or replace function public.examine_reader(
    caller_id integer,
    caller_version integer,
    per_source integer,
    content_limit integer,
    batch_size integer,
    first_count integer,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    match_threshold float8,
    acts_for integer default null,
    reader_id integer default null,
    email text default null,
    item_type text default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _noted record := cinelibre.record_examination(
        cinelibre.require_admin((
            select c.user_id
            from cinelibre.require_caller(
                examine_reader.caller_id, examine_reader.caller_version, examine_reader.acts_for
            ) as c
        )),
        examine_reader.reader_id,
        examine_reader.email
    );
    _user cinelibre.users := (select u from cinelibre.users as u where u.id = _noted.user_id);
    _day date := (now() at time zone _user.timezone)::date;
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = _user.id);
    _list cinelibre.recommendation_lists := cinelibre.find_stored_list(
        _user.id, examine_reader.item_type, _user.taste_version, _day, _near.computed_at, examine_reader.moved_from
    );
    _weights jsonb := cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count));
begin
    return json_build_object(
        'audit_event_id', _noted.id,
        'reader', cinelibre.describe_reader(_user, _near),
        'stored', cinelibre.describe_stored(_list, examine_reader.batch_size, examine_reader.match_threshold),
        'made_at', _list.created_at,
        'n_ratings', _user.rating_count,
        'made_of', cinelibre.describe_material(
            _user.id, _day, item_type, '{}', false, true, false, per_source, content_limit, first_count, _weights
        ),
        'every', cinelibre.describe_material(
            _user.id, _day, item_type, '{}', false, false, false, per_source, content_limit, first_count, null
        )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_account', '245147498e653957685f6aed523f1400ea6032b2c5b77c3098b085090ce17637', $cinelibre_file$
-- get_account: return an account as its owner sees it; with_counts, also how many items are in its lists.
-- GET /auth/me. Other routes call it without counts, to learn whether a token still counts.
create or replace function public.get_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    with_counts boolean default false
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_user(caller.user_id) || case
        when get_account.with_counts then jsonb_build_object('counts', cinelibre.count_library(caller.user_id))
        else '{}'
    end
    from cinelibre.require_caller(get_account.caller_id, get_account.caller_version, get_account.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_blocked_people', '4a3129567262c4da029e4c3b7304a0e27117c473e8f40fce0acb75a9945ef1a8', $cinelibre_file$
-- get_blocked_people: list the people whom a reader blocked, the newest first, so that they can be unblocked.
-- GET /matches/blocked.
create or replace function public.get_blocked_people(
    caller_id integer,
    caller_version integer,
    person_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('blocked', coalesce((
        select jsonb_agg(jsonb_build_object('person_id', b.person_id, 'blocked_at', b.said_at) order by b.said_at desc, b.id)
        from (
            select u.id, u.person_id, o.said_at
            from cinelibre.relations as o
            join cinelibre.users as u on u.id = o.other_id
            where o.user_id = caller.user_id
                and o.said = 'blocked'
            order by o.said_at desc, u.id
            limit get_blocked_people.person_limit
        ) as b
    ), '[]'))
    from cinelibre.require_caller(
        get_blocked_people.caller_id, get_blocked_people.caller_version, get_blocked_people.acts_for
    ) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_book', '287e44c6563ee52b43c17eab1695bbf5bb8f32b5d94dc342b37ac3ccce5c3999', $cinelibre_file$
-- get_book: return everything we know of one book, or raise PT404.
-- GET /books/{id}. For a logged-in caller the answer includes their rating and marks.
create or replace function public.get_book(
    book_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        cinelibre.describe_book(get_book.book_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no book with the id %s.', get_book.book_id))
    )
    from cinelibre.allow_caller(get_book.caller_id, get_book.caller_version) as caller (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_carousels', '0b7aee2b396a0f32836095c1afc34021714c949c04a8056ff566a6d1203ad178', $cinelibre_file$
-- get_carousels: return the stored rows of a user's front page, or what new rows are made of.
-- GET /recommendations/carousels. Rows stay valid for ttl_seconds, unless what ends a list ends them (get_recommendations).
-- `asked` identifies the request: other numbers make other rows. A user with at least least_rated ratings, mostly of one type, also gets items of the other type.
create or replace function public.get_carousels(
    caller_id integer,
    caller_version integer,
    item_type text,
    asked jsonb,
    ttl_seconds integer,
    per_source integer,
    content_limit integer,
    row_limit integer,
    mostly float8,
    least_rated integer,
    alike_from float8,
    across_from float8,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    acts_for integer default null,
    match_threshold float8 default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(get_carousels.caller_id, get_carousels.caller_version, get_carousels.acts_for) as c
        join cinelibre.users as u on u.id = c.user_id
    );
    _near record;
    _list cinelibre.recommendation_lists;
    _told json;
begin
    select n.taste_version, n.computed_at into _near from cinelibre.user_neighbors as n where n.user_id = _user.id;
    _list := cinelibre.find_stored_rows(_user.id, item_type, asked, _user.taste_version, _near.computed_at, ttl_seconds, moved_from);
    _told := cinelibre.tell_rows(_list, match_threshold);
    if _told is not null then
        return _told;
    end if;
    return json_build_object(
        'stored', cinelibre.describe_stored(_list, cardinality(_list.item_ids), match_threshold),
        'n_ratings', _user.rating_count,
        'day', (now() at time zone _user.timezone)::date,
        'taste_version', _user.taste_version,
        'newest_event', case when _list.id is null then cinelibre.find_newest_event(_user.id) end,
        'needs_neighbors', _near.taste_version is distinct from _user.taste_version,
        'made_of', case when _list.id is null then cinelibre.describe_rows(
            _user.id, item_type, per_source, content_limit, row_limit, mostly, least_rated, alike_from, across_from,
            cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count))
        ) end
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_click_through', '392ed36a72d587f9d173b356b4049610cc7acefcc72df4e2e7568742e840268f', $cinelibre_file$
-- get_click_through: count by day, source and place what lists showed in the last days, and what became of it.
-- Called by describe_traffic. Days are UTC's; the first is today. `place` is the first of a band of `places`. `source` is what
-- contributed most; unknown if nothing did. A click belongs to the list that attribute_events says. Of a day with more
-- than day_limit impressions the newest are counted, so that the call takes no longer on a busy service.
create or replace function public.get_click_through(
    days integer,
    places integer[] default '{1,2,4,7,11,21}',
    within_hours float8 default 24,
    day_limit integer default 20000
)
returns table (day date, source text, place integer, n_shown integer, n_clicked integer, n_helpful integer, n_not_for_me integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with shown as materialized (
        select day_of.day, i.recommendation_id, i.item_id, i.place, coalesce(i.source, 'unknown') as source
        from generate_series(0, get_click_through.days - 1) as back
        cross join lateral (select (now() at time zone 'UTC')::date - back as day) as day_of
        cross join lateral (
            select p.*
            from cinelibre.impressions as p
            where p.shown_at >= day_of.day::timestamp at time zone 'UTC'
                and p.shown_at < (day_of.day + 1)::timestamp at time zone 'UTC'
            order by p.shown_at desc, p.recommendation_id, p.item_id
            limit get_click_through.day_limit
        ) as i
    ),
    clicked as materialized (
        select t.recommendation_id, t.item_id
        from cinelibre.attribute_events(
            array(select distinct s.recommendation_id from shown as s), make_interval(secs => 3600 * within_hours), null, null
        ) as t
        where t.is_clicked
    )
    select
        s.day,
        s.source,
        get_click_through.places[greatest(width_bucket(s.place::integer, get_click_through.places), 1)],
        count(*)::integer,
        count(c.item_id)::integer,
        count(helpful.id)::integer,
        count(refused.id)::integer
    from shown as s
    left join clicked as c on c.recommendation_id = s.recommendation_id and c.item_id = s.item_id
    left join cinelibre.feedback as helpful
        on helpful.recommendation_id = s.recommendation_id and helpful.item_id = s.item_id and helpful.kind = 'helpful'
    left join cinelibre.feedback as refused
        on refused.recommendation_id = s.recommendation_id and refused.item_id = s.item_id and refused.kind = 'not_for_me'
    group by 1, 2, 3
    order by 1 desc, 2, 3;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_collaborative_recommendations', 'a51a512d696702e702997d5e93bab57f8f77456aeef2abdf307940c9e613491e', $cinelibre_file$
-- get_collaborative_recommendations: recommend what users of similar taste liked, by constrained Pearson alone.
-- For those who call the database themselves; the service blends this source with others (find_candidates).
-- A neighbor needs min_common items in common and a correlation above min_correlation. The nearest neighbor_limit
-- count. score is that of score_by_neighbors over raters^0.1; predict_ratings explains predicted_rating and support.
create or replace function public.get_collaborative_recommendations(
    target_user_id bigint,
    recommendation_count integer default 20,
    item_type text default null,
    min_common integer default 3,
    min_correlation float8 default 0.3,
    neighbor_limit integer default 50,
    damping float8 default 2
)
returns table (item_id integer, title text, score float8, predicted_rating float8, support integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
as $$
declare
    _reader cinelibre.reader;
begin
    _reader.user_id := (select u.id from cinelibre.users as u where u.id = get_collaborative_recommendations.target_user_id);
    select h.item_ids, h.ratings into _reader.item_ids, _reader.ratings from cinelibre.list_rated(_reader.user_id) as h;
    select array_agg(n.user_id order by n.weight desc, n.user_id), array_agg(n.weight::real order by n.weight desc, n.user_id)
    into _reader.neighbor_ids, _reader.neighbor_weights
    from (
        select f.user_id, f.weight
        from cinelibre.find_neighbors(_reader.item_ids, _reader.ratings, _reader.user_id, 10000, rating_limit => 2147483647) as f
        where f.common >= get_collaborative_recommendations.min_common
            and f.correlation > get_collaborative_recommendations.min_correlation
        order by f.weight desc, f.user_id
        limit get_collaborative_recommendations.neighbor_limit
    ) as n;
    return query
    select i.id, i.title, cinelibre.temper_points(s.points, t.rater_count, 0.1), p.rating, p.support
    from cinelibre.score_by_neighbors(_reader.neighbor_ids, _reader.neighbor_weights) as s
    join cinelibre.predict_ratings(_reader, get_collaborative_recommendations.damping) as p on p.item_id = s.item_id
    join cinelibre.items as i on i.id = s.item_id
    left join cinelibre.item_stats as t on t.item_id = s.item_id
    where i.item_type = coalesce(get_collaborative_recommendations.item_type, i.item_type)
        and i.id <> all (cinelibre.list_known(_reader.user_id))
    order by 3 desc, i.id
    limit get_collaborative_recommendations.recommendation_count;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_diagnosis', '020123a479a205031dc49b1290aacb4589a6ae7438f852dd86c561f09af60321', $cinelibre_file$
-- get_diagnosis: return to an admin what the database is judged by.
-- GET /admin/doctor. api/doctor decides what is wrong, as for the job `doctor`.
create or replace function public.get_diagnosis(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_doctor_facts()
    from cinelibre.require_caller(get_diagnosis.caller_id, get_diagnosis.caller_version, get_diagnosis.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_doctor_facts', '7204411b7505eaa1f20d7ad54c6364d66770fcbf8bd1674571e19b118be1b7e7', $cinelibre_file$
-- get_doctor_facts: return everything that a database is judged by.
-- `python -m api.jobs doctor`, and get_diagnosis. It returns facts only; api/doctor decides what is wrong and what to do.
create or replace function public.get_doctor_facts()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_readiness() || jsonb_build_object(
        'now', clock_timestamp(),
        'server_version', current_setting('server_version'),
        'vector_version', (
            select e.extversion
            from pg_extension as e
            where e.extname = 'vector'
        ),
        'is_read_only', current_setting('default_transaction_read_only')::boolean or pg_is_in_recovery(),
        'database_bytes', pg_database_size(current_database()),
        'service_timeout', (
            select substr(setting, length('statement_timeout=') + 1)
            from pg_roles as r
            cross join unnest(r.rolconfig) as setting
            where r.rolname = 'service_role'
                and starts_with(setting, 'statement_timeout=')
        ),
        'shipped', cinelibre.describe_shipped(),
        'grants', cinelibre.describe_open_grants() || cinelibre.describe_closed_grants(),
        'contents', cinelibre.describe_contents(),
        'jobs', cinelibre.describe_jobs(),
        'outbox', cinelibre.describe_outbox()
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_evenings', 'f833b5b7e09d093dcb35178391ff5628528746928407aa4551be4c0a8a5a8cd0', $cinelibre_file$
-- get_evenings: return a page of what a group watched, newest first, and how content each member was.
-- GET /groups/{group_id}/evenings. PT404 if the caller or guest is not in the group.
create or replace function public.get_evenings(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_skip integer,
    evening_limit integer,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_evenings.caller_id, get_evenings.caller_version, get_evenings.acts_for) as c
        where get_evenings.guest_key_hash is null
    );
    _member cinelibre.group_members := cinelibre.require_member(get_evenings.group_id, _user_id, get_evenings.guest_key_hash);
begin
    return jsonb_build_object(
        'total', (select count(*) from cinelibre.group_evenings as e where e.group_id = _member.group_id),
        'evenings', (
            select coalesce(jsonb_agg(v.body order by v.evening_id desc), '[]')
            from cinelibre.list_evenings(_member, get_evenings.evening_skip, get_evenings.evening_limit) as v
        )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_examined_list', '7deacf65475ebd58dbe874106e387cc75f6eaa08d2190570e3c42e012f81fb44', $cinelibre_file$
-- get_examined_list: return the list that was ranked for a reader, with its evidence, and the names of other items.
-- POST /admin/readers, the second of two calls. The reader is the one of the audit event that examine_reader wrote for
-- this admin; PT404 without it. Nothing is stored, and nothing counts as shown.
create or replace function public.get_examined_list(
    caller_id integer,
    caller_version integer,
    audit_event_id bigint,
    ranked jsonb,
    sources text[],
    named_ids integer[],
    neighbors jsonb,
    batch_size integer,
    match_threshold float8,
    acts_for integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _admin_id integer := cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_examined_list.caller_id, get_examined_list.caller_version, get_examined_list.acts_for
        ) as c
    ));
    _reader_id integer := (
        select a.user_id from cinelibre.audit_events as a where a.id = get_examined_list.audit_event_id and a.actor_id = _admin_id
    );
    _ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(get_examined_list.ranked) with ordinality as e (body, place)
        order by e.place
    );
begin
    if _reader_id is null then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = 'There is no such reader any more, or nobody wrote down that you look at them.';
    end if;
    return json_build_object(
        'items', cinelibre.describe_batch(
            _reader_id,
            cinelibre.add_evidence(
                get_examined_list.ranked, _ids, get_examined_list.sources,
                cinelibre.build_reader(_reader_id, get_examined_list.neighbors, -1)
            ),
            0, get_examined_list.batch_size, get_examined_list.match_threshold
        ),
        'named', (select coalesce(jsonb_agg(cinelibre.name_item(n.id) order by n.id), '[]') from unnest(named_ids) as n (id))
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_exported_items', '77250822407d2d285974bfe33be285596b140e5479cfe0994288437a6b85847c', $cinelibre_file$
-- get_exported_items: return what an export of ratings says of its items: type, title, year and outside ids.
-- `python -m api.jobs export`, once for each page of ratings.
create or replace function public.get_exported_items(item_ids integer[])
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'item_id', i.id,
                'item_type', i.item_type,
                'title', i.title,
                'year', i.year,
                'movielens_id', m.movielens_id,
                'tmdb_id', m.tmdb_id,
                'imdb_id', m.imdb_id,
                'google_id', b.google_id,
                'isbn13', b.isbn13
            )
            order by i.id
        ),
        '[]'
    )
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    where i.id = any (get_exported_items.item_ids);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_feature_shares', '64af3d6c12e3fdd96b25e9f9e4cbcc3986839b5b5900e40f9b2786713ee9623e', $cinelibre_file$
-- get_feature_shares: return what share of each type's items has a feature, for a whole kind or for some names.
-- `python -m api.jobs train`, which compares weights on lists that it makes in Python.
create or replace function public.get_feature_shares(kind text, names text[] default null, share_limit integer default 20000)
returns table (name text, item_type text, share float8)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select f.name, f.item_type, f.share
    from cinelibre.features as f
    where f.kind = get_feature_shares.kind
        and (get_feature_shares.names is null or f.name = any (get_feature_shares.names))
    order by f.name, f.item_type
    limit get_feature_shares.share_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_features', '32b5b9ad1afedea710f63e0916f0b6e5cb5207d0c6a252ab59d6deeffac14e70', $cinelibre_file$
-- get_features: return what lists know of a user's taste, as of now.
-- GET /features/me, GET /features/{user_id}. The newest history_limit ratings count; each kind of feature has the
-- per_kind of which most is said.
create or replace function public.get_features(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_features(caller.user_id, get_features.history_limit, get_features.per_kind)
        || jsonb_build_object('user_id', caller.user_id, 'taken_at', now())
    from cinelibre.require_caller(get_features.caller_id, get_features.caller_version, get_features.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_feedback', '53b3edf354f61fe0e9420509b8933b2f56ebd4842d297de76d5fbaf93afe2524', $cinelibre_file$
-- get_feedback: return one page of what a reader said of items on lists, newest first, and how much there is.
-- GET /feedback. `page_end` is where the page ended; the next page passes it on. `total` counts on from there.
create or replace function public.get_feedback(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_feedback.caller_id, get_feedback.caller_version, get_feedback.acts_for) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(f.id) as ids, array_agg(f.given_at) as moments
                from cinelibre.feedback as f
                where f.user_id = caller.user_id
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, 'newest', get_feedback.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_feedback.item_skip between 1 and get_feedback.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_feedback.page_end),
            'feedback', coalesce(jsonb_agg(
                cinelibre.describe_feedback(f) || jsonb_build_object('item_type', d.item ->> 'item_type', 'item', d.item)
                order by s.place
            ), '[]')
        ) as answer
        from shown as s
        join cinelibre.feedback as f on f.id = s.id
        join cinelibre.describe_items(
            array(
                select distinct o.item_id
                from cinelibre.feedback as o
                where o.id in (select n.id from shown as n)
            ),
            caller.user_id
        ) as d on d.item_id = f.item_id
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_feedback_log', 'c2092002fc258de04dff990c041d8bc8d1101195daefdec789f593d59752c279', $cinelibre_file$
-- get_feedback_log: return a page of the lists that readers were shown or spoke of, and what became of every entry.
-- `python -m api.jobs evaluate --from-feedback`. `last` is where the next page goes on, null on the last page. The
-- entries are arrays: item, place, whether it was shown, clicked on, accepted, variant, contributions, feedback.
create or replace function public.get_feedback_log(
    after uuid,
    page_limit integer,
    within_hours float8,
    accepted_from float8,
    liked_from real
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select ids.id
        from (
            (
                select distinct i.recommendation_id as id from cinelibre.impressions as i
                where i.recommendation_id > get_feedback_log.after
                order by i.recommendation_id limit get_feedback_log.page_limit
            )
            union
            (
                select distinct f.recommendation_id from cinelibre.feedback as f
                where f.recommendation_id > get_feedback_log.after
                order by f.recommendation_id limit get_feedback_log.page_limit
            )
        ) as ids
        order by ids.id
        limit get_feedback_log.page_limit
    ),
    lists as (
        select e.recommendation_id, e.user_id, jsonb_agg(
            jsonb_build_array(
                e.item_id, e.place, e.is_shown, coalesce(t.is_clicked, false),
                coalesce(t.is_accepted, false) or 'helpful' = any (e.kinds), e.variant,
                cinelibre.sum_contributions(e.contributions), e.kinds
            )
            order by e.place, e.item_id
        ) as entries
        from cinelibre.list_logged_entries(array(select p.id from page as p)) as e
        left join cinelibre.attribute_events(
            array(select p.id from page as p), make_interval(secs => 3600 * get_feedback_log.within_hours),
            get_feedback_log.accepted_from, get_feedback_log.liked_from
        ) as t on t.recommendation_id = e.recommendation_id and t.item_id = e.item_id
        group by e.recommendation_id, e.user_id
    )
    select jsonb_build_object(
        'lists', coalesce(jsonb_agg(jsonb_build_array(l.user_id, l.entries) order by l.recommendation_id, l.user_id), '[]'),
        'last', (
            select p.id
            from page as p
            where (select count(*) from page) = get_feedback_log.page_limit
            order by p.id desc
            limit 1
        )
    )
    from lists as l;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_foreign_outcomes', '5cde6f34143d60c3a2133e04c17feb89b9cae9e71eb88c11e8cdcf2bd6248d89', $cinelibre_file$
-- get_foreign_outcomes: return what apply_foreign_events would answer now, without changing anything.
-- `python -m api.jobs replay --dry-run`.
create or replace function public.get_foreign_outcomes(events jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_outcomes(array(select j from cinelibre.judge_foreign_events(get_foreign_outcomes.events) as j));
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_friend_ratings', '1cbc80edc40e3bcfb8450bd6500dd6e107a27f2e3449e4b7faff6c93d8f0f597', $cinelibre_file$
-- get_friend_ratings: return one page of a friend's star ratings, newest first, if the two share theirs.
-- GET /friends/{person_id}/ratings. PT404 for everybody who is no friend, and for a friend if either keeps ratings to
-- themselves; that sentence says so.
create or replace function public.get_friend_ratings(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    item_skip integer,
    item_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_friend_ratings.caller_id, get_friend_ratings.caller_version, get_friend_ratings.acts_for
    ) as caller
    cross join lateral cinelibre.require_sharing_friend(caller.user_id, get_friend_ratings.person_id) as friend (id)
    cross join lateral (
        with theirs as materialized (
            select r.item_id, r.rating, r.rated_at, count(*) over () as total
            from cinelibre.ratings as r
            where r.user_id = friend.id
                and r.source = 'rating'
        ),
        shown as materialized (
            select t.*
            from theirs as t
            order by t.rated_at desc, t.item_id
            offset get_friend_ratings.item_skip
            limit get_friend_ratings.item_limit
        )
        select jsonb_build_object(
            'ratings', coalesce(jsonb_agg(
                jsonb_build_object('item', d.item, 'rating', s.rating, 'rated_at', cinelibre.tell_moment(s.rated_at))
                order by s.rated_at desc, s.item_id
            ), '[]'),
            'total', (select count(*) from theirs)
        ) as answer
        from shown as s
        join cinelibre.describe_items(array(select o.item_id from shown as o), caller.user_id) as d on d.item_id = s.item_id
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_friends', '619e652340199edb3a581aa1b7090f6230bcb8e0b5ab05f6ee918d3f096f17ef', $cinelibre_file$
-- get_friends: list a reader's friends by name, each with whether the two share their ratings.
-- GET /friends.
create or replace function public.get_friends(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('friends', coalesce((
        select jsonb_agg(
            jsonb_build_object(
                'person_id', u.person_id,
                'name', u.name,
                'friends_since', greatest(mine.said_at, theirs.said_at),
                'shares_ratings', u.shares_ratings,
                'can_read_ratings', u.shares_ratings and me.shares_ratings
            )
            order by f.name, f.user_id
        )
        from cinelibre.list_friends(me.id) as f
        join cinelibre.users as u on u.id = f.user_id
        join cinelibre.relations as mine on mine.user_id = me.id and mine.other_id = u.id
        join cinelibre.relations as theirs on theirs.user_id = u.id and theirs.other_id = me.id
    ), '[]'))
    from cinelibre.require_caller(get_friends.caller_id, get_friends.caller_version, get_friends.acts_for) as caller
    join cinelibre.users as me on me.id = caller.user_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_genres', '1fe50a331e0c5eac645dfe1a361e5f2a4af9c71f885136958a6410e95c355b03', $cinelibre_file$
-- get_genres: return the genres of the catalogue with their numbers of items, largest first.
-- GET /genres. The subquery checks the caller once, even in an empty catalogue, so an ended token always gets PT401.
create or replace function public.get_genres(
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
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
    where coalesce((select cinelibre.allow_caller(get_genres.caller_id, get_genres.caller_version)), 0) >= 0
        and i.item_type = coalesce(get_genres.item_type, i.item_type)
    group by genre
    order by count(*) desc, genre
    limit 500;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_group', '20015440b07c86201c9ed93fd20ce51ddb8adf263136b6e488da80add9af622f', $cinelibre_file$
-- get_group: return a group as the caller, or the guest with a key, sees it.
-- GET /groups/{group_id}. PT404 if they are not in it.
create or replace function public.get_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_limit integer,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_group.caller_id, get_group.caller_version, get_group.acts_for) as c
        where get_group.guest_key_hash is null
    );
begin
    return cinelibre.describe_group(
        cinelibre.require_member(get_group.group_id, _user_id, get_group.guest_key_hash), get_group.evening_limit
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_group_items', '1d5f5a1dae912aa9bbcaaf48d1ee9e1865eb022f70f95b4c8fb163a13a5382e1', $cinelibre_file$
-- get_group_items: return items as lists show them to a member of a group, in the order asked for.
-- POST /groups/{group_id}/picks, the second of two calls. PT404 if the caller or guest is not in the group. `mine` is
-- what the caller did with an item, null for a guest.
create or replace function public.get_group_items(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    item_ids integer[],
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_group_items.caller_id, get_group_items.caller_version, get_group_items.acts_for) as c
        where get_group_items.guest_key_hash is null
    );
    _member cinelibre.group_members := cinelibre.require_member(get_group_items.group_id, _user_id, get_group_items.guest_key_hash);
begin
    return (
        select coalesce(jsonb_agg(d.item order by d.place), '[]')
        from cinelibre.describe_items(get_group_items.item_ids, _member.user_id) as d
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_group_material', '6e7b3620665fecb5209d679eefc88e1ac2094214e8cf0ff2f30e218829009d49', $cinelibre_file$
-- get_group_material: return what a group's picks are made of: members, candidates, and every member's scores of each.
-- POST /groups/{group_id}/picks and /evenings; PT404 if the caller or guest is not in the group. per_source is for all
-- members together, so that a large group costs little more than two. Arrays of scores are in the order of `members`.
-- The answer says nothing of what a member rated, but how many items.
create or replace function public.get_group_material(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    filters jsonb,
    vetoed_ids integer[],
    extra_ids integer[],
    rewatch boolean,
    least_rating float8,
    per_source integer,
    content_limit integer,
    weights jsonb,
    uses_trained boolean,
    evening_limit integer,
    item_type text default null,
    acts_for integer default null,
    guest_key_hash text default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_group_material.caller_id, get_group_material.caller_version, get_group_material.acts_for) as c
        where get_group_material.guest_key_hash is null
    );
    _group_id uuid := (cinelibre.require_member(get_group_material.group_id, _user_id, get_group_material.guest_key_hash)).group_id;
    _known integer[] := cinelibre.list_group_known(_group_id, vetoed_ids, get_group_material.rewatch, least_rating);
    _readers cinelibre.reader[] := array(select r.reader from cinelibre.list_group_readers(_group_id, _known) as r order by r.seat);
    _weights jsonb[] := array(
        select cinelibre.choose_weights(get_group_material.weights, uses_trained, cardinality(_readers[p].item_ids))
        from generate_subscripts(_readers, 1) as p
        order by p
    );
    _sources text[] := array(select distinct s from unnest(_weights) as w, unnest(cinelibre.name_sources(w)) as s order by s);
    _items json := cinelibre.describe_group_candidates(
        _readers, extra_ids, get_group_material.item_type, filters,
        ceil(get_group_material.per_source::float8 / cardinality(_readers))::integer,
        ceil(get_group_material.content_limit::float8 / cardinality(_readers))::integer, _sources
    );
begin
    return json_build_object(
        'items', _items,
        'members', cinelibre.describe_group_readers(_group_id, _user_id, _readers, _weights),
        'satisfactions', cinelibre.list_satisfactions(_group_id, get_group_material.evening_limit),
        'emptied_by', case
            when json_array_length(_items) > cardinality(extra_ids) then '[]'
            else cinelibre.find_emptying(get_group_material.item_type, filters, _known)
        end
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_groups', '0a160db3d2eb2cce7ff5a22d8b4bbb1374b4b373016021681295fbb93ff4e2b0', $cinelibre_file$
-- get_groups: return the groups that the caller is in, the one joined last first.
-- GET /groups. There are at most as many as one may be in.
create or replace function public.get_groups(
    caller_id integer,
    caller_version integer,
    group_limit integer,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('groups', coalesce(jsonb_agg(found.body order by found.seat desc) filter (where found.seat is not null), '[]'))
    from cinelibre.require_caller(get_groups.caller_id, get_groups.caller_version, get_groups.acts_for) as caller
    left join lateral (
        select m.seat, cinelibre.describe_group(m, get_groups.evening_limit) as body
        from cinelibre.group_members as m
        where m.user_id = caller.user_id
        order by m.seat desc
        limit get_groups.group_limit
    ) as found on true;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_growth', 'b70db230538aa722f12a7d5954b7cf68141b0d9b78cdcdbe9a2ac57cb7615c6a', $cinelibre_file$
-- get_growth: return to an admin how many items, readers and ratings there are, and how many came on each of the last days.
-- GET /admin/growth. Days are UTC's, today's first. Totals are the stored counts, because counting millions takes long.
create or replace function public.get_growth(
    caller_id integer,
    caller_version integer,
    days integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'totals', cinelibre.describe_totals(),
        'days', (
            select jsonb_agg(to_jsonb(d) order by d.day desc) from cinelibre.list_growth(get_growth.days) as d
        )
    )
    from cinelibre.require_caller(get_growth.caller_id, get_growth.caller_version, get_growth.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_health', '3fcb8365699843910d22627d1fff8ea1818333b55ef1dfafff8102795599b9bf', $cinelibre_file$
-- get_health: return the database's version, size, catalogue counts and the newest run of each job.
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
        'n_migrations', (select count(*) from cinelibre.schema_migrations),
        'jobs', cinelibre.describe_jobs()
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_held', 'ebda3248c456705ccb45534660e18108ceeee03e8109a26fa2fc012a09be0775', $cinelibre_file$
-- get_held: count a source's items in the catalogue by language, and return which of some ids the catalogue has.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_held(source text, source_ids text[] default '{}')
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with held as materialized (
        select s.source_id, coalesce(s.language, '') as language
        from cinelibre.list_source_ids(get_held.source) as s
    )
    select jsonb_build_object(
        'n', (select count(*) from held),
        'by_language', coalesce(
            (
                select jsonb_object_agg(counted.language, counted.n)
                from (select h.language, count(*) as n from held as h group by h.language) as counted
            ),
            '{}'
        ),
        'ids', coalesce(
            (
                select jsonb_agg(h.source_id order by h.source_id)
                from held as h
                where h.source_id in ( -- hashed; before PostgreSQL 18, `= any` would compare every pair
                    select asked.id from unnest(get_held.source_ids) as asked (id)
                )
            ),
            '[]'
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_history', 'f9ddd242ffc2e528f3a484638bd0b586b4611ff1a51f828d017c4853dffd7c2c', $cinelibre_file$
-- get_history: return one page of what a user watched and read, newest first, grouped by day in their timezone.
-- GET /history. `page_end` is where the page ended; the next page passes it on, so that nothing shifts between the two.
-- `total` counts events, on from there.
create or replace function public.get_history(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    acts_for integer default null,
    item_type text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('total', page.total, 'page_end', page.ended, 'days', page.days)
    from cinelibre.require_caller(get_history.caller_id, get_history.caller_version, get_history.acts_for) as caller
    cross join lateral (
        with watched as materialized (
            select w.* from cinelibre.list_watched(caller.user_id, get_history.item_type, get_history.page_end) as w
        ),
        shown as materialized (
            select w.*
            from watched as w
            where w.place > get_history.item_skip
                and w.place <= get_history.item_skip::bigint + get_history.item_limit
        ),
        by_day as (
            select
                w.began::date as day,
                min(w.place) as place,
                jsonb_agg(
                    jsonb_build_object(
                        'id', w.id,
                        'interaction_type', w.interaction_type,
                        'occurred_at', cinelibre.tell_moment(w.occurred_at),
                        'seconds', w.seconds,
                        'fraction', w.fraction,
                        'note', n.note,
                        'item', d.item
                    )
                    order by w.place
                ) as entries
            from shown as w
            join cinelibre.describe_items(array(select distinct s.item_id from shown as s), caller.user_id) as d
                on d.item_id = w.item_id
            left join cinelibre.list_notes(caller.user_id, array(select s.item_id from shown as s)) as n
                on n.item_id = w.item_id
            group by w.began::date
        )
        select
            coalesce((select max(w.place) from watched as w), 0) as total,
            coalesce(
                (select jsonb_build_object('place', s.place, 'id', s.id, 'moment', s.began) from shown as s order by s.place desc limit 1),
                get_history.page_end
            ) as ended,
            coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'entries', d.entries) order by d.place), '[]') as days
        from by_day as d
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_influences', '62b41ff99c6ead454939ddf0fd55e4bfb3cb97eab817bc4fac94778e45a3ac18', $cinelibre_file$
-- get_influences: return what moves a user's lists, and by how much: items, and features of each kind.
-- GET /me/influences. `points` is what counts for or against, as lists use it now; `weight` is what the user set. Of
-- each kind the strongest are told, and everything that the user set, so that it can be undone.
create or replace function public.get_influences(
    caller_id integer,
    caller_version integer,
    item_limit integer,
    per_kind integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_influences.caller_id, get_influences.caller_version, get_influences.acts_for) as c
    );
    _reader cinelibre.reader := cinelibre.build_reader(_user_id, '{"ids": [], "weights": []}');
begin
    return jsonb_build_object(
        'items', cinelibre.describe_moving_items(_reader, get_influences.item_limit),
        'features', cinelibre.describe_moving_features(_reader, get_influences.per_kind)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_insights', '93f3bff936db42a5f8d5a08109e238a841fb08d753dc1632c1d33dea9dbd46bc', $cinelibre_file$
-- get_insights: return what a user's ratings and events say of them: tastes and their trend, stars, variety, activity.
-- GET /insights/me. Months and days are those of the user's timezone; the newest month is the present one. Python makes
-- weights and the engagement score of it.
create or replace function public.get_insights(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    month_count integer,
    least_raters integer,
    shown_limit integer,
    recent_days integer,
    passive text[],
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'user_id', u.id,
        'taken_at', now(),
        'timezone', u.timezone,
        'preferences', cinelibre.describe_trends(
            u.id, here.months, u.timezone, get_insights.history_limit, get_insights.per_kind
        ),
        'stars', cinelibre.compare_stars(u.id, get_insights.least_raters),
        'diversity', cinelibre.describe_diversity(
            u.id, here.month at time zone u.timezone, get_insights.shown_limit
        ),
        'activity', cinelibre.describe_activity(
            u.id, here.months, u.timezone, here.today, get_insights.recent_days, get_insights.passive
        )
    )
    from cinelibre.require_caller(get_insights.caller_id, get_insights.caller_version, get_insights.acts_for) as caller
    join cinelibre.users as u on u.id = caller.user_id
    cross join lateral (select (now() at time zone u.timezone)::date as today) as clock
    cross join lateral (
        select
            clock.today,
            date_trunc('month', clock.today::timestamp) as month,
            array(
                select (date_trunc('month', clock.today::timestamp) - make_interval(months => back))::date
                from generate_series(get_insights.month_count - 1, 0, -1) as back
                order by back desc
            ) as months
    ) as here;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_interaction_types', 'a03b59ff2ece2abc26af07cc8d3d20e7328488e813bd4ffd0e09cd72311e1e43', $cinelibre_file$
-- get_interaction_types: return the types of events and what each one means.
-- GET /interactions/types.
create or replace function public.get_interaction_types()
returns table (
    name text,
    description text,
    affinity float8,
    preference float8,
    hides boolean,
    debounced boolean,
    takes_item boolean,
    mark text,
    undoes text,
    implied_rating real,
    in_history boolean
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        k.name, k.description, k.affinity, k.preference, k.hides, k.debounced, k.takes_item, k.mark, k.undoes,
        k.implied_rating, k.in_history
    from cinelibre.interaction_types as k
    order by k.name
    limit 1000;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_item', '3ae35fb92816ff575b81e2a222b9fcd1ff5c1c85c133adca4186815371e0eaed', $cinelibre_file$
-- get_item: return everything we know of one item, whatever its type, or raise PT404.
-- GET /items/{item_id}. It answers what get_movie or get_book does.
create or replace function public.get_item(
    item_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        cinelibre.describe_movie(get_item.item_id, caller.user_id),
        cinelibre.describe_book(get_item.item_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no item with the id %s.', get_item.item_id))
    )
    from cinelibre.allow_caller(get_item.caller_id, get_item.caller_version) as caller (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_item_neighbors', '75f016836e2d7bcaec216b960ec3ffe1ff740b9c310aa248cd0e729f481b17b4', $cinelibre_file$
-- get_item_neighbors: return to an admin an item, what is known of it, and its neighbors of every kind.
-- GET /admin/items/{item_id}. PT404 if there is no such item.
create or replace function public.get_item_neighbors(
    caller_id integer,
    caller_version integer,
    item_id integer,
    neighbor_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _admin_id integer := cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_item_neighbors.caller_id, get_item_neighbors.caller_version, get_item_neighbors.acts_for
        ) as c
    ));
    _own cinelibre.items := (select i from cinelibre.items as i where i.id = get_item_neighbors.item_id);
begin
    if _own.id is null then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = format('There is no item with the id %s.', get_item_neighbors.item_id);
    end if;
    return (
        with near as materialized (
            select n.* from cinelibre.list_kin(_own.id, _own.item_type, neighbor_limit) as n
        )
        select jsonb_build_object(
            'item', (select d.item from cinelibre.describe_items(array[_own.id], null) as d),
            'facts', cinelibre.describe_item_facts(_own.id),
            'neighbors', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('kind', n.kind, 'place', n.place, 'value', n.value)
                        || cinelibre.name_item(n.other_id)
                        order by n.kind, n.place
                    ),
                    '[]'
                )
                from near as n
            )
        )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_item_traits', '877c1aee3490713cf468644dde5d678bb3ff134a7d1ff71e3605bd79574331af', $cinelibre_file$
-- get_item_traits: return the features, outside popularity and vector (base64) of some items.
-- `python -m api.jobs train`, which compares weights on them. outside is rate_popularity without our own likes.
create or replace function public.get_item_traits(item_ids integer[])
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'item_id', i.id,
                'item_type', i.item_type,
                'genres', i.genres,
                'language', i.language,
                'year', i.year,
                'people', i.people,
                'external_count', coalesce(i.external_count, 0),
                'outside', cinelibre.rate_popularity(0, i.external_count, t.external_total),
                'vector', encode(halfvec_send(e.embedding), 'base64')
            )
            order by i.id
        ),
        '[]'
    )
    from cinelibre.items as i
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    left join cinelibre.item_embeddings as e on e.item_id = i.id
    where i.id = any (get_item_traits.item_ids);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_items', '4d22f7aacb1e51021085d435f08c474b662dfba0dd2864fb598ad3dc4b84c871', $cinelibre_file$
-- get_items: return one page of movies or books, and how many there are.
-- GET /movies, GET /books. as_of is the largest id when the first page was read. Later pages pass it and leave out
-- newer items, so paging repeats and misses nothing. Unless include_seen, the caller's known items are left out.
-- The dynamic query is safe: build_conditions quotes its conditions, and the order comes from the list below.
create or replace function public.get_items(
    item_type text,
    item_skip integer,
    item_limit integer,
    filters jsonb,
    sort text,
    include_seen boolean,
    as_of integer default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
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
    _caller_id integer := cinelibre.allow_caller(get_items.caller_id, get_items.caller_version);
    _from text := format(
        'from cinelibre.items as i where i.item_type = %L and i.id <= %s and %s and %s',
        get_items.item_type,
        _as_of,
        cinelibre.build_conditions(get_items.filters),
        case
            when _caller_id is null or get_items.include_seen then 'true'
            else format('i.id <> all (%L::integer[])', cinelibre.list_known(_caller_id))
        end
    );
    _total bigint;
    _ids integer[];
begin
    execute 'select count(*) ' || _from into _total;
    execute format(
        'select array(select i.id %s order by %s offset %s limit %s)',
        _from, _order, coalesce(get_items.item_skip, 0), coalesce(get_items.item_limit, 20)
    )
    into _ids;
    return json_build_object('total', _total, 'as_of', _as_of, 'items', (
        select coalesce(json_agg(d.item order by d.place), '[]') from cinelibre.describe_items(_ids, _caller_id) as d
    ));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_items_by_id', '9c018f55a1e71e0e7ab375627abec784f1bff77df2a532b990691499323adf85', $cinelibre_file$
-- get_items_by_id: return items as lists show them, in the order asked for; unknown ids are left out.
-- GET /items. An id asked for twice is answered once.
create or replace function public.get_items_by_id(
    item_ids integer[],
    caller_id integer default null,
    caller_version integer default null
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce((
        select json_agg(d.item order by d.place)
        from cinelibre.describe_items(get_items_by_id.item_ids, caller.user_id) as d
    ), '[]')
    from cinelibre.allow_caller(get_items_by_id.caller_id, get_items_by_id.caller_version) as caller (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_items_to_embed', 'bf0ddd8c5fc3631cc89ef077ef86f67a8b4972cc9dc438ca5ce66ccc97195611', $cinelibre_file$
-- get_items_to_embed: return one page of items with the fields of their text and the hash of the text embedded before.
-- `python -m api.jobs embed`. text_hash is null if this model has no vector of the item.
-- next is the id that the following page starts after; null on the last page. PT503 if another model embeds the
-- catalogue.
create or replace function public.get_items_to_embed(
    embedding_model text,
    dimension integer,
    after_id integer,
    page_limit integer default 100
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with model as materialized ( -- checked once, before any item is read
        select m.model_id
        from cinelibre.require_embedding_model(get_items_to_embed.embedding_model, get_items_to_embed.dimension) as m
    ),
    page as materialized (
        select
            i.id as item_id,
            i.title,
            i.year,
            i.genres,
            i.keywords,
            i.description,
            m.directors,
            m.cast_members as "cast",
            b.authors,
            e.text_hash
        from cinelibre.items as i
        left join model on true
        left join cinelibre.movies as m on m.item_id = i.id
        left join cinelibre.books as b on b.item_id = i.id
        left join cinelibre.item_embeddings as e on e.item_id = i.id and e.model_id = model.model_id
        where i.id > get_items_to_embed.after_id
        order by i.id
        limit get_items_to_embed.page_limit
    )
    select jsonb_build_object(
        'items', coalesce(jsonb_agg(to_jsonb(p) order by p.item_id), '[]'),
        'next', case when count(*) = get_items_to_embed.page_limit then max(p.item_id) end
    )
    from page as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_job_runs', '91801cc0828d506ba637f6881ec712c455ce3a1da7ccd140dc30009ba305804d', $cinelibre_file$
-- get_job_runs: return the newest runs of one job, or the newest run of every job.
-- `python -m api.jobs status`, and the scheduler.
create or replace function public.get_job_runs(job_name text default null, run_limit integer default 20)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(r) order by r.started_at desc, r.id desc), '[]')
    from cinelibre.list_job_runs() as r
    where case when get_job_runs.job_name is null then r.place = 1 else r.job_name = get_job_runs.job_name end
        and r.place <= get_job_runs.run_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_jobs', '2e1f261704f6e93abeff7c8cb070e38aa9ac0c87f795ad940008e7363114e525', $cinelibre_file$
-- get_jobs: return to an admin the newest runs of every job, with what went wrong in them.
-- GET /admin/jobs. Errors can contain titles; whoever runs the service may read them. The first error_limit are told.
create or replace function public.get_jobs(
    caller_id integer,
    caller_version integer,
    run_limit integer,
    error_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with admin as materialized (
        select cinelibre.require_admin(c.user_id) as user_id
        from cinelibre.require_caller(get_jobs.caller_id, get_jobs.caller_version, get_jobs.acts_for) as c
    ),
    runs as materialized (
        select r.* from cinelibre.list_job_runs() as r where r.place <= get_jobs.run_limit
    )
    select (
        select coalesce(
            jsonb_agg(
                job || jsonb_build_object(
                    'holder', newest.holder,
                    'errors', to_jsonb(newest.errors[:get_jobs.error_limit]),
                    'runs', (
                        select jsonb_agg(
                            jsonb_build_object('started_at', r.started_at, 'seconds', r.seconds, 'outcome', r.outcome, 'counts', r.counts)
                            order by r.place
                        )
                        from runs as r
                        where r.job_name = newest.job_name
                    )
                )
                order by newest.job_name
            ),
            '[]'
        )
        from runs as newest
        join jsonb_array_elements(cinelibre.describe_jobs()) as job on job ->> 'job_name' = newest.job_name
        where newest.place = 1
    )
    from admin as a
    where a.user_id is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_known_items', 'a873b0dd518477bd4a22816e0b7c69ce4473d935317042e032b443323c86d3e1', $cinelibre_file$
-- get_known_items: return the stored texts of the items that some records describe, by position in `records` from 0.
-- Every import and the sync call it before they embed; the demo calls it to learn its items' ids.
-- Callers fill in what a record leaves out, and keep the vector of an unchanged text. So a second run is fast.
-- A record needs only what names an item: type, title, year and ids.
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
            i.id as item_id,
            i.year,
            i.genres,
            i.keywords,
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

select cinelibre.ship_function('public', 'get_languages', 'cb678cd697c2efc178253f1bb9368b073601b4245d0ba3616cabe02b2f5f8936', $cinelibre_file$
-- get_languages: return the original languages of the catalogue with their numbers of items, largest first.
-- GET /languages. The subquery checks the caller once, even in an empty catalogue, so an ended token always gets PT401.
create or replace function public.get_languages(
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns table (code text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.language,
        count(*)
    from cinelibre.items as i
    where coalesce((select cinelibre.allow_caller(get_languages.caller_id, get_languages.caller_version)), 0) >= 0
        and i.item_type = coalesce(get_languages.item_type, i.item_type)
        and i.language is not null
    group by i.language
    order by count(*) desc, i.language
    limit 500;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_library_page', '1398efb4247232a4e4069d2c55c2cc71df95c20d54870657fcf2cd614a5114da', $cinelibre_file$
-- get_library_page: return one page of one part of everything that an account has.
-- GET /library/export. The parts are account and those that list_exported names; rollups are what is left of old
-- interactions. last is where the next page goes on, null on the last page.
create or replace function public.get_library_page(
    caller_id integer,
    caller_version integer,
    part text,
    after bigint default 0,
    page_limit integer default 1000,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'entries', coalesce(jsonb_agg(e.body order by e.place) filter (where e.place is not null), '[]'),
        'last', case when count(e.place) = get_library_page.page_limit then max(e.place) end
    )
    from cinelibre.require_caller(
        get_library_page.caller_id, get_library_page.caller_version, get_library_page.acts_for
    ) as caller
    left join lateral cinelibre.list_exported(
        caller.user_id, get_library_page.part, get_library_page.after, get_library_page.page_limit
    ) as e on true;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_list_counts', '0296a6e58fcc42dc87e43419f5964b674345e9e253d95b8a33b37e424f717734', $cinelibre_file$
-- get_list_counts: return to an admin how many lists were made and shown, and what became of what they showed.
-- GET /admin/lists. Lists are kept for a week and impressions for 30 days, so older days say nothing. `sources` is by day
-- and source, `places` by band of places.
create or replace function public.get_list_counts(
    caller_id integer,
    caller_version integer,
    days integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with admin as materialized (
        select cinelibre.require_admin(c.user_id) as user_id
        from cinelibre.require_caller(get_list_counts.caller_id, get_list_counts.caller_version, get_list_counts.acts_for) as c
    ),
    through as materialized (
        select t.* from public.get_click_through(get_list_counts.days) as t
    ),
    by_source as (
        select
            t.day, t.source, sum(t.n_shown) as n_shown, sum(t.n_clicked) as n_clicked,
            sum(t.n_helpful) as n_helpful, sum(t.n_not_for_me) as n_not_for_me
        from through as t
        group by t.day, t.source
    ),
    by_place as (
        select t.place, sum(t.n_shown) as n_shown, sum(t.n_clicked) as n_clicked
        from through as t
        group by t.place
    )
    select jsonb_build_object(
        'days', (select coalesce(jsonb_agg(to_jsonb(l) order by l.day desc), '[]') from cinelibre.list_made_lists(days) as l),
        'sources', (select coalesce(jsonb_agg(to_jsonb(s) order by s.day desc, s.source), '[]') from by_source as s),
        'places', (select coalesce(jsonb_agg(to_jsonb(p) order by p.place), '[]') from by_place as p)
    )
    from admin as a
    where a.user_id is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_login', '4ab900cbbd30dcad4b464bdc8562d4ee2247bd5bd2ae6700818324a5001d40cd', $cinelibre_file$
-- get_login: return the id and the password hash of the account with an e-mail, or null.
-- POST /auth/login compares the password with this hash.
create or replace function public.get_login(email text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('id', u.id, 'password_hash', u.password_hash)
    from cinelibre.users as u
    where u.email = get_login.email
        and u.password_hash is not null;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_marked_items', 'f33aed09a8e8f6e37a5566f4a2dc8256ac77d26f2f6511d47ac450a6a8ee7400', $cinelibre_file$
-- get_marked_items: return one page of the items that a user marked in one way, and how many there are.
-- GET /watchlist, /hidden, /favorites and /seen. `page_end` is where the page ended; the next page passes it on, so that
-- nothing shifts between the two. `total` counts on from there.
create or replace function public.get_marked_items(
    caller_id integer,
    caller_version integer,
    mark text,
    item_skip integer,
    item_limit integer,
    sort text,
    acts_for integer default null,
    item_type text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_marked_items.caller_id, get_marked_items.caller_version, get_marked_items.acts_for
    ) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(s.item_id) as ids, array_agg(marks.marked_at) as moments
                from cinelibre.shelf as s
                join cinelibre.items as i on i.id = s.item_id
                cross join lateral cinelibre.list_marks(s) as marks
                where s.user_id = caller.user_id
                    and marks.mark = get_marked_items.mark
                    and i.item_type = coalesce(get_marked_items.item_type, i.item_type)
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, get_marked_items.sort, get_marked_items.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place > get_marked_items.item_skip
                and p.place <= get_marked_items.item_skip::bigint + get_marked_items.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_marked_items.page_end),
            'items', coalesce(jsonb_agg(
                d.item::jsonb || jsonb_build_object('marked_at', cinelibre.tell_moment(m.moment), 'note', n.note) order by m.place
            ), '[]')
        ) as answer
        from shown as m
        join cinelibre.describe_items(array(select s.id from shown as s), caller.user_id) as d on d.item_id = m.id
        left join cinelibre.list_notes(caller.user_id, array(select s.id from shown as s)) as n on n.item_id = m.id
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_match', 'f639774d60eb264a458dd0fe666485450d15fbce16a9ffffc15d02be01b63ed1', $cinelibre_file$
-- get_match: return one person as GET /matches shows them.
-- GET /matches/{person_id}. PT404 for everybody whom the reader may not see, in the same words.
create or replace function public.get_match(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_match(caller.user_id, p.user_id, p.relation, m.score, m.r, m.n)
    from cinelibre.require_caller(get_match.caller_id, get_match.caller_version, get_match.acts_for) as caller
    cross join lateral cinelibre.require_person(caller.user_id, get_match.person_id) as p
    left join lateral cinelibre.find_matches(caller.user_id, 0, 1, array[p.user_id]) as m on true;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_matches', '43e48b51cdc958428e343d61743306124c8edb55f911938601a4b6e9ffd4fbca', $cinelibre_file$
-- get_matches: return the people whose taste agrees with a reader's, best first, each with what tells it.
-- GET /matches. It is computed from the ratings as they are now. People who asked the reader come first, whatever their
-- score. Without `discoverable` the reader has no matches, as nobody can match them.
create or replace function public.get_matches(
    caller_id integer,
    caller_version integer,
    threshold float8,
    match_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'is_discoverable', me.discoverable,
        'matches', coalesce((
            select jsonb_agg(
                cinelibre.describe_match(me.id, m.user_id, m.relation, m.score, m.r, m.n)
                order by m.relation = 'asks' desc, m.score desc nulls last, m.n desc nulls last, m.user_id
            )
            from cinelibre.list_matches(me.id, get_matches.threshold, get_matches.match_limit) as m
        ), '[]')
    )
    from cinelibre.require_caller(get_matches.caller_id, get_matches.caller_version, get_matches.acts_for) as caller
    join cinelibre.users as me on me.id = caller.user_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_metrics', '6807232cccba34c8030e377e9e7b3fa8d00df496e5256f3332be0d45400db62a', $cinelibre_file$
-- get_metrics: return what /metrics tells of the database; with_counts also what takes longer to count.
-- GET /metrics, every 15 seconds at most, with the counts every five minutes. What it names comes from closed sets: jobs,
-- kinds of models, sources.
create or replace function public.get_metrics(with_counts boolean)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select public.get_readiness() || jsonb_build_object(
        'database_bytes', pg_database_size(current_database()),
        'is_read_only', current_setting('default_transaction_read_only')::boolean,
        'n_connections', (
            select s.numbackends
            from pg_stat_database as s
            where s.datname = current_database()
        ),
        'most_connections', current_setting('max_connections')::integer,
        'jobs', cinelibre.describe_jobs(),
        'outbox', cinelibre.describe_outbox(),
        'models', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'kind', m.kind,
                        'name', m.name,
                        'trained_at', extract(epoch from m.created_at),
                        'ndcg', m.metrics -> 'ndcg_at_10'
                    )
                    order by m.kind
                ),
                '[]'
            )
            from cinelibre.models as m
            where m.is_active
        ),
        'evaluation', (
            select jsonb_build_object(
                'measured_at', extract(epoch from e.measured_at),
                'measures', e.measures,
                'versions', e.versions
            )
            from cinelibre.evaluations as e
            order by e.id desc
            limit 1
        ),
        'counts', case when get_metrics.with_counts then cinelibre.describe_traffic() end
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_model_page', '507d90ce6286f64f661245cc40f3bb831e317bc09a2ec4a0bc972a0ca3bc83ba', $cinelibre_file$
-- get_model_page: return one page of a model's rows by item: {"records": [[item, [neighbors], [weights]]…], "next"}.
-- `python -m api.jobs train --gate` compares them with a new model. next is the item that the following page starts
-- after, null on the last page. A model that is gone has no records.
create or replace function public.get_model_page(
    model_name text,
    after_item integer,
    page_limit integer default 1000
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select n.item_id, n.neighbor_ids, n.weights
        from cinelibre.item_neighbors as n
        join cinelibre.models as m on m.id = n.model_id
        where m.name = get_model_page.model_name
            and n.item_id > get_model_page.after_item
        order by n.item_id
        limit get_model_page.page_limit
    )
    select jsonb_build_object(
        'records', coalesce(
            jsonb_agg(jsonb_build_array(p.item_id, p.neighbor_ids, p.weights) order by p.item_id),
            '[]'
        ),
        'next', case when count(*) = get_model_page.page_limit then max(p.item_id) end
    )
    from page as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_model_versions', '31188c021dbce120830fe27d6a93ba37d3ecbeb3e5228b53291662e014caf8d5', $cinelibre_file$
-- get_model_versions: return to an admin every model that the database keeps, and the newest evaluations.
-- GET /admin/models. Besides the models in use, these are models that a training is writing or did not finish.
create or replace function public.get_model_versions(
    caller_id integer,
    caller_version integer,
    evaluation_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'models', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'kind', m.kind, 'name', m.name, 'is_active', m.is_active, 'made_at', m.created_at,
                        'metrics', m.metrics, 'weights', m.weights
                    )
                    order by m.is_active desc, m.kind, m.id desc
                ),
                '[]'
            )
            from cinelibre.models as m
        ),
        'evaluations', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object('measured_at', e.measured_at, 'measures', e.measures, 'versions', e.versions)
                    order by e.id desc
                ),
                '[]'
            )
            from (
                select o.* from cinelibre.evaluations as o order by o.id desc limit get_model_versions.evaluation_limit
            ) as e
        )
    )
    from cinelibre.require_caller(get_model_versions.caller_id, get_model_versions.caller_version, get_model_versions.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_models', '25acccf11bb6d8c7cbac1de9aa2eddcb4019238965d17735dc3e07ff829c0a79', $cinelibre_file$
-- get_models: return the models in use: name, age, measured quality and weights.
-- GET /model/info.
create or replace function public.get_models()
returns table (kind text, name text, dimension integer, trained_at timestamptz, metrics jsonb, weights jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select m.kind, m.name, m.dimension, m.created_at, m.metrics, m.weights
    from cinelibre.models as m
    where m.is_active
    order by m.kind;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_models_as_admin', 'f3b29450ceb8124ec7680202801fe703a6dd399727e1f7e534dbf624dde7cc8b', $cinelibre_file$
-- get_models_as_admin: return the models in use, to an admin alone.
-- POST /model/reload. PT403 if the caller is no admin; an admin acts for nobody.
create or replace function public.get_models_as_admin(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns table (kind text, name text, dimension integer, trained_at timestamptz, metrics jsonb, weights jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_models_as_admin.caller_id, get_models_as_admin.caller_version, get_models_as_admin.acts_for
        ) as c
    ));
    return query select m.* from public.get_models() as m;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_movie', 'f97ae5f176dcd1bc6bda0a5eed8d0d106514a3945e3e3a4bb1e65de858ed5595', $cinelibre_file$
-- get_movie: return everything we know of one movie, or raise PT404.
-- GET /movies/{id}. For a logged-in caller the answer includes their rating and marks.
create or replace function public.get_movie(
    movie_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        cinelibre.describe_movie(get_movie.movie_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no movie with the id %s.', get_movie.movie_id))
    )
    from cinelibre.allow_caller(get_movie.caller_id, get_movie.caller_version) as caller (user_id);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_movielens_ids', 'bd5ba6a000371a7f93c5845be87f84334b83a5ee427e0e07e8bddeecb5a6b4eb', $cinelibre_file$
-- get_movielens_ids: return our ids of MovieLens' raters and movies.
-- `python -m api.jobs evaluate` knows them by MovieLens' numbers. Each entry of raters and movies is [theirs, ours].
create or replace function public.get_movielens_ids()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'raters', (
            select coalesce(
                jsonb_agg(jsonb_build_array(split_part(u.external_id, ':', 2)::integer, u.id) order by u.id),
                '[]'
            )
            from cinelibre.users as u
            where u.external_id like 'movielens:%'
        ),
        'movies', (
            select coalesce(jsonb_agg(jsonb_build_array(m.movielens_id, m.item_id) order by m.item_id), '[]')
            from cinelibre.movies as m
            where m.movielens_id is not null
        )
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_my_login', '771ebe816f4201672a56719a9f45ffcd6232a188fa28e5f848c69b2b922b5909', $cinelibre_file$
-- get_my_login: return the e-mail and the password hash of a logged-in user.
-- PATCH and DELETE of /auth/me check the current password against this hash first.
create or replace function public.get_my_login(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('email', u.email, 'password_hash', u.password_hash)
    from cinelibre.require_caller(get_my_login.caller_id, get_my_login.caller_version, get_my_login.acts_for) as caller
    join cinelibre.users as u on u.id = caller.user_id;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_my_ratings', '3119b70027f3dda3c776cde9e7ea33f1acf7a0cbe09f336c46cbbc14c43e69e3', $cinelibre_file$
-- get_my_ratings: return one page of a user's star ratings with their items, and how many there are.
-- GET /ratings/my. Implied ratings are left out. `page_end` is where the page ended; the next page passes it on, so that
-- nothing shifts between the two. `total` counts on from there.
create or replace function public.get_my_ratings(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    sort text,
    filters jsonb,
    acts_for integer default null,
    item_type text default null,
    typed text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_my_ratings.caller_id, get_my_ratings.caller_version, get_my_ratings.acts_for) as caller
    cross join lateral (
        with mine as materialized (
            select r.id, r.item_id, r.rating, r.rated_at
            from cinelibre.ratings as r
            where r.user_id = caller.user_id and r.source = 'rating'
        ),
        passing as materialized (
            select k.item_id
            from cinelibre.keep_passing(
                array(select m.item_id from mine as m),
                array(select t from unnest(array['movie', 'book']) as t where t = coalesce(get_my_ratings.item_type, t)),
                cinelibre.build_conditions(get_my_ratings.filters) || ' and ' || cinelibre.build_name_condition(get_my_ratings.typed)
            ) as k
        ),
        placed as materialized (
            select p.*
            from (
                select array_agg(m.item_id) as ids, array_agg(m.rated_at) as moments, array_agg(m.rating) as stars
                from mine as m
                join passing as k on k.item_id = m.item_id
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, given.stars, get_my_ratings.sort, get_my_ratings.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_my_ratings.item_skip between 1 and get_my_ratings.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_my_ratings.page_end),
            'ratings', coalesce(jsonb_agg(to_jsonb(m) || entry.item || jsonb_build_object('rated_at', cinelibre.tell_moment(m.rated_at), 'note', n.note) order by s.place), '[]')
        ) as answer
        from shown as s
        join mine as m on m.item_id = s.id
        join cinelibre.describe_items(array(select o.id from shown as o), caller.user_id) as d on d.item_id = s.id
        left join cinelibre.list_notes(caller.user_id, array(select o.id from shown as o)) as n on n.item_id = s.id
        cross join jsonb_build_object('item_type', d.item ->> 'item_type', 'item', d.item) as entry (item)
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_my_review', '78e4fdb6b7a4a1417e288f96910215b97dca8f47c00eda7fe6f107867d7a614f', $cinelibre_file$
-- get_my_review: return a reader's own review of one item, or raise PT404 if there is no such item.
-- GET /reviews/{item_type}/{item_id}.
create or replace function public.get_my_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_my_review(
        caller.user_id, cinelibre.require_item(get_my_review.item_id, get_my_review.item_type)
    )
    from cinelibre.require_caller(get_my_review.caller_id, get_my_review.caller_version, get_my_review.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_note', '679232e6b646fb80295842609bee78802ddda3a746dc2f3d9c4351b53d8f1415', $cinelibre_file$
-- get_note: return a reader's note on one item, or raise PT404 if there is no such item.
-- GET /notes/{item_type}/{item_id}.
create or replace function public.get_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_note(caller.user_id, cinelibre.require_item(get_note.item_id, get_note.item_type))
    from cinelibre.require_caller(get_note.caller_id, get_note.caller_version, get_note.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_notes', '01bbb9c79b7d21a07402ada04253c7e513879cef7cef0f50e17ff1eecc6e73ae', $cinelibre_file$
-- get_notes: return one page of a reader's notes, whole, with their items, newest first, and how many there are.
-- GET /notes. `page_end` is where the page ended; the next page passes it on. `total` counts on from there.
create or replace function public.get_notes(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_skip integer,
    item_limit integer,
    sort text,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_notes.caller_id, get_notes.caller_version, get_notes.acts_for) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(n.item_id) as ids, array_agg(n.written_at) as moments
                from cinelibre.notes as n
                join cinelibre.items as i on i.id = n.item_id
                where n.user_id = caller.user_id
                    and i.item_type = coalesce(get_notes.item_type, i.item_type)
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, get_notes.sort, get_notes.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_notes.item_skip between 1 and get_notes.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_notes.page_end),
            'notes', coalesce(jsonb_agg(
                cinelibre.describe_note(caller.user_id, s.id) || jsonb_build_object('item', d.item) order by s.place
            ), '[]')
        ) as answer
        from shown as s
        join cinelibre.describe_items(array(select o.id from shown as o), caller.user_id) as d on d.item_id = s.id
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_outbox', '1556b92b9622700b3dffa8ea8d1596eb1625f8fb53ed66401011ad56982b7ad7', $cinelibre_file$
-- get_outbox: say whether the outbox is on, how many events wait in it, and how long the oldest has waited.
-- `python -m api.jobs status`.
create or replace function public.get_outbox()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_outbox();
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_popular_items', 'ab2a971dfe74d0b29be1db63450a056f40f1fa868eee91ea4b5df5fd4a8c8d27', $cinelibre_file$
-- get_popular_items: return one page of what is most liked here and best known elsewhere, and how long the list is.
-- GET /recommendations/popular. The list has list_limit items at most, whichever page is asked, so that pages fit
-- together. It has nothing that the caller knows.
create or replace function public.get_popular_items(
    item_limit integer,
    filters jsonb,
    item_skip integer,
    list_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null,
    n_spare integer default 5
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_popular_items.caller_id, get_popular_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
begin
    return (
        with list as materialized (
            select r.*
            from cinelibre.rank_popular(
                get_popular_items.item_type, _known, cinelibre.build_conditions(get_popular_items.filters),
                get_popular_items.list_limit, get_popular_items.n_spare
            ) as r
        ),
        page as materialized (
            select l.* from list as l order by l.score desc, l.item_id offset item_skip limit item_limit
        )
        select json_build_object(
            'total', (select count(*) from list),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(d.item, json_build_object('score', p.score, 'method', null, 'like_count', p.like_count))
                    order by p.score desc, p.item_id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.item_id from page as o), _caller_id) as d on d.item_id = p.item_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_predictions', '007278cc5aa400fcbe8e025ff5048212554defab6f060e17de17ee2bd7a9ec2e', $cinelibre_file$
-- get_predictions: return how many stars the caller would give some items, in the order asked for.
-- GET /predictions. Unknown ids are left out. An item to which the caller gave stars has null. An id asked for twice is
-- answered once.
create or replace function public.get_predictions(
    caller_id integer,
    caller_version integer,
    item_ids integer[],
    acts_for integer default null
)
returns table (item_id integer, prediction jsonb)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select asked.item_id, asked.prediction
    from cinelibre.require_caller(get_predictions.caller_id, get_predictions.caller_version, get_predictions.acts_for) as caller
    cross join lateral (
        select i.id as item_id, p.prediction, wanted.place
        from (
            select w.id, min(w.place) as place
            from unnest(get_predictions.item_ids) with ordinality as w (id, place)
            group by w.id
        ) as wanted
        join cinelibre.items as i on i.id = wanted.id
        left join cinelibre.describe_predictions(caller.user_id, get_predictions.item_ids) as p on p.item_id = i.id
    ) as asked
    order by asked.place;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_public_carousels', 'fdab1639dbd5e5c8d6a846244a0ac9f760252c00b8d02145f6b8e5ada97b7f5a', $cinelibre_file$
-- get_public_carousels: return what a guest's rows may show: popular items, trending items and the common languages.
-- GET /recommendations/carousels without a token. Python chooses what each row shows, so that no item is in two rows.
-- `items` has each item once.
create or replace function public.get_public_carousels(
    row_limit integer,
    item_type text default null,
    language_limit integer default 10
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(get_public_carousels.item_type, t));
    _popular integer[] := array(
        select p.item_id
        from cinelibre.list_popular_now(get_public_carousels.item_type, '{}', 2 * get_public_carousels.row_limit) as p
        order by p.score desc, p.item_id
    );
    _moving integer[] := array(
        select m.item_id
        from cinelibre.list_moving(get_public_carousels.item_type, '{}', get_public_carousels.row_limit) as m
        order by m.score desc, m.item_id
    );
    _languages jsonb := cinelibre.describe_languages(
        _types, _popular[:get_public_carousels.row_limit] || _moving,
        2 * get_public_carousels.row_limit, get_public_carousels.language_limit
    );
    _ids integer[] := array(
        select unnest(_popular || _moving)
        union
        select l.item_id::integer from jsonb_path_query(_languages, '$[*].item_ids[*]') as l (item_id)
    );
begin
    return json_build_object(
        'popular', _popular,
        'moving', _moving,
        'languages', _languages,
        'items', (
            select coalesce(json_agg(cinelibre.widen(shown.item, json_build_object(
                'work_id', i.work_id,
                'score', cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
            )) order by i.id), '[]')
            from cinelibre.describe_items(_ids, null) as shown
            join cinelibre.items as i on i.id = shown.item_id
            join cinelibre.catalogue_totals as t on t.item_type = i.item_type
            left join cinelibre.item_stats as s on s.item_id = i.id
        )
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_questions', '3ba58f4672b356bc5db9190f4d7ef3cefe93d4aa7497b80e6080c3399f04a165', $cinelibre_file$
-- get_questions: return the titles whose rating would tell most of the caller, most telling first.
-- GET /onboarding/next, which chooses among them. From `enough` ratings on there are none. gain compares titles of one
-- type: the most telling one of each has 1. `share` compares with what the first question told. `near` says which others
-- of these the same people like.
create or replace function public.get_questions(
    caller_id integer,
    caller_version integer,
    item_type text,
    skip_ids integer[],
    enough integer,
    per_type integer,
    overlap_weight float8,
    acts_for integer default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(get_questions.caller_id, get_questions.caller_version, get_questions.acts_for) as c
        join cinelibre.users as u on u.id = c.user_id
    );
begin
    return (
        with telling as materialized (
            select t.*
            from unnest(array['movie', 'book']) as kinds (kind)
            cross join lateral cinelibre.list_telling(
                _user.id, kinds.kind, get_questions.skip_ids, get_questions.per_type, get_questions.overlap_weight
            ) as t
            where kinds.kind = coalesce(get_questions.item_type, kinds.kind)
                and _user.rating_count < get_questions.enough
        ),
        ids as materialized (
            select array(select t.item_id from telling as t) as chosen
        )
        select jsonb_build_object('n_rated', _user.rating_count, 'items', coalesce(
            jsonb_agg(
                d.item::jsonb || jsonb_build_object(
                    'gain', t.gain, 'share', t.share, 'n_raters', t.n_raters, 'n_liked', t.n_liked, 'is_simulated', t.is_simulated,
                    'overlap', t.overlap, 'near', coalesce(n.near, '{}')
                )
                order by t.gain desc, t.item_id
            ),
            '[]'
        ))
        from ids
        cross join cinelibre.describe_items(ids.chosen, _user.id) as d
        join telling as t on t.item_id = d.item_id
        left join cinelibre.list_near(ids.chosen, ids.chosen) as n on n.item_id = d.item_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_readiness', '3fb7210c000640c7adb508686eaf7a07996df886e9231c9e98d82ef2f9c6a6a9', $cinelibre_file$
-- get_readiness: return the release that shipped the database and the model that embedded its catalogue.
-- GET /health/ready. It reads three small rows and counts nothing, so that a probe costs little.
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

select cinelibre.ship_function('public', 'get_receipt', '93156c89aeb673a257af0f476fb8f44aba01cbc01e16a5f312fbffa5d31ce7de', $cinelibre_file$
-- get_receipt: return why an item is on a list: its score, the parts of the score, and each source's evidence.
-- GET /recommendations/{recommendation_id}/why/{item_id}. The receipt stays as it was when the list was made, but friends are
-- named as of now.
create or replace function public.get_receipt(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select jsonb_build_object(
                'recommendation_id', l.id,
                'sources', l.sources,
                'created_at', l.created_at,
                'place', entry.place,
                'item', (select d.item from cinelibre.describe_items(array[get_receipt.item_id], caller.user_id) as d)
            ) || (entry.body - 'item_id') || jsonb_build_object('evidence', entry.body -> 'evidence' || coalesce(f.evidence, '{}'))
            from cinelibre.require_list(caller.user_id, get_receipt.recommendation_id) as l
            cross join lateral jsonb_array_elements(l.items) with ordinality as entry (body, place)
            left join lateral cinelibre.explain_by_friends(caller.user_id, jsonb_build_array(entry.body)) as f on true
            where (entry.body ->> 'item_id')::integer = get_receipt.item_id
        ),
        cinelibre.refuse('PT404', 'item_not_found', 'item_id: This item is not on this list.')
    )
    from cinelibre.require_caller(get_receipt.caller_id, get_receipt.caller_version, get_receipt.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_recommendations', '590a5221a9fd6ce7b5453f9e14c8534fd43338ccf5a55e35e0d93a6da1aa709c', $cinelibre_file$
-- get_recommendations: return a user's stored list if it is still valid, or what a new list is made of.
-- GET /recommendations/personalized. A stored list is valid for its day while the user's ratings and watchlist are the
-- same, and clicks and views since weigh less than moved_from. A list made without neighbors ends as soon as there are
-- neighbors. A refresh leaves out what was shown within the hour, unless little else is left. Without a refresh, the
-- answer has the former list, most of which stays.
-- A list that was read before is answered as clients get it (tell_list); `is_brief` asks for ids, scores and reasons alone.
create or replace function public.get_recommendations(
    caller_id integer,
    caller_version integer,
    is_daily boolean,
    per_source integer,
    content_limit integer,
    batch_size integer,
    first_count integer,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    is_brief boolean,
    acts_for integer default null,
    item_type text default null,
    filters jsonb default '{}',
    exclude_watchlist boolean default false,
    refresh boolean default false,
    match_threshold float8 default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(
            get_recommendations.caller_id, get_recommendations.caller_version, get_recommendations.acts_for
        ) as c
        join cinelibre.users as u on u.id = c.user_id
    );
    _day date := (now() at time zone _user.timezone)::date;
    _near record;
    _list cinelibre.recommendation_lists;
    _told json;
begin
    select n.taste_version, n.computed_at into _near from cinelibre.user_neighbors as n where n.user_id = _user.id;
    if get_recommendations.is_daily and not get_recommendations.refresh then
        _list := cinelibre.find_stored_list(_user.id, item_type, _user.taste_version, _day, _near.computed_at, moved_from);
        _told := cinelibre.tell_list(_list, batch_size, is_brief, match_threshold);
    end if;
    if _told is not null then
        return _told;
    end if;
    return json_build_object(
        'stored', cinelibre.describe_stored(_list, batch_size, match_threshold),
        'n_ratings', _user.rating_count,
        'day', _day,
        'taste_version', _user.taste_version,
        'newest_event', case when _list.id is null then cinelibre.find_newest_event(_user.id) end,
        'needs_neighbors', _near.taste_version is distinct from _user.taste_version,
        'made_of', case when _list.id is null then cinelibre.describe_material(
            _user.id, _day, item_type, filters, exclude_watchlist, is_daily, refresh, per_source,
            content_limit, first_count, cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count))
        ) end
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_reported_reviews', 'c52bf886552862012632be99cf49dd1f6615a82fd5d2f414b83f77ffcd5d3271', $cinelibre_file$
-- get_reported_reviews: return the reviews that were reported or hidden: first those that wait for a decision.
-- `python -m api.jobs reviews list`.
create or replace function public.get_reported_reviews(review_limit integer)
returns table (
    id integer,
    author text,
    title text,
    body text,
    has_spoilers boolean,
    written_at timestamptz,
    hidden_at timestamptz,
    decided_at timestamptz,
    n_reports bigint,
    reasons text[]
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        r.id, coalesce(u.name, u.email), i.title, r.body, r.has_spoilers, r.written_at, r.hidden_at, r.decided_at,
        cinelibre.count_reports(r.id, r.decided_at),
        array(
            select p.reason
            from cinelibre.review_reports as p
            where p.review_id = r.id
            order by p.reported_at desc, p.user_id
            limit 10
        )
    from cinelibre.reviews as r
    join cinelibre.users as u on u.id = r.user_id
    join cinelibre.items as i on i.id = r.item_id
    where r.hidden_at is not null
        or exists (select from cinelibre.review_reports as p where p.review_id = r.id)
    order by cinelibre.count_reports(r.id, r.decided_at) > 0 desc, r.hidden_at is null, r.id
    limit get_reported_reviews.review_limit;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_reports', '889e9b9056caf33ec1d58873534f1e21385f1120620907b3cae1b3802751b047', $cinelibre_file$
-- get_reports: list what people reported of others, the newest first, for the operator.
-- Called only by `python -m api.jobs reports`. It names accounts by id, so that the operator can act.
create or replace function public.get_reports(report_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(p) order by p.reported_at desc, p.reporter_id, p.reported_id), '[]')
    from (
        select o.reported_at, o.user_id as reporter_id, o.other_id as reported_id, u.email, u.name, o.reason,
            count(*) over (partition by o.other_id) as n_reports
        from cinelibre.person_reports as o
        join cinelibre.users as u on u.id = o.other_id
        order by o.reported_at desc, o.user_id, o.other_id
        limit get_reports.report_limit
    ) as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_reviews', '8fcb05a8d438e5a6a35b23e42903d1c9594d54ab38192e49515cf0098dab5f62', $cinelibre_file$
-- get_reviews: return one page of what readers wrote of an item, newest first, and how many reviews there are.
-- GET /movies/{movie_id}/reviews and /books/{book_id}/reviews; PT404 if there is no such item. An author is named as
-- they call themselves, or not at all. Hidden reviews are left out, for their authors too, and so are those of people
-- whom the caller blocked or who blocked the caller.
create or replace function public.get_reviews(
    item_type text,
    item_id integer,
    item_skip integer,
    item_limit integer,
    page_end jsonb,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.allow_caller(get_reviews.caller_id, get_reviews.caller_version) as caller (user_id)
    cross join lateral cinelibre.require_item(
        get_reviews.item_id + 0 * coalesce(caller.user_id, 0), get_reviews.item_type -- so that the token is checked first
    ) as asked (id)
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(r.id) as ids, array_agg(r.written_at) as moments
                from cinelibre.list_shown_reviews(asked.id, caller.user_id) as r
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, 'newest', get_reviews.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_reviews.item_skip between 1 and get_reviews.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_reviews.page_end),
            'reviews', coalesce(jsonb_agg(cinelibre.describe_review(s.id, caller.user_id) order by s.place), '[]')
        ) as answer
        from shown as s
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_search_history', '0b65d7eb3c7902725b399f14d0516004eacf4acb84cf455bf2a03367a89786a6', $cinelibre_file$
-- get_search_history: return one page of what a user searched for, newest first, each question once.
-- GET /search/history. `page_end` is where the page before ended and when the first one was read: what was searched for
-- since is left out, so that nothing shifts. `total` counts on from there.
create or replace function public.get_search_history(
    caller_id integer,
    caller_version integer,
    search_skip integer,
    search_limit integer,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_search_history.caller_id, get_search_history.caller_version, get_search_history.acts_for
    ) as caller
    cross join lateral (
        with listed as materialized (
            select s.*, coalesce((get_search_history.page_end ->> 'taken_at')::timestamptz, greatest(now(), max(s.newest_at) over ())) as taken_at
            from cinelibre.list_searches(caller.user_id) as s
        ),
        placed as materialized (
            select
                l.*,
                row_number() over (order by l.newest_at desc, l.id desc)
                - count(*) filter (where (l.newest_at, l.id) >= (ended.moment, ended.id)) over ()
                + coalesce((get_search_history.page_end ->> 'place')::bigint, 0) as place
            from listed as l
            cross join (
                select (get_search_history.page_end ->> 'moment')::timestamptz as moment, (get_search_history.page_end ->> 'id')::bigint as id
            ) as ended
            where l.newest_at <= l.taken_at
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_search_history.search_skip between 1 and get_search_history.search_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce(
                (
                    select jsonb_build_object('place', e.place, 'id', e.id, 'moment', e.newest_at, 'taken_at', e.taken_at)
                    from shown as e
                    order by e.place desc
                    limit 1
                ),
                get_search_history.page_end
            ),
            'searches', coalesce(
                jsonb_agg(jsonb_build_object('id', s.id, 'query', s.query, 'n_times', s.n_times, 'newest_at', s.newest_at) order by s.place), '[]'
            )
        ) as answer
        from shown as s
    ) as page;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_session_candidates', '33dee50199f40defcc2290704bc556c79ea719a18999dbb68fdec61002c93cca', $cinelibre_file$
-- get_session_candidates: return what could be recommended for a history that the request brings along.
-- POST /recommendations/session, the first of two calls. Nothing is stored. For a logged-in caller, known items are
-- left out too.
create or replace function public.get_session_candidates(
    item_ids integer[],
    ratings real[],
    per_source integer,
    content_limit integer,
    weights jsonb,
    uses_trained boolean,
    item_type text default null,
    filters jsonb default '{}',
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_session_candidates.caller_id, get_session_candidates.caller_version);
    _weights jsonb := cinelibre.choose_weights(
        get_session_candidates.weights, get_session_candidates.uses_trained, cardinality(get_session_candidates.item_ids)
    );
    _sources text[] := cinelibre.name_sources(_weights);
    _reader cinelibre.reader := cinelibre.build_visitor(
        get_session_candidates.item_ids, get_session_candidates.ratings, _caller_id
    );
    _found json;
begin
    if 'taste' = any (_sources) then
        _reader.likings := array(select l from cinelibre.list_likings(_reader.item_ids, _reader.ratings) as l);
    end if;
    _found := cinelibre.describe_candidates(
        _reader, null, null, get_session_candidates.item_type, get_session_candidates.filters,
        get_session_candidates.per_source, get_session_candidates.content_limit, _sources
    );
    return json_build_object(
        'candidates', _found,
        'likings', coalesce(to_json(_reader.likings), '[]'),
        'weights', _weights,
        'emptied_by', case
            when json_array_length(_found) > 0 then '[]'
            else cinelibre.find_emptying(get_session_candidates.item_type, get_session_candidates.filters, _reader.known_ids)
        end
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_session_items', '467b1165be5f0c0c28dbefb785dcaea5e2d59ad13a2583abb402cf011282989c', $cinelibre_file$
-- get_session_items: return ranked items with their details and evidence, for a history that is not stored.
-- POST /recommendations/session, the second of two calls.
create or replace function public.get_session_items(
    item_ids integer[],
    ratings real[],
    ranked jsonb,
    sources text[],
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_session_items.caller_id, get_session_items.caller_version);
    _ids integer[] := array(
        select (r.body ->> 'item_id')::integer
        from jsonb_array_elements(get_session_items.ranked) with ordinality as r (body, place)
        order by r.place
    );
    _reader cinelibre.reader := cinelibre.build_visitor(get_session_items.item_ids, get_session_items.ratings, _caller_id);
begin
    return (
        select coalesce(json_agg(placed order by placed.place), '[]')
        from (
            select c.*, own.mine, told.*
            from jsonb_array_elements(get_session_items.ranked) with ordinality as e (body, place)
            join cinelibre.gather_evidence(_ids, _reader, get_session_items.sources) as g on g.item_id = (e.body ->> 'item_id')::integer
            cross join lateral cinelibre.item_columns(g.item_id) as c
            left join cinelibre.list_mine(_caller_id, _ids) as own on own.item_id = g.item_id
            cross join lateral cinelibre.tell_place(e.place, e.body, g.evidence) as told
        ) as placed
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_shelf', '26ed9796cd17f36c7b8fc0244dc94aa974c7e1721a646af947eb302a477a7485', $cinelibre_file$
-- get_shelf: return how a user has marked one item, or raise PT404 if there is no such item.
-- GET /watchlist/{item_type}/{item_id}, GET /hidden/{item_type}/{item_id}.
create or replace function public.get_shelf(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_shelf(caller.user_id, cinelibre.require_item(get_shelf.item_id, get_shelf.item_type))
    from cinelibre.require_caller(get_shelf.caller_id, get_shelf.caller_version, get_shelf.acts_for) as caller;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_similar_items', '7b8f40d2c5ca19c81e14e2f10ba5a45ecd849ad35546bf98db3d428e5faa9201', $cinelibre_file$
-- get_similar_items: return one page of the items most like one item, of its type or the other, and how many there are.
-- GET /recommendations/similar/{item_type}/{item_id}. The item's other editions are left out, and a work has one
-- edition. Unless include_seen, the caller's known items are left out. The list has list_limit items at most. PT404 if
-- there is no such item.
create or replace function public.get_similar_items(
    item_type text,
    item_id integer,
    item_limit integer,
    include_seen boolean,
    item_skip integer,
    threshold float8,
    list_limit integer,
    across text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_similar_items.caller_id, get_similar_items.caller_version);
    _item_id integer := cinelibre.require_item(get_similar_items.item_id, get_similar_items.item_type);
    _known integer[] := cinelibre.list_editions(array[_item_id]) || case
        when _caller_id is null or get_similar_items.include_seen then '{}'
        else cinelibre.list_known(_caller_id)
    end;
begin
    return (
        with found as materialized (
            select r.*
            from cinelibre.rank_alike(
                _item_id, get_similar_items.item_type, coalesce(get_similar_items.across, get_similar_items.item_type),
                _known, get_similar_items.threshold, get_similar_items.list_limit
            ) as r
        ),
        page as materialized (
            select f.*
            from found as f
            order by f.score desc, f.other_id
            offset get_similar_items.item_skip
            limit get_similar_items.item_limit
        )
        select json_build_object(
            'total', (select count(*) from found),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(shown.item, json_build_object('score', p.score, 'alike', p.alike || d.alike))
                    order by p.score desc, p.other_id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.other_id from page as o), _caller_id) as shown on shown.item_id = p.other_id
        join cinelibre.describe_likeness(_item_id, array(select o.other_id from page as o)) as d on d.other_id = p.other_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_snapshot_page', 'a592bbe60dad8c30161252fc889f1aed3aa8f15a5830c869e7ffa7aae42510a6', $cinelibre_file$
-- get_snapshot_page: return one page of everybody's snapshots of features, by id.
-- `python -m api.jobs export --features`. next is the id that the following page starts after, null on the last page.
create or replace function public.get_snapshot_page(after_id bigint, page_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'snapshots', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'user_id', s.user_id, 'taken_at', s.taken_at, 'preferences', s.features -> 'preferences'
                )
                order by s.id
            ),
            '[]'
        ),
        'next', case when count(*) = get_snapshot_page.page_limit then max(s.id) end
    )
    from (
        select f.id, f.user_id, f.taken_at, f.features
        from cinelibre.feature_snapshots as f
        where f.id > get_snapshot_page.after_id
        order by f.id
        limit get_snapshot_page.page_limit
    ) as s;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_stale_ids', '1c855cbd2547aa8aa0019b6b1d108359dba65691dcc6c15eb728dada62a273d0', $cinelibre_file$
-- get_stale_ids: return the ids of items that the sync last checked at their source too many days ago, oldest first.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_stale_ids(source text, days integer, id_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(stale.source_id order by stale.checked_at, stale.item_id), '[]')
    from (
        select s.*
        from cinelibre.list_source_ids(get_stale_ids.source) as s
        where s.checked_at < now() - make_interval(days => get_stale_ids.days)
        order by s.checked_at, s.item_id
        limit get_stale_ids.id_limit
    ) as stale;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_sync_cursors', '87342ae9fc719e33bf38bc3b934c6ecdcebf80db521fcb75b4aa138433242b08', $cinelibre_file$
-- get_sync_cursors: return how far the sync has read a source, by language and span.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_sync_cursors(source text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(jsonb_build_array(c.language, c.span, c.position) order by c.language, c.span),
        '[]'
    )
    from cinelibre.sync_cursors as c
    where c.source = get_sync_cursors.source;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_training_page', '723a2d307e2b50546eeeeefd8a03f85bfbf8ae638139668a89ee94dc018819aa', $cinelibre_file$
-- get_training_page: return one page of all ratings as arrays, ordered by user and item.
-- `python -m api.jobs train` and `export`. next is the [user, item] that the following page starts after, null on the
-- last page.
create or replace function public.get_training_page(
    after_user integer,
    after_item integer,
    page_limit integer default 20000
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select r.user_id, r.item_id, r.rating, r.rated_at
        from cinelibre.ratings as r
        where (r.user_id, r.item_id) > (get_training_page.after_user, get_training_page.after_item)
        order by r.user_id, r.item_id
        limit get_training_page.page_limit
    )
    select jsonb_build_object(
        'users', coalesce(jsonb_agg(p.user_id order by p.user_id, p.item_id), '[]'),
        'items', coalesce(jsonb_agg(p.item_id order by p.user_id, p.item_id), '[]'),
        'ratings', coalesce(jsonb_agg(p.rating order by p.user_id, p.item_id), '[]'),
        'seconds', coalesce(jsonb_agg(extract(epoch from p.rated_at)::bigint order by p.user_id, p.item_id), '[]'),
        'next', (
            select jsonb_build_array(l.user_id, l.item_id)
            from page as l
            where (select count(*) from page) = get_training_page.page_limit
            order by l.user_id desc, l.item_id desc
            limit 1
        )
    )
    from page as p;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_trending_items', '7550d32bb69d1fe4d05aa5f7624e9a38d993235cd5b5e53eb8a78be6dc9c2b00', $cinelibre_file$
-- get_trending_items: return one page of the items that trend, then of popular ones, and how long the list is.
-- GET /recommendations/trending. An item trends if at least three people did something with it lately. `method` says
-- trending or popular, and the score is that of the method. The list has list_limit items, whichever page is asked, so
-- that pages fit together, and nothing that the caller knows.
create or replace function public.get_trending_items(
    item_limit integer,
    item_skip integer,
    list_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_trending_items.caller_id, get_trending_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
    _moving integer[];
    _scores float8[];
begin
    select array_agg(m.item_id order by m.score desc, m.item_id), array_agg(m.score order by m.score desc, m.item_id)
    into _moving, _scores
    from cinelibre.list_moving(get_trending_items.item_type, _known, get_trending_items.list_limit) as m;
    return (
        with list as materialized (
            select m.id, m.score, 'trending' as method from unnest(_moving, _scores) as m (id, score)
            union all
            select p.item_id, p.score, 'popular'
            from cinelibre.list_popular_now(
                get_trending_items.item_type,
                _known || case when _moving is not null then cinelibre.list_editions(_moving) end,
                get_trending_items.list_limit - coalesce(cardinality(_moving), 0)
            ) as p
        ),
        page as materialized (
            select l.* from list as l order by l.method desc, l.score desc, l.id offset item_skip limit item_limit
        )
        select json_build_object(
            'total', (select count(*) from list),
            'items', coalesce(
                json_agg(
                    cinelibre.widen(d.item, json_build_object('score', p.score, 'method', p.method, 'like_count', null))
                    order by p.method desc, p.score desc, p.id
                ),
                '[]'
            )
        )
        from page as p
        join cinelibre.describe_items(array(select o.id from page as o), _caller_id) as d on d.item_id = p.id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'get_twin_books', 'e91e2e35784434f2a0900001f388297cf6bb876c8356f039076d441685366c4e', $cinelibre_file$
-- get_twin_books: return the positions of records whose book is known already under another id.
-- Called by `python -m api.jobs sync`; docs/matching.md has the rules. A twin shares its ISBN, or its title and an
-- author, with a book of the catalogue or with an earlier record. A record whose own id is in the catalogue is no twin,
-- unless its ISBN belongs to another volume: an ISBN is unique.
create or replace function public.get_twin_books(records jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select
            g.place,
            r.google_id,
            r.isbn13,
            r.authors,
            array(select w.key from cinelibre.list_written_keys(r.title) as w where w.kind <> 'short') as keys,
            exists (select from cinelibre.find_by_source_ids(null, null, null, r.google_id, r.isbn13)) as is_here
        from jsonb_array_elements(get_twin_books.records) with ordinality as g (body, place)
        cross join lateral jsonb_to_record(g.body) as r (title text, authors text[], google_id text, isbn13 text)
    )
    select coalesce(jsonb_agg(a.place - 1 order by a.place), '[]')
    from asked as a
    where exists (select from cinelibre.books as other where other.isbn13 = a.isbn13 and other.google_id <> a.google_id)
        or (
            not a.is_here
            and (
                exists (
                    select
                    from cinelibre.title_keys as k
                    join cinelibre.items as i on i.id = k.item_id
                    where k.key = any (a.keys)
                        and k.kind in ('title', 'plain')
                        and k.item_type = 'book'
                        and cinelibre.share_author(i.people, a.authors)
                )
                or exists (
                    select
                    from asked as earlier
                    where earlier.place < a.place
                        and (
                            earlier.isbn13 = a.isbn13
                            or (earlier.keys && a.keys and cinelibre.share_author(earlier.authors, a.authors))
                        )
                )
            )
        );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'import_choices', 'fada87502d03b78c114269ced8b476d5ae8f6c311e56ea909683340fa554e94b', $cinelibre_file$
-- import_choices: import rows whose item the reader chose, as import_library would have, had it found the item.
-- POST /library/import/choices. A choice has `item_id` and `kept`, what the row says. The answer says for each one:
-- created, updated, already_there, matched, not_found, or bad with the reason.
create or replace function public.import_choices(
    caller_id integer,
    caller_version integer,
    choices jsonb,
    daily_reviews integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(import_choices.caller_id, import_choices.caller_version, import_choices.acts_for) as c
    );
    _matched jsonb;
begin
    select jsonb_agg(
        jsonb_build_object('record', c.kept || jsonb_build_object('id', c.item_id), 'item_id', i.id)
        order by element.place
    )
    into _matched
    from jsonb_array_elements(import_choices.choices) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as c (item_id integer, kept jsonb)
    left join cinelibre.items as i on i.id = c.item_id;

    perform cinelibre.lock_user(_user_id, import_choices.acts_for);
    perform cinelibre.lock_items(array(
        select distinct (m.body ->> 'item_id')::integer
        from jsonb_array_elements(_matched) as m (body)
        where m.body ->> 'item_id' is not null
    ));
    return cinelibre.import_rows(_user_id, _matched, import_choices.daily_reviews);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'import_library', 'ef37c0b11148297166c0947d079c90c518b974350a751b71c038e2be7bd606de', $cinelibre_file$
-- import_library: import rows of a library from elsewhere into a user's account; a second import changes nothing.
-- POST /library/import, some hundred rows a call. The answer says for each row: created, updated, already_there,
-- matched (found, but the row says nothing of it), ambiguous with the candidates, not_found, or bad with the reason. Reviews beyond
-- daily_reviews are held back, and the reason says so.
create or replace function public.import_library(
    caller_id integer,
    caller_version integer,
    records jsonb,
    daily_reviews integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(import_library.caller_id, import_library.caller_version, import_library.acts_for) as c
    );
    _matched jsonb;
begin
    select jsonb_agg(
        jsonb_build_object('record', element.body, 'item_id', found.item_id, 'candidates', found.candidates)
        order by element.place
    )
    into _matched
    from jsonb_array_elements(import_library.records) with ordinality as element (body, place)
    join cinelibre.match_records(import_library.records) as found on found.place = element.place;

    perform cinelibre.lock_user(_user_id, import_library.acts_for);
    perform cinelibre.lock_items(array(
        select distinct (m.body ->> 'item_id')::integer
        from jsonb_array_elements(_matched) as m (body)
        where m.body ->> 'item_id' is not null
    ));
    return cinelibre.import_rows(_user_id, _matched, import_library.daily_reviews);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'import_ratings', '378bd053524df907637819b02b96ce170131c67c2046999739d411dc567d24fb', $cinelibre_file$
-- import_ratings: write a batch of ratings that people gave elsewhere; a second run changes nothing.
-- `python -m api.jobs import`. A record is [rater, movielens_id, rating, seconds since 1970]. Raters become users
-- without an e-mail. A user's newest rating of an item counts; within one second, the later record.
-- Batches run one after another, because two that bring the same new rater at once would both insert them.
-- Answers how many ratings are new, changed and unchanged, how many raters are new, and which movies are unknown.
create or replace function public.import_ratings(records jsonb)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('cinelibre.import_ratings', 0));

    with given as materialized (
        select g.* from cinelibre.parse_movielens_ratings(import_ratings.records) as g
    ),
    raters as materialized (
        select r.*
        from cinelibre.find_or_add_raters(
            array(select g.external_id from given as g where g.item_id is not null order by g.place)
        ) as r
    ),
    newest as (
        select distinct on (rater.user_id, g.item_id)
            rater.user_id,
            g.item_id,
            g.rating,
            g.rated_at
        from given as g
        join raters as rater on rater.external_id = g.external_id
        where g.item_id is not null
        order by rater.user_id, g.item_id, g.rated_at desc, g.place desc
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
        'n_new_raters', (select count(*) from raters as r where r.is_new),
        'unknown_movies', coalesce(jsonb_agg(distinct g.movielens_id) filter (where g.item_id is null), '[]')
    )
    from given as g;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'join_group', 'c2c5735a2a2ee8ba1851173ec23409eb76c2b4257bfcb1b7f24e7c88377573b1', $cinelibre_file$
-- join_group: add the caller to the group that has a code, and return the group.
-- POST /groups/join. PT404 if no group has the code, or if the caller and a member blocked one another; PT409 if it
-- is full or the caller is in group_limit groups. Joining twice changes nothing.
create or replace function public.join_group(
    caller_id integer,
    caller_version integer,
    code text,
    member_limit integer,
    group_limit integer,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(join_group.caller_id, join_group.caller_version, join_group.acts_for) as c
    ), join_group.acts_for);
    _member cinelibre.group_members;
begin
    if not exists (
        select
        from cinelibre.group_members as m
        join cinelibre.groups as g on g.id = m.group_id
        where g.code = join_group.code and m.user_id = _user_id
    ) then
        perform cinelibre.require_room(_user_id, join_group.group_limit);
    end if;
    _member := cinelibre.seat_member(join_group.code, _user_id, null, null, join_group.member_limit);
    return cinelibre.describe_group(_member, join_group.evening_limit);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'join_group_as_guest', '48d9ff1d7b594af2d27f6e2948a6765a50dd57dfd706882fc849f0b9884e5eac', $cinelibre_file$
-- join_group_as_guest: add somebody without an account to the group that has a code, with the titles that they like.
-- POST /groups/join/guest. PT404 if no group has the code or an item does not exist, PT409 if the group is full.
-- Of an item that is named twice, the first rating counts. Only the hash of the guest's key is kept.
create or replace function public.join_group_as_guest(
    code text,
    name text,
    guest_key_hash text,
    item_ids integer[],
    ratings real[],
    member_limit integer,
    evening_limit integer
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members := cinelibre.seat_member(
        join_group_as_guest.code, null, join_group_as_guest.name, join_group_as_guest.guest_key_hash, join_group_as_guest.member_limit
    );
begin
    perform cinelibre.require_item(l.item_id, null) from unnest(join_group_as_guest.item_ids) as l (item_id);
    insert into cinelibre.guest_ratings (member_id, item_id, rating, place)
    select distinct on (l.item_id) _member.id, l.item_id, l.rating, l.place
    from unnest(join_group_as_guest.item_ids, join_group_as_guest.ratings) with ordinality as l (item_id, rating, place)
    order by l.item_id, l.place;
    return cinelibre.describe_group(_member, join_group_as_guest.evening_limit);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'keep_told', '25372f96cc389d97affb6950d912c6e463889beec2cfc8e7fc88596771d3f957', $cinelibre_file$
-- keep_told: write down what an answer said of some places of a list, so that it is not made again at the next reading.
-- The second call of a list's first reading; false if the list is not the caller's. `told` and `brief` are JSON objects (migration 0087). Lists with friends among
-- their sources are not told from here, because friends are named as of the reading.
create or replace function public.keep_told(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    places integer[],
    told text[],
    brief text[],
    acts_for integer default null
)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(keep_told.caller_id, keep_told.caller_version, keep_told.acts_for) as c
    );
    _list cinelibre.recommendation_lists;
begin
    select l.* into _list
    from cinelibre.recommendation_lists as l
    where l.id = keep_told.recommendation_id and l.user_id = _user_id and 'friends' <> all (l.sources)
    for update;
    for _n in 1..cardinality(keep_told.places) loop
        _list.told[keep_told.places[_n]] := keep_told.told[_n];
        _list.brief[keep_told.places[_n]] := keep_told.brief[_n];
    end loop;
    update cinelibre.recommendation_lists as l
    set told = _list.told, brief = _list.brief
    where l.id = _list.id;
    return found;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'make_group', '9074ab2103b2ac92dec322f4884a0dc59b046a47249b9c5c5e86272aef3479f8', $cinelibre_file$
-- make_group: make a group whose first member is the caller.
-- POST /groups. PT409 if the caller is in group_limit groups already.
create or replace function public.make_group(
    caller_id integer,
    caller_version integer,
    name text,
    code text,
    group_limit integer,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(make_group.caller_id, make_group.caller_version, make_group.acts_for) as c
    ), make_group.acts_for);
    _member cinelibre.group_members;
begin
    perform cinelibre.require_room(_user_id, make_group.group_limit);
    with made as (
        insert into cinelibre.groups as g (name, code) values (make_group.name, make_group.code) returning g.id
    )
    insert into cinelibre.group_members as m (group_id, user_id)
    select made.id, _user_id from made
    returning m.* into _member;
    return cinelibre.describe_group(_member, make_group.evening_limit);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'make_reset_code', 'e651cefcae1991fa3e6e7385f25a02cd9b9ff4adabe820d535b3959d647e6265', $cinelibre_file$
-- make_reset_code: store the hash of a one-time code for a new password, if the e-mail has an account.
-- POST /auth/forgot-password, and `python -m api.jobs user EMAIL --code` with a higher live_limit.
-- An account has at most live_limit codes within good_minutes. So nobody can flood a mailbox, and no new code replaces
-- one that is on its way.
create or replace function public.make_reset_code(
    email text,
    code_hash text,
    live_limit integer default 5,
    good_minutes integer default 30
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
begin
    select u.id into _user_id
    from cinelibre.users as u
    where u.email = make_reset_code.email
    for no key update;
    delete from cinelibre.reset_codes as c
    where c.user_id = _user_id
        and c.made_at <= now() - make_interval(mins => make_reset_code.good_minutes);
    insert into cinelibre.reset_codes as c (user_id, code_hash)
    select _user_id, make_reset_code.code_hash
    where _user_id is not null
        and (
            select count(*)
            from cinelibre.reset_codes as c
            where c.user_id = _user_id
        ) < make_reset_code.live_limit;
    return jsonb_build_object('is_made', found, 'is_known', _user_id is not null);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'mark_item', '07ae680b2e24a58eae873f34faf7044ddefc49e10708b7d22c3d0d8899e9ba29', $cinelibre_file$
-- mark_item: put an item on the watchlist, hide it, or undo either; a second call changes nothing.
-- PUT and DELETE of /watchlist/… and /hidden/…. It writes an event only if the mark changes.
create or replace function public.mark_item(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    interaction_type text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(mark_item.caller_id, mark_item.caller_version, mark_item.acts_for) as c
    );
    _item_id integer := cinelibre.require_item(mark_item.item_id, mark_item.item_type);
begin
    perform cinelibre.lock_user(_user_id, mark_item.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    perform cinelibre.change_mark(_user_id, _item_id, mark_item.interaction_type);
    return cinelibre.describe_shelf(_user_id, _item_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_books', '449b748ee069dbc053789b93502aa130d8a3e51f11c1b40f43add75e08cea0cb', $cinelibre_file$
-- match_books: find the books whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic?type=book. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_books(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns setof cinelibre.matched_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from cinelibre.allow_caller(match_books.caller_id, match_books.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['book'],
        match_books.query_embedding,
        match_books.match_threshold,
        match_books.match_count,
        match_books.embedding_model,
        caller.user_id
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_items', 'ed428f7c5b858ddbd6b128f45b80a51bc3a079df323c0efcbc60bd5e314b956e', $cinelibre_file$
-- match_items: find the movies and books whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic without a type. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_items(
    query_embedding vector,
    match_threshold float8,
    match_count integer,
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns setof cinelibre.matched_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from cinelibre.allow_caller(match_items.caller_id, match_items.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['movie', 'book'],
        match_items.query_embedding,
        match_items.match_threshold,
        match_items.match_count,
        match_items.embedding_model,
        caller.user_id
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'match_movies', 'af46c839b64850988c8de97432e371c5e095135f168acc71cfe25edeb3bcc2a6', $cinelibre_file$
-- match_movies: find the movies whose descriptions are nearest in meaning to a sentence.
-- GET /search/semantic?type=movie. The columns are those of cinelibre.matched_item.
-- match_by_meaning has the order and the limit.
create or replace function public.match_movies(
    query_embedding vector,
    match_threshold float8 default 0,
    match_count integer default 12,
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns setof cinelibre.matched_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select found.*
    from cinelibre.allow_caller(match_movies.caller_id, match_movies.caller_version) as caller (user_id)
    cross join lateral cinelibre.match_by_meaning(
        array['movie'],
        match_movies.query_embedding,
        match_movies.match_threshold,
        match_movies.match_count,
        match_movies.embedding_model,
        caller.user_id
    ) as found;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'rate_item', '1551851c763bc6bad088a1503a5229cc4455df8c6ebbbd61fd834149279094f6', $cinelibre_file$
-- rate_item: set or change one user's rating of one item, in half stars from 0.5 to 5.
-- POST /ratings. PT404 if there is no such item of that type. Every change is also logged as an interaction.
create or replace function public.rate_item(
    caller_id integer,
    caller_version integer,
    item_id integer,
    rating real,
    item_type text default null,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(rate_item.caller_id, rate_item.caller_version, rate_item.acts_for) as c
    );
    _item_id integer := cinelibre.require_item(rate_item.item_id, rate_item.item_type);
    _is_changed boolean;
begin
    perform cinelibre.lock_user(_user_id, rate_item.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    values (_user_id, _item_id, rate_item.rating, 'rating', clock_timestamp())
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where (r.rating, r.source) is distinct from (excluded.rating, excluded.source);
    _is_changed := found;
    if _is_changed then
        insert into cinelibre.interactions (user_id, item_id, interaction_type, rating, occurred_at)
        values (_user_id, _item_id, 'rate', rate_item.rating, clock_timestamp());
    end if;
    return (
        select jsonb_build_object(
            'id', r.id,
            'item_id', r.item_id,
            'item_type', i.item_type,
            'rating', r.rating,
            'rated_at', r.rated_at,
            'is_changed', _is_changed
        )
        from cinelibre.ratings as r
        join cinelibre.items as i on i.id = r.item_id
        where r.user_id = _user_id
            and r.item_id = _item_id
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_acting', '6393d1ba1b7ce92656344d2d47cf1ed810bb0d27b44444fb59282b12b3e742d6', $cinelibre_file$
-- record_acting: write an audit event before a service acts for a user.
-- Called by every route with a token when the request has ?user_id=. If the call is refused, nothing is written.
create or replace function public.record_acting(caller_id integer, caller_version integer, acts_for integer, action text)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.audit_events as a (actor_id, user_id, action)
        select record_acting.caller_id, caller.user_id, record_acting.action
        from cinelibre.require_caller(record_acting.caller_id, record_acting.caller_version, record_acting.acts_for) as caller
        cross join lateral cinelibre.lock_user(caller.user_id, record_acting.acts_for)
        returning a.id
    )
    select jsonb_build_object('audit_event_id', w.id) from written as w;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_checks', '7bcd48a28fc615e6eb406926a71d6fded55f094275b3d40515ead683a9521937', $cinelibre_file$
-- record_checks: record that the sync has just checked these items at their source, whatever the answer was.
-- Called by `python -m api.jobs sync`. Items that the source no longer knows stay, because somebody may have rated
-- them.
create or replace function public.record_checks(source text, source_ids text[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.source_checks as c (item_id, checked_at)
        select s.item_id, now()
        from cinelibre.list_source_ids(record_checks.source) as s
        where s.source_id = any (record_checks.source_ids)
        order by s.item_id
        on conflict on constraint source_checks_pkey do update
        set checked_at = excluded.checked_at
        returning c.item_id
    )
    select count(*)::integer from written;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_evaluation', '7f209323ca412dbbb2a0ea1890afc740a266699eaa13b7e2b7a98e4524149bfe', $cinelibre_file$
-- record_evaluation: keep what an evaluation measured, and delete all but the newest kept_count.
-- `python -m api.jobs evaluate`, if a database is configured.
create or replace function public.record_evaluation(measures jsonb, versions jsonb, kept_count integer default 100)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
begin
    insert into cinelibre.evaluations as e (measures, versions)
    values (record_evaluation.measures, record_evaluation.versions)
    returning e.id into _id;
    delete from cinelibre.evaluations as e
    where e.id <= (
        select former.id
        from cinelibre.evaluations as former
        order by former.id desc
        offset record_evaluation.kept_count
        limit 1
    );
    return _id;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_evening', '4aa25aa886becbe8ccd549f2526a87c49ac57aa018da8b6cea9088c786cf062d', $cinelibre_file$
-- record_evening: record what a group watched and how content each member was; answer the evening.
-- POST /groups/{group_id}/evenings. PT404 if the caller is not in the group or there is no such item. What the group
-- recorded less than repeat_hours ago with the same item is the same evening: it is replaced. Members who left meanwhile
-- are left out. A group keeps its newest evening_limit evenings.
create or replace function public.record_evening(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    item_id integer,
    satisfactions jsonb,
    repeat_hours float8,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(record_evening.caller_id, record_evening.caller_version, record_evening.acts_for) as c
    ), record_evening.acts_for);
    _group_id uuid := cinelibre.lock_group(record_evening.group_id);
    _member cinelibre.group_members := cinelibre.require_member(_group_id, _user_id, null);
    _item_id integer := cinelibre.require_item(record_evening.item_id, null);
    _evening_id bigint;
begin
    delete from cinelibre.group_evenings as e
    where e.group_id = _group_id
        and e.item_id = _item_id
        and e.watched_at > now() - make_interval(secs => 3600 * record_evening.repeat_hours);
    insert into cinelibre.group_evenings as e (group_id, item_id) values (_group_id, _item_id) returning e.id into _evening_id;
    insert into cinelibre.evening_members (evening_id, member_id, expected, best, satisfaction)
    select _evening_id, m.id, s.expected, s.best, s.satisfaction
    from jsonb_to_recordset(record_evening.satisfactions) as s (member_id uuid, expected float8, best float8, satisfaction float8)
    join cinelibre.group_members as m on m.id = s.member_id and m.group_id = _group_id;
    delete from cinelibre.group_evenings as e
    where e.group_id = _group_id
        and e.id <= (
            select o.id
            from cinelibre.group_evenings as o
            where o.group_id = _group_id
            order by o.id desc
            offset record_evening.evening_limit
            limit 1
        );
    return (
        select v.body
        from cinelibre.list_evenings(_member, 0, 1) as v
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_feedback', '01883c65298a975e7075870eae6d99cfa7a561627caeb61eadb56f7d4d6a3054', $cinelibre_file$
-- record_feedback: keep what a reader says of an item on a list of theirs, and count it as a signal at once.
-- POST /feedback. `signal` is the type of event that it stands for, null if it says nothing of the item. A second time
-- replaces comment and reason. PT404 if the list is not theirs or lacks the item, PT410 after a week.
create or replace function public.record_feedback(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    item_id integer,
    kind text,
    signal text,
    comment text,
    reason_source text,
    reason_key text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(record_feedback.caller_id, record_feedback.caller_version, record_feedback.acts_for) as c
    ), record_feedback.acts_for);
    _list cinelibre.recommendation_lists := cinelibre.require_list(_user_id, record_feedback.recommendation_id);
    _entry record;
    _kept cinelibre.feedback;
begin
    select e.* into _entry from cinelibre.require_entry(_list, record_feedback.item_id) as e;
    if record_feedback.signal is not null then
        perform cinelibre.lock_items(array[record_feedback.item_id]);
    end if;
    insert into cinelibre.feedback as f
    (user_id, recommendation_id, item_id, kind, comment, reason_source, reason_key, place, score, variant,
    contributions, listed_at, signal, signaled_at)
    values (
        _user_id, _list.id, record_feedback.item_id, record_feedback.kind, record_feedback.comment,
        record_feedback.reason_source, record_feedback.reason_key, _entry.place, (_entry.body ->> 'score')::float8,
        coalesce(_entry.body ->> 'variant', 'default'), _entry.body -> 'contributions', _list.created_at,
        record_feedback.signal,
        cinelibre.signal_feedback(_user_id, _list.id, record_feedback.item_id, record_feedback.signal)
    )
    on conflict on constraint feedback_user_id_recommendation_id_item_id_kind_key do update
    set comment = excluded.comment,
        reason_source = excluded.reason_source,
        reason_key = excluded.reason_key,
        signaled_at = excluded.signaled_at
    returning f.* into _kept;
    return cinelibre.describe_feedback(_kept) || jsonb_build_object(
        'item_type', (select i.item_type from cinelibre.items as i where i.id = _kept.item_id)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_interactions', 'f875b1ccc705a9edac337010bedab3db6e4186fcde8b8e6bbc9f46c012fd9e91', $cinelibre_file$
-- record_interactions: store a batch of a user's events and change the shelf and the ratings as they say.
-- POST /interactions, /interactions/batch and /events/…, up to 100 events a call. A bad event is reported by its index
-- and does not stop the others. Repeats are counted apart. The answer has the id of each stored event.
create or replace function public.record_interactions(
    caller_id integer,
    caller_version integer,
    events jsonb,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(
            record_interactions.caller_id, record_interactions.caller_version, record_interactions.acts_for
        ) as c
    );
    _recorded record;
begin
    perform cinelibre.lock_user(_user_id, record_interactions.acts_for);
    perform cinelibre.lock_items(array(
        select (element.body ->> 'item_id')::integer
        from jsonb_array_elements(record_interactions.events) as element (body)
        where element.body ->> 'item_id' is not null
    ));
    select r.* into _recorded from cinelibre.record_events(_user_id, record_interactions.events) as r;
    perform cinelibre.apply_interactions(_user_id, _recorded.ids);
    return jsonb_build_object(
        'n_recorded', cardinality(_recorded.ids),
        'n_repeated', _recorded.n_repeated,
        'ids', to_jsonb(_recorded.ids),
        'refused', _recorded.refused
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'record_login', '6d2c8c5101ab14edebf3fbde4d2b366360a2b563b62bf8f4f578b2eb8e01a993', $cinelibre_file$
-- record_login: issue the number of a new token after the password was found right.
-- POST /auth/login. A new_hash replaces the stored hash, which upgrades old hashes.
-- PT401 if the password changed or the account went while the password was being compared.
create or replace function public.record_login(user_id integer, verified_hash text, new_hash text default null)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with logged_in as (
        update cinelibre.users as u
        set token_version = u.token_version + 1,
            password_hash = coalesce(record_login.new_hash, u.password_hash)
        where u.id = record_login.user_id
            and u.password_hash = record_login.verified_hash
        returning u.id, u.token_version
    )
    select coalesce(
        (
            select jsonb_build_object('token_version', l.token_version, 'user', cinelibre.describe_user(l.id))
            from logged_in as l
        ),
        cinelibre.refuse('PT401', 'invalid_credentials', 'E-mail or password is wrong.')
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'recount_catalogue', '692c5040df15f0586589f7e2f62336495c02985dc17a3750459dfd6442536c4f', $cinelibre_file$
-- recount_catalogue: correct the totals of each type in catalogue_totals; answer how many were wrong.
-- `python -m api.jobs refresh statistics` and the scheduler. recount_items says why counts can be wrong.
create or replace function public.recount_catalogue()
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_mended integer := 0;
begin
    if exists (select from cinelibre.find_wrong_totals()) then
        perform t.item_type
        from cinelibre.catalogue_totals as t
        order by t.item_type
        for no key update;
        update cinelibre.catalogue_totals as t
        set external_total = counted.external_total,
            popularity_total = counted.popularity_total
        from cinelibre.find_wrong_totals() as counted
        where counted.item_type = t.item_type;
        get diagnostics _n_mended = row_count;
    end if;
    return jsonb_build_object('n_mended', _n_mended);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'recount_items', '648b17fe8403f022242f74394eb382095719eded89fd6ad3853789b41cfceeab', $cinelibre_file$
-- recount_items: correct item_stats page by page until the time is up; next is where the following call goes on.
-- `python -m api.jobs refresh statistics` and the scheduler. Triggers keep these counts, but a restored backup, for
-- example, bypasses them. Only wrong rows are locked, and then counted again, so no rating written meanwhile is lost.
-- Pages are small because one item may have tens of thousands of raters, and the clock is checked between pages.
create or replace function public.recount_items(
    after_id integer,
    max_seconds float8,
    page_size integer default 5
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => recount_items.max_seconds);
    _after integer := recount_items.after_id;
    _page integer[];
    _wrong integer[];
begin
    loop
        _page := array(
            select i.id
            from cinelibre.items as i
            where i.id > _after
            order by i.id
            limit recount_items.page_size
        );
        _after := _page[recount_items.page_size];
        _wrong := array(
            select c.item_id
            from cinelibre.count_raters(_page) as c
            left join cinelibre.item_stats as s on s.item_id = c.item_id
            where (c.rater_count, c.rating_count, c.rating_sum, c.simulated_count, c.like_count) is distinct from (
                coalesce(s.rater_count, 0), coalesce(s.rating_count, 0), coalesce(s.rating_sum, 0),
                coalesce(s.simulated_count, 0), coalesce(s.like_count, 0)
            )
            order by c.item_id
        );
        exit when _wrong <> '{}' or _after is null or clock_timestamp() >= _until;
    end loop;
    if _wrong <> '{}' then
        perform cinelibre.lock_items(_wrong);
        update cinelibre.item_stats as s
        set rater_count = c.rater_count,
            rating_count = c.rating_count,
            rating_sum = c.rating_sum,
            simulated_count = c.simulated_count,
            like_count = c.like_count
        from cinelibre.count_raters(_wrong) as c
        where s.item_id = c.item_id;
    end if;
    return jsonb_build_object('n_mended', cardinality(_wrong), 'next', _after);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'recount_users', '77766fad188cba20700e4c39501b9c8f22ba37b731f8cf3e59b781dcd2e66e2b', $cinelibre_file$
-- recount_users: correct users' rating counts page by page until the time is up.
-- `python -m api.jobs refresh statistics` and the scheduler. recount_items says why counts can be wrong.
-- A row that another transaction holds is left to the next run, because an import locks users in any order.
create or replace function public.recount_users(
    after_id integer,
    max_seconds float8,
    page_size integer default 200
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => recount_users.max_seconds);
    _after integer := recount_users.after_id;
    _page integer[];
    _wrong integer[];
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit recount_users.page_size
        );
        _after := _page[recount_users.page_size];
        _wrong := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_page)
                and u.rating_count <> (select count(*) from cinelibre.ratings as r where r.user_id = u.id)
            order by u.id
        );
        exit when _wrong <> '{}' or _after is null or clock_timestamp() >= _until;
    end loop;
    if _wrong <> '{}' then
        _wrong := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_wrong)
            order by u.id
            for no key update skip locked
        );
        update cinelibre.users as u
        set rating_count = (select count(*) from cinelibre.ratings as r where r.user_id = u.id)
        where u.id = any (_wrong);
    end if;
    return jsonb_build_object('n_mended', cardinality(_wrong), 'next', _after);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'refresh_changed_items', '5a959d96ad3165c3f50e9b001bdf84429cff8b822f33db2797b0743ea17ffb55', $cinelibre_file$
-- refresh_changed_items: recompute the cosine neighbors of changed items until the time is up.
-- `python -m api.jobs refresh` and the scheduler call it until n_left is 0. A call does at least one item, so it ends.
create or replace function public.refresh_changed_items(max_seconds float8)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_changed_items.max_seconds);
    _n_changed integer := 0;
    _n_refreshed integer := 0;
    _item record;
begin
    for _item in
        select c.*, (count(*) over ())::integer as n_changed
        from cinelibre.list_changed_items() as c
        order by c.change desc, c.item_id
        limit 1000
    loop
        with computed as materialized (
            select f.* from cinelibre.compute_cosine(_item.model_id, _item.item_id, _item.n_items) as f
        ),
        measured as (
            insert into cinelibre.item_lengths (model_id, item_id, length, rater_count)
            select _item.model_id, _item.item_id, f.length, _item.rater_count
            from computed as f
            on conflict on constraint item_lengths_pkey do update
            set length = excluded.length,
                rater_count = excluded.rater_count
        )
        insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
        select _item.model_id, _item.item_id, f.neighbor_ids, f.weights
        from computed as f
        on conflict on constraint item_neighbors_pkey do update
        set neighbor_ids = excluded.neighbor_ids,
            weights = excluded.weights;
        _n_changed := _item.n_changed;
        _n_refreshed := _n_refreshed + 1;
        exit when clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_refreshed', _n_refreshed, 'n_left', _n_changed - _n_refreshed);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'refresh_features', '4edf1cdc298ee1c2e65212eb55add7caf322d802cb1e4ced20330d4ace3cfbe6', $cinelibre_file$
-- refresh_features: count features anew, of one kind or all; answer how many there are.
-- `python -m api.jobs refresh statistics`, and whatever fills the catalogue. It skips people with a single item:
-- nothing else could be recommended for them. Each feature keeps its best known items, by raters at the source and
-- likes here. With the types it totals their stars.
create or replace function public.refresh_features(only_kind text default null, best_limit integer default 200)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
set work_mem = '64MB' -- keeps sorts and hashes in memory
as $$
declare
    _n_features integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.features', 0));
    delete from cinelibre.features as f
    where f.kind = coalesce(refresh_features.only_kind, f.kind);
    insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)
    select
        l.kind,
        l.name,
        l.item_type,
        count(*) filter (where l.share = 1),
        sum(l.share) / max(l.n_of_type),
        coalesce((array_agg(l.item_id order by l.known desc, l.item_id) filter (where l.share = 1))[:refresh_features.best_limit], '{}')
    from cinelibre.list_catalogue_features(refresh_features.only_kind) as l
    group by l.kind, l.name, l.item_type
    having l.kind <> 'person' or count(*) > 1;
    get diagnostics _n_features = row_count;
    if coalesce(refresh_features.only_kind, 'type') = 'type' then
        perform cinelibre.total_stars();
    end if;
    return jsonb_build_object('n_features', _n_features);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'refresh_neighbors', 'ab988ee442e7dc0ef07f3bb5889b31803fb53c90e4b1858664f261f758acdd64', $cinelibre_file$
-- refresh_neighbors: compute and store a user's neighbors, unless the stored ones are still valid; answer how many.
-- Called after a change of ratings, once the response is sent, and by refresh_stale_neighbors. A user without ratings
-- gets none. The shared lock keeps delete_account out: it would delete a user whose id is about to be written here.
create or replace function public.refresh_neighbors(user_id integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _version integer;
    _n_neighbors integer;
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('cinelibre.user_neighbors', 0));
    _version := (select u.taste_version from cinelibre.users as u where u.id = refresh_neighbors.user_id);
    _n_neighbors := (
        select cardinality(n.neighbor_ids)
        from cinelibre.user_neighbors as n
        where n.user_id = refresh_neighbors.user_id
            and n.taste_version = _version
            and n.computed_at > now() - interval '7 days'
    );
    if _version is null or _n_neighbors is not null then
        return coalesce(_n_neighbors, 0);
    end if;
    insert into cinelibre.user_neighbors as n (user_id, neighbor_ids, weights, taste_version, computed_at)
    select
        refresh_neighbors.user_id,
        coalesce(array_agg(f.user_id order by f.weight desc, f.user_id) filter (where f.user_id is not null), '{}'),
        coalesce(array_agg(f.weight::real order by f.weight desc, f.user_id) filter (where f.user_id is not null), '{}'),
        _version,
        now()
    from cinelibre.list_rated(refresh_neighbors.user_id) as h
    left join lateral cinelibre.find_neighbors(h.item_ids, h.ratings, refresh_neighbors.user_id) as f on true
    on conflict on constraint user_neighbors_pkey do update
    set neighbor_ids = excluded.neighbor_ids,
        weights = excluded.weights,
        taste_version = excluded.taste_version,
        computed_at = excluded.computed_at
    returning cardinality(n.neighbor_ids) into _n_neighbors;
    return _n_neighbors;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'refresh_stale_neighbors', '40dfaa793d4c0131c4351f48bb8a5a640765c778eab2d9cc5ffce2ae618d1788', $cinelibre_file$
-- refresh_stale_neighbors: recompute stale neighbors until the time is up; answer how many were done and how many are
-- left. `python -m api.jobs refresh` and the scheduler call it until n_left is 0. A call does at least one user, so it
-- ends.
create or replace function public.refresh_stale_neighbors(max_seconds float8)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_stale_neighbors.max_seconds);
    _n_refreshed integer := 0;
    _user_id integer;
begin
    for _user_id in
        select s.user_id
        from cinelibre.list_stale_users() as s
        order by s.place
        limit 1000
    loop
        perform public.refresh_neighbors(_user_id);
        _n_refreshed := _n_refreshed + 1;
        exit when clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object(
        'n_refreshed', _n_refreshed,
        'n_left', (select count(*) from cinelibre.list_stale_users())
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'refresh_summaries', 'e3f7b164a5d32ea8fc444ea23a314072d0430e109a6fbacc11cbabfe99535a32', $cinelibre_file$
-- refresh_summaries: count readers anew in user_interaction_summary, page by page, until the time is up.
-- `python -m api.jobs refresh statistics` and the scheduler, every six hours; whatever loads ratings. Only rows that
-- changed are written. It skips accounts that are being deleted, whose row would have to wait for them.
create or replace function public.refresh_summaries(after_id integer, max_seconds float8, page_size integer default 200)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_summaries.max_seconds);
    _after integer := refresh_summaries.after_id;
    _page integer[];
    _n_page integer;
    _n_written integer := 0;
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit refresh_summaries.page_size
        );
        _after := _page[refresh_summaries.page_size];
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_page)
            order by u.id
            for key share skip locked
        );
        insert into cinelibre.user_interaction_summary as s
        select n.*
        from cinelibre.summarize_users(_page) as n
        left join cinelibre.user_interaction_summary as known on known.user_id = n.user_id
        where to_jsonb(n) - 'counted_at' is distinct from to_jsonb(known) - 'counted_at'
        order by n.user_id
        on conflict (user_id) do update
        set rating_count = excluded.rating_count,
            rating_average = excluded.rating_average,
            star_counts = excluded.star_counts,
            liked_count = excluded.liked_count,
            watchlist_count = excluded.watchlist_count,
            favorite_count = excluded.favorite_count,
            seen_count = excluded.seen_count,
            hidden_count = excluded.hidden_count,
            event_count = excluded.event_count,
            search_count = excluded.search_count,
            first_at = excluded.first_at,
            last_at = excluded.last_at,
            counted_at = excluded.counted_at;
        get diagnostics _n_page = row_count;
        _n_written := _n_written + _n_page;
        exit when _after is null or clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_mended', _n_written, 'next', _after);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'register_user', 'e86a0cf58079969b2e28838c5f99aa0b7354e8267068b67546f2dda2a873f418', $cinelibre_file$
-- register_user: create an account and the number of its first token.
-- POST /auth/register. PT409 if the e-mail already has an account; of two requests at once, the second gets it.
create or replace function public.register_user(email text, password_hash text, name text, timezone text)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with added as (
        insert into cinelibre.users as u (email, password_hash, name, timezone, token_version)
        values (
            register_user.email,
            register_user.password_hash,
            register_user.name,
            cinelibre.require_timezone(register_user.timezone),
            1
        )
        on conflict (email) do nothing
        returning u.*
    )
    select coalesce(
        (
            select jsonb_build_object(
                'token_version', a.token_version,
                'user', jsonb_build_object(
                    'id', a.id,
                    'email', a.email,
                    'name', a.name,
                    'role', a.role,
                    'timezone', a.timezone,
                    'discoverable', a.discoverable,
                    'shares_ratings', a.shares_ratings,
                    'person_id', a.person_id,
                    'created_at', a.created_at
                )
            )
            from added as a
        ),
        cinelibre.refuse('PT409', 'email_taken', 'email: There is an account with this e-mail already; log in.')
    );
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'remove_member', 'f3c79bbf4b50804fcec8cd08faa580a7ef71e4d9fce24f8e1521bc7024bcdf88', $cinelibre_file$
-- remove_member: take a member out of a group: oneself, or as its host anybody.
-- DELETE /groups/{group_id}/members/{member_id}. PT404 if the caller or guest is not in the group, or the member is not;
-- PT403 if the member is somebody else and the caller is not the host. With its last account the group goes, guests too.
create or replace function public.remove_member(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    member_id uuid,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select cinelibre.lock_user(c.user_id, remove_member.acts_for)
        from cinelibre.require_caller(remove_member.caller_id, remove_member.caller_version, remove_member.acts_for) as c
        where remove_member.guest_key_hash is null
    );
    _group_id uuid := cinelibre.lock_group(remove_member.group_id);
    _member cinelibre.group_members := cinelibre.require_member(
        _group_id, _user_id, remove_member.guest_key_hash
    );
begin
    if _member.id <> remove_member.member_id then
        perform cinelibre.require_host(_group_id, _user_id, remove_member.guest_key_hash);
    end if;
    delete from cinelibre.group_members as m
    where m.id = remove_member.member_id
        and m.group_id = _group_id;
    if not found then
        raise exception using errcode = 'PT404', message = 'member_not_found',
            detail = 'The group has no member with this id.';
    end if;
    return jsonb_build_object('deleted', true);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'replace_embedding_model', '3f6e79be988692ad750c621e01fba803177ed5331b66584b41032055828f643f', $cinelibre_file$
-- replace_embedding_model: make another model embed the catalogue, and answer the former model's name.
-- `python -m api.jobs embed --replace-model`. From then on, servers that run the former model get PT503.
-- delete_former_embeddings deletes the former vectors.
create or replace function public.replace_embedding_model(embedding_model text, dimension integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _former text := (
        select m.name
        from cinelibre.models as m
        where m.kind = 'embedding'
            and m.is_active
    );
begin
    if _former is distinct from replace_embedding_model.embedding_model then
        update cinelibre.models as m
        set is_active = false
        where m.kind = 'embedding'
            and m.is_active;
        insert into cinelibre.models as m (kind, name, dimension, is_active)
        values ('embedding', replace_embedding_model.embedding_model, replace_embedding_model.dimension, true)
        on conflict (kind, name) do update
        set is_active = true,
            created_at = now();
    end if;
    return jsonb_build_object('former', _former);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'report_person', 'be909f3fdfab8850d9c1d8ced0164d536d6f0c4f39dfb6e96b85c32bfc870d75', $cinelibre_file$
-- report_person: tell the operator of a person, with a reason; a second report replaces the first.
-- POST /matches/{person_id}/report. PT404 for everybody whom the reader may not see and never blocked or declined.
-- PT429 after daily_limit reports of other people within a day.
create or replace function public.report_person(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    reason text,
    daily_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(report_person.caller_id, report_person.caller_version, report_person.acts_for) as c
    );
    _other_id integer := (
        select u.id from cinelibre.users as u where u.person_id = report_person.person_id and u.id <> _user_id
    );
    _is_there boolean := cinelibre.lock_people(_user_id, _other_id, report_person.acts_for);
    _relation text := cinelibre.relate(_user_id, _other_id);
begin
    if not _is_there or not (cinelibre.can_see(_user_id, _other_id, _relation) or _relation in ('declined', 'blocked')) then
        perform cinelibre.refuse_person();
    end if;
    if (
        select count(*)
        from cinelibre.person_reports as p
        where p.user_id = _user_id
            and p.other_id <> _other_id
            and p.reported_at > now() - interval '1 day'
    ) >= report_person.daily_limit then
        perform cinelibre.refuse('PT429', 'too_many_today', format(
            'You reported %s people within a day: block who bothers you, and report them tomorrow.', report_person.daily_limit
        ));
    end if;
    insert into cinelibre.person_reports as p (user_id, other_id, reason)
    values (_user_id, _other_id, report_person.reason)
    on conflict on constraint person_reports_pkey do update
    set reason = excluded.reason,
        reported_at = excluded.reported_at;
    return jsonb_build_object('reported', true) || cinelibre.describe_relation(_user_id, _other_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'report_review', '6a4e173f1ea0944608a90593ac8f6382a23617ac8f0a75a19d9c41f7861e5cef', $cinelibre_file$
-- report_review: tell the operator that a review is not right; `hide_from` reports by different people hide it.
-- POST /reviews/{review_id}/report. PT404 if nobody can read such a review, PT422 for one's own, PT429 beyond
-- `daily_limit` reports a day. A person counts once, and once more only after an admin decided.
create or replace function public.report_review(
    caller_id integer,
    caller_version integer,
    review_id integer,
    reason text,
    hide_from integer,
    daily_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(report_review.caller_id, report_review.caller_version, report_review.acts_for) as c
    ), report_review.acts_for);
    _review cinelibre.reviews := cinelibre.require_review(report_review.review_id, _user_id);
    _is_new boolean;
begin
    insert into cinelibre.review_reports as p (review_id, user_id, reason)
    values (_review.id, _user_id, report_review.reason)
    on conflict on constraint review_reports_pkey do update
    set reason = excluded.reason,
        reported_at = excluded.reported_at
    where p.reported_at <= _review.decided_at;
    _is_new := found;
    if _is_new then
        perform cinelibre.count_towards(_user_id, 'reports', report_review.daily_limit);
        update cinelibre.reviews as r
        set hidden_at = clock_timestamp()
        where r.id = _review.id
            and r.hidden_at is null
            and not r.is_settled
            and cinelibre.count_reports(r.id, r.decided_at) >= report_review.hide_from;
    end if;
    return jsonb_build_object('review_id', _review.id, 'is_new', _is_new);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'reset_password', 'ba3fc300ef08d9dd2fbc235dc87c73e27e779b65202d90343226d9ad8fdcad7e', $cinelibre_file$
-- reset_password: set a new password with a one-time code; answer the number of a new token, or null.
-- POST /auth/reset-password. A wrong code counts as one try of every code of the account.
-- It answers null instead of raising, because an exception would undo that count.
-- The right code deletes all codes of the account and ends every token.
create or replace function public.reset_password(
    email text,
    code_hash text,
    new_hash text,
    try_limit integer default 20,
    good_minutes integer default 30
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
    _version integer;
begin
    select u.id into _user_id
    from cinelibre.users as u
    where u.email = reset_password.email
    for no key update;
    update cinelibre.users as u
    set password_hash = reset_password.new_hash,
        token_version = u.token_version + 1,
        tokens_valid_from = u.token_version + 1,
        ended_token_versions = '{}',
        kept_token_version = null
    from cinelibre.reset_codes as c
    where u.id = _user_id
        and c.user_id = _user_id
        and c.code_hash = reset_password.code_hash
        and c.n_tries < reset_password.try_limit
        and c.made_at > now() - make_interval(mins => reset_password.good_minutes)
    returning u.token_version into _version;
    if _version is null then
        update cinelibre.reset_codes as c set n_tries = c.n_tries + 1 where c.user_id = _user_id;
        return null;
    end if;
    delete from cinelibre.reset_codes as c where c.user_id = _user_id;
    return jsonb_build_object('token_version', _version, 'user', cinelibre.describe_user(_user_id));
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'roll_up_interactions', '330f3d22942863c2fe9c412998013b1cb5d782e818804d4c47abd149c6b811ef', $cinelibre_file$
-- roll_up_interactions: delete old interactions, after adding their counts and weights to preference_rollups.
-- Of whoever has more than keep_events, less old ones too (find_roll_up_moment), so that a list reads no more than these.
-- `python -m api.jobs cleanup` and the scheduler. It goes user by user until the time is up; next is where the
-- following call goes on, null at the end. Events of the watch history stay, for a diary may span years.
-- It skips accounts that are being deleted. roll_up_users moves events in one statement, so none is in both tables.
create or replace function public.roll_up_interactions(
    keep_days integer,
    after_id integer,
    max_seconds float8,
    page_size integer default 200,
    event_limit integer default 5000,
    keep_events integer default 5000
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => roll_up_interactions.max_seconds);
    _after integer := roll_up_interactions.after_id;
    _before timestamptz := now() - make_interval(days => roll_up_interactions.keep_days);
    _page integer[];
    _owners integer[];
    _n_events integer := 0;
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit roll_up_interactions.page_size
        );
        _owners := array(
            select u.id
            from cinelibre.users as u
            cross join lateral cinelibre.find_roll_up_moment(u.id, _before, keep_events) as moment
            where u.id = any (_page)
                and exists (
                    select
                    from cinelibre.interactions as e
                    join cinelibre.interaction_types as kind on kind.name = e.interaction_type
                    where e.user_id = u.id
                        and e.occurred_at < moment
                        and not kind.in_history
                )
            order by u.id
            for key share of u skip locked
        );
        if _owners <> '{}' then
            _n_events := cinelibre.roll_up_users(_owners, _before, keep_events, roll_up_interactions.event_limit);
            exit when _n_events = roll_up_interactions.event_limit; -- there may be more of these users
        end if;
        _after := _page[roll_up_interactions.page_size];
        exit when _after is null or _n_events > 0 or clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_events', _n_events, 'next', _after);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'save_features', '4a0c3a9946cfea84023e94eb6307f6f5a5b09c50b886cfbe054a041b1e43bca1', $cinelibre_file$
-- save_features: keep what lists know of a user's taste as a snapshot for training, and return it.
-- POST /features/me/refresh, POST /features/{user_id}/refresh. A user keeps the newest snapshot_limit snapshots.
create or replace function public.save_features(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    snapshot_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(save_features.caller_id, save_features.caller_version, save_features.acts_for) as c
    );
    _kept cinelibre.feature_snapshots;
begin
    perform cinelibre.lock_user(_user_id, save_features.acts_for);
    insert into cinelibre.feature_snapshots as s (user_id, features)
    values (_user_id, cinelibre.describe_features(_user_id, save_features.history_limit, save_features.per_kind))
    returning s.* into _kept;
    delete from cinelibre.feature_snapshots as s
    where s.user_id = _user_id
        and s.id <= (
            select o.id
            from cinelibre.feature_snapshots as o
            where o.user_id = _user_id
            order by o.id desc
            offset save_features.snapshot_limit
            limit 1
        );
    return _kept.features || jsonb_build_object('user_id', _user_id, 'taken_at', _kept.taken_at, 'snapshot_id', _kept.id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'save_recommendations', '1453e37c84967d0e01a46f2b6548cf08fb5fd650f9533b471082297edfa79325', $cinelibre_file$
-- save_recommendations: store a ranked list with the receipt of every item, and answer its first batch.
-- The second of two calls, if get_recommendations or get_carousels had no stored list. A list without filters becomes
-- the current one of its type. Other lists serve receipts only, for a week, and a type keeps the last twenty.
-- `neighbors` and `newest_event` are those that the first call found; `rows` say how a front page shows the list
-- (migration 0044). Unless is_kept, nothing is stored: the request asks to leave nothing behind.
create or replace function public.save_recommendations(
    caller_id integer,
    caller_version integer,
    ranked jsonb,
    sources text[],
    taste_version integer,
    day date,
    item_type text,
    is_daily boolean,
    batch_size integer,
    rating_count integer,
    neighbors jsonb,
    newest_event bigint,
    is_kept boolean,
    acts_for integer default null,
    rows jsonb default null,
    match_threshold float8 default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _list cinelibre.recommendation_lists;
begin
    _list.user_id := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(
            save_recommendations.caller_id, save_recommendations.caller_version, save_recommendations.acts_for
        ) as c
    ), save_recommendations.acts_for);
    _list.item_type := save_recommendations.item_type;
    _list.taste_version := save_recommendations.taste_version;
    _list.day := save_recommendations.day;
    _list.sources := save_recommendations.sources;
    _list.is_current := save_recommendations.is_daily;
    _list.rating_count := save_recommendations.rating_count;
    _list.newest_event := save_recommendations.newest_event;
    _list.rows := save_recommendations.rows;
    _list.item_ids := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(save_recommendations.ranked) with ordinality as e (body, place)
        order by e.place
    );
    _list.items := cinelibre.add_evidence(
        save_recommendations.ranked, _list.item_ids, _list.sources,
        cinelibre.build_reader(_list.user_id, save_recommendations.neighbors, -1)
    );
    _list.id := case when save_recommendations.is_kept then cinelibre.keep_list(_list, save_recommendations.batch_size) end;
    return json_build_object(
        'recommendation_id', _list.id,
        'items', cinelibre.describe_batch(_list.user_id, _list.items, 0, batch_size, save_recommendations.match_threshold),
        'total', cardinality(_list.item_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'search_items', '6782055dd822d7e0d0a0418e63cffc0d6e817271bd24b8edc9d14c18b4974ef8', $cinelibre_file$
-- search_items: return one page of the movies and books that meaning, words, title and person find, and how many there are.
-- GET /search. Without a vector, or without embedded items, only words count. choose_reading picks one of `readings`;
-- the answer's `reading` and `like` say which. `corrected` is the text with its spelling corrected.
-- The list has list_limit items at most, whichever page is asked. If the filters leave nothing, `emptied_by` names each
-- filter whose removal would leave something.
create or replace function public.search_items(
    words text,
    match_count integer,
    item_skip integer,
    list_limit integer,
    query_embedding vector default null,
    item_type text default null,
    filters jsonb default '{}',
    embedding_model text default null,
    caller_id integer default null,
    caller_version integer default null,
    readings jsonb default null,
    weights jsonb default '{}'
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select read.question, case when search_items.embedding_model is not null then read.query_embedding end as query_embedding
        from cinelibre.build_question(
            coalesce(cinelibre.choose_reading(nullif(search_items.readings, '[]'), search_items.item_type), '{}'),
            search_items.words, search_items.item_type, search_items.filters, search_items.query_embedding
        ) as read
    ),
    found as materialized (
        select demanded.*
        from asked
        cross join cinelibre.list_demanded(asked.question, list_limit) as demanded
        where asked.question ? 'is_demand_only'
        union all
        select fused.*
        from asked
        cross join cinelibre.fuse_items(
            asked.question, asked.query_embedding, embedding_model, cinelibre.weights_of_search() || weights, list_limit
        ) as fused
        where not asked.question ? 'is_demand_only'
    ),
    page as materialized (select f.* from found as f order by f.score desc, f.item_id offset item_skip limit match_count)
    select json_build_object(
        'total', (select count(*) from found),
        'items', coalesce(described.items, '[]'),
        'emptied_by', case
            when not exists (select from found) then cinelibre.find_emptying(question ->> 'item_type', question -> 'filters')
            else '[]'
        end,
        'reading', question -> 'place',
        'like', (select jsonb_build_object('id', i.id, 'title', i.title) from cinelibre.items as i where i.id = (question ->> 'like_id')::integer),
        'corrected', question -> 'corrected',
        'idle_exclusions', cinelibre.list_idle_exclusions(question)
    )
    from cinelibre.allow_caller(search_items.caller_id, search_items.caller_version) as caller (user_id)
    cross join asked
    cross join lateral (
        select json_agg(cinelibre.describe_finding(d.item, f.similarity, f.score, f.matched, caller.user_id) order by f.score desc, f.item_id)
        from page as f
        join cinelibre.describe_items(array(select o.item_id from page as o), caller.user_id) as d on d.item_id = f.item_id
    ) as described (items);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'search_titles', 'e92c4d79b6cbc9ec94f37b4b82d5b73ece4dd9da96636359688479f0d1c06272', $cinelibre_file$
-- search_titles: suggest titles while a user types, then items by people of that name, and their own former questions.
-- GET /search/suggest, best known first. `person` is set if a name matched; `history` is empty without a token. The caller
-- is checked before anything is read, so an ended token gets PT401.
create or replace function public.search_titles(
    typed text,
    item_limit integer,
    history_limit integer,
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'history', cinelibre.find_former_questions(caller.user_id, search_titles.typed, search_titles.history_limit),
        'items', suggested.items
    )
    from cinelibre.allow_caller(search_titles.caller_id, search_titles.caller_version) as caller (user_id)
    cross join lateral (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', i.id,
                    'item_type', i.item_type,
                    'title', i.title,
                    'year', i.year,
                    'image_url', i.image_url,
                    'person', found.person
                )
                order by found.place
            ),
            '[]'
        ) as items
        from cinelibre.suggest_items(search_titles.typed, search_titles.item_type, search_titles.item_limit) as found
        join cinelibre.items as i on i.id = found.item_id
        where coalesce(caller.user_id, 0) >= 0 -- keeps the check of the caller first
    ) as suggested;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'serve_batch', '093aefcb7f4bcf3acf8d7b68dcaf956d5ce8f4c06ae3d912fe3fb86a2ac9a13c', $cinelibre_file$
-- serve_batch: return a later batch of a stored list.
-- GET /recommendations/next. PT404 if the list is not the caller's, PT410 after a week. A list that was replaced can be
-- read to its end, without what the reader has come to know since. Unless is_kept, nothing is recorded as shown.
create or replace function public.serve_batch(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    batch integer,
    batch_size integer,
    is_kept boolean,
    acts_for integer default null,
    match_threshold float8 default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(serve_batch.caller_id, serve_batch.caller_version, serve_batch.acts_for) as c
    ), serve_batch.acts_for);
    _list cinelibre.recommendation_lists := cinelibre.require_list(_user_id, serve_batch.recommendation_id);
    _skip integer := (serve_batch.batch - 1) * serve_batch.batch_size;
begin
    if serve_batch.is_kept then
        perform cinelibre.record_impressions(_user_id, _list.id, _list.items, _skip, serve_batch.batch_size);
    end if;
    return json_build_object(
        'recommendation_id', _list.id,
        'sources', _list.sources,
        'items', cinelibre.describe_batch(_user_id, _list.items, _skip, batch_size, serve_batch.match_threshold),
        'total', cardinality(_list.item_ids)
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'set_influence', 'eb6f560c1bd348fae6eb7326cb681bf636c62a5a3b563b0e98be10d419d0e7aa', $cinelibre_file$
-- set_influence: set how much an item or a feature moves a user's lists, from 0 to 2; 1 undoes it.
-- PATCH /me/influences. PT404 if there is no such item or feature, PT409 if the user set too many others (keep_influence).
-- What the catalogue has no more can still be undone. A change raises taste_version, so that the next list follows it.
create or replace function public.set_influence(
    caller_id integer,
    caller_version integer,
    kind text,
    weight float8,
    name text default null,
    item_id integer default null,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(set_influence.caller_id, set_influence.caller_version, set_influence.acts_for) as c
    );
    _n_changed integer;
begin
    perform cinelibre.lock_user(_user_id, set_influence.acts_for);
    if set_influence.kind = 'item' then
        perform cinelibre.require_item(set_influence.item_id, null);
    elsif set_influence.weight <> 1 and not exists (
        select from cinelibre.features as f where f.kind = set_influence.kind and f.name = set_influence.name
    ) then
        perform cinelibre.refuse('PT404', 'feature_not_found', 'name: Nothing in the catalogue has this. GET /me/influences lists names.');
    end if;
    _n_changed := cinelibre.keep_influence(
        _user_id, set_influence.kind, set_influence.name, set_influence.item_id, set_influence.weight
    );
    return jsonb_build_object(
        'kind', set_influence.kind, 'name', set_influence.name, 'item_id', set_influence.item_id,
        'weight', set_influence.weight, 'is_changed', _n_changed > 0
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'set_role', 'b5cdcea4faa943bfc53e83d063b19e72a813aab253d66ecd28108a8f5edd9f9b', $cinelibre_file$
-- set_role: create an account with a role, or change the role, name or password of an existing one.
-- Called only by `python -m api.jobs user`. A null argument changes nothing; a new account without a password gets
-- initial_hash. A change ends every token of the account. Answers the number of a new token.
create or replace function public.set_role(
    email text,
    initial_hash text,
    role text default null,
    password_hash text default null,
    name text default null
)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with former as materialized (
        select u.id from cinelibre.users as u where u.email = set_role.email
    ),
    made as (
        insert into cinelibre.users as u (email, role, password_hash, name, token_version)
        values (
            set_role.email,
            coalesce(set_role.role, 'user'),
            coalesce(set_role.password_hash, set_role.initial_hash),
            set_role.name,
            1
        )
        on conflict (email) do update
        set role = coalesce(set_role.role, u.role),
            password_hash = coalesce(set_role.password_hash, u.password_hash, set_role.initial_hash),
            name = coalesce(set_role.name, u.name),
            token_version = u.token_version + 1,
            tokens_valid_from = u.token_version + 1,
            ended_token_versions = '{}',
            kept_token_version = null
        returning u.id, u.role, u.token_version
    )
    select jsonb_build_object(
        'id', m.id,
        'role', m.role,
        'token_version', m.token_version,
        'is_new', not exists (select from former)
    )
    from made as m;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'set_sync_cursors', '18c0f97567aac693f28873344bb73c4a47eb0a73d7444c618438f61a90a0d158', $cinelibre_file$
-- set_sync_cursors: move a source's cursors; a record is `[language, span, position]`, and a null position removes one.
-- Called by `python -m api.jobs sync`.
create or replace function public.set_sync_cursors(source text, records jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select g.body ->> 0 as language, g.body ->> 1 as span, g.body -> 2 as position
        from jsonb_array_elements(set_sync_cursors.records) as g (body)
    ),
    removed as (
        delete from cinelibre.sync_cursors as c
        using given as g
        where c.source = set_sync_cursors.source
            and c.language = g.language
            and c.span = g.span
            and g.position = 'null'
        returning c.source
    ),
    moved as (
        insert into cinelibre.sync_cursors as c (source, language, span, position)
        select set_sync_cursors.source, g.language, g.span, g.position
        from given as g
        where g.position <> 'null'
        on conflict on constraint sync_cursors_pkey do update
        set position = excluded.position,
            moved_at = now()
        returning c.source
    )
    select ((select count(*) from removed) + (select count(*) from moved))::integer;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'spend_budget', '0297f10e4a9f19aab6ece5536b28dd7a357deb71370c4b941ae772a410dcf243', $cinelibre_file$
-- spend_budget: take some requests from a day's budget; answer all of them, or 0 if fewer are left.
-- Called by `python -m api.jobs sync` before it asks a source. A day ends at midnight in the source's own timezone.
create or replace function public.spend_budget(
    api text,
    wanted integer,
    daily_limit integer,
    zone text default 'America/Los_Angeles'
)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with spent as (
        insert into cinelibre.api_budgets as b (api, day, used)
        select spend_budget.api, (now() at time zone spend_budget.zone)::date, spend_budget.wanted
        where spend_budget.wanted <= spend_budget.daily_limit
        on conflict on constraint api_budgets_pkey do update
        set used = b.used + excluded.used
        where b.used + excluded.used <= spend_budget.daily_limit
        returning spend_budget.wanted as n
    )
    select coalesce((select s.n from spent as s), 0);
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'start_chore', 'dbb5b1abd309f798ad206eb05c730d7caa50372b1fb4af33caa104eb8dd56429', $cinelibre_file$
-- start_chore: write down that an admin starts a chore, and refuse everybody else.
-- POST /admin/jobs/{job_name}/runs, before the chore takes its lease by begin_job.
create or replace function public.start_chore(
    caller_id integer,
    caller_version integer,
    job_name text,
    acts_for integer default null
)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.audit_events as a (actor_id, action)
        select cinelibre.require_admin(caller.user_id), 'start ' || start_chore.job_name
        from cinelibre.require_caller(start_chore.caller_id, start_chore.caller_version, start_chore.acts_for) as caller
        returning a.id
    )
    select jsonb_build_object('audit_event_id', w.id) from written as w;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'switch_outbox', '8497c3113ebb65ea95b3baf5473d5d84240a983244a158392adaf2412352620d', $cinelibre_file$
-- switch_outbox: turn the outbox on or off for every writer of this database, and say how it stands.
-- `python -m api.jobs stream`. Events that wait stay, and can still be relayed. A transaction under way that looked
-- before the switch leaves no event.
create or replace function public.switch_outbox(is_on boolean)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    update cinelibre.outbox_switch as s
    set is_on = switch_outbox.is_on,
        changed_at = now()
    where s.is_only_row
        and s.is_on <> switch_outbox.is_on;
    return cinelibre.describe_outbox();
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'take_outbox', 'f15478dd97eef2711e11897fed470881e7fcd7de6658cd0991e2ad55ef265b18', $cinelibre_file$
-- take_outbox: return the oldest events that wait in the outbox, each with the text that is sent.
-- `python -m api.jobs stream`. It locks nothing, because one relay reads, under the lease of its job. An event is there
-- until confirm_outbox deletes it, so the relay misses no transaction that commits late.
create or replace function public.take_outbox(page_limit integer)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'id', waiting.id,
                'event_id', waiting.event_id,
                'user_id', waiting.user_id,
                'type', waiting.type,
                'version', waiting.version,
                'value', json_build_object(
                    'event_id', waiting.event_id,
                    'type', waiting.type,
                    'version', waiting.version,
                    'user_id', waiting.user_id,
                    'recorded_at', waiting.created_at,
                    'data', waiting.payload
                )::text
            )
            order by waiting.id
        ),
        '[]'
    )
    from (
        select o.*
        from cinelibre.outbox as o
        order by o.id
        limit take_outbox.page_limit
    ) as waiting;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'upsert_items', 'a131dd3dc5c70432f85a837f0635ef1e9ec09717f39cd271d9fd00645b567c05', $cinelibre_file$
-- upsert_items: write a batch of movies and books with their embeddings; a second run changes nothing.
-- Called by every import and by the sync. A field that a record leaves out keeps its value; triggers skip unchanged
-- rows. Batches run one after another, because two that bring the same new item at once would both insert it.
-- Answers how many items are new, changed and unchanged. taken_ids tells, by position in `records`, which ids the batch
-- left out because another item has them.
create or replace function public.upsert_items(records jsonb, embedding_model text, dimension integer)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _model_id integer;
    _incoming cinelibre.incoming_item[];
    _known_ids integer[];
    _touched_ids integer[];
begin
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.upsert_items', 0));
    _model_id := cinelibre.claim_embedding_model(upsert_items.embedding_model, upsert_items.dimension);
    _incoming := array(select p from cinelibre.parse_items(upsert_items.records) as p);
    _incoming := array(select d from cinelibre.drop_repeated_items(_incoming) as d);
    _known_ids := array(select n.item_id from unnest(_incoming) as n where n.item_id is not null);
    _incoming := array(select i from cinelibre.identify_items(_incoming) as i);
    _touched_ids := array(select w from cinelibre.write_items(_incoming) as w);
    _touched_ids := _touched_ids
        || array(select w from cinelibre.write_movies(_incoming) as w)
        || array(select w from cinelibre.write_books(_incoming) as w)
        || array(select w from cinelibre.write_vectors(_incoming, _model_id) as w);
    return (
        select jsonb_build_object(
            'n_new', count(*) filter (where not judged.is_known),
            'n_changed', count(*) filter (where judged.is_known and judged.is_touched),
            'n_unchanged', count(*) filter (where judged.is_known and not judged.is_touched),
            'taken_ids', coalesce(jsonb_object_agg(judged.place, judged.taken_ids) filter (where judged.taken_ids <> '{}'), '{}')
        )
        from (
            select n.place, n.taken_ids, n.item_id = any (_known_ids) as is_known, n.item_id = any (_touched_ids) as is_touched
            from unnest(_incoming) as n
        ) as judged
    );
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_embeddings', '753d90a002ff91e4d3175b7d0ac5f13a627d56d02921dba15233bf1ec4df37da', $cinelibre_file$
-- write_embeddings: write a batch of vectors and answer how many; a second run changes nothing.
-- `python -m api.jobs embed`. A record has item_id, text_hash and embedding; records of deleted items are skipped.
-- PT503 if another model embeds the catalogue.
create or replace function public.write_embeddings(records jsonb, embedding_model text, dimension integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with model as materialized ( -- claimed once, not for each record
        select cinelibre.claim_embedding_model(write_embeddings.embedding_model, write_embeddings.dimension) as id
    ),
    written as (
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
        select i.id, i.item_type, record.embedding, record.text_hash, model.id
        from model
        cross join lateral jsonb_to_recordset(write_embeddings.records) as record (
            item_id integer, text_hash text, embedding halfvec(384)
        )
        join cinelibre.items as i on i.id = record.item_id
        where model.id is not null
        order by i.id
        on conflict (item_id) do update
        set embedding = excluded.embedding,
            text_hash = excluded.text_hash,
            model_id = excluded.model_id
        returning item_id
    )
    select count(*)::integer from written;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_item_neighbors', 'b75438da58b546446073a2c545118179941575dc12832f97a900070b1da39a8b', $cinelibre_file$
-- write_item_neighbors: write a batch of a model's rows and answer how many; a second run changes nothing.
-- `python -m api.jobs train`. A record is [item, [neighbors], [weights], length, raters]; deleted items are skipped.
-- Cosine divides by the length; other models have none. raters counts those whose ratings were read, so ratings that
-- came during the training make the item a changed one.
create or replace function public.write_item_neighbors(model_id integer, records jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    insert into cinelibre.item_lengths (model_id, item_id, length, rater_count)
    select write_item_neighbors.model_id, i.id, (element.body ->> 3)::real, coalesce((element.body ->> 4)::integer, 0)
    from jsonb_array_elements(write_item_neighbors.records) as element (body)
    join cinelibre.items as i on i.id = (element.body ->> 0)::integer
    where (element.body ->> 3) is not null
    order by i.id
    on conflict on constraint item_lengths_pkey do update
    set length = excluded.length,
        rater_count = excluded.rater_count;

    insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
    select
        write_item_neighbors.model_id,
        i.id,
        array(select jsonb_array_elements_text(element.body -> 1)::integer),
        array(select jsonb_array_elements_text(element.body -> 2)::real)
    from jsonb_array_elements(write_item_neighbors.records) as element (body)
    join cinelibre.items as i on i.id = (element.body ->> 0)::integer
    order by i.id
    on conflict on constraint item_neighbors_pkey do update
    set neighbor_ids = excluded.neighbor_ids,
        weights = excluded.weights;
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_note', '2f8e6335596ca77e17f8cd79bc3f0a272d8598b6ff134ac349ecfdb20cbbae60', $cinelibre_file$
-- write_note: write down a reader's note on one item, in place of the former one.
-- PUT /notes/{item_type}/{item_id}. The same note again keeps its date.
create or replace function public.write_note(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    note text,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(write_note.caller_id, write_note.caller_version, write_note.acts_for) as c
    ), write_note.acts_for);
    _item_id integer := cinelibre.require_item(write_note.item_id, write_note.item_type);
begin
    insert into cinelibre.notes as n (user_id, item_id, body)
    values (_user_id, _item_id, write_note.note)
    on conflict on constraint notes_pkey do update
    set body = excluded.body,
        written_at = excluded.written_at
    where n.body <> excluded.body;
    return cinelibre.describe_note(_user_id, _item_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_review', '419d4bcd85a11b3e96eaeaf27552a2a3cfafbca88e5e56f81a05570beb1cf41f', $cinelibre_file$
-- write_review: publish a reader's review of one item, in place of the former one.
-- PUT /reviews/{item_type}/{item_id}. PT429 beyond `daily_limit` written or changed reviews a day. A hidden review stays
-- hidden. If an admin showed it, reports can hide it again once it changes.
create or replace function public.write_review(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_id integer,
    body text,
    has_spoilers boolean,
    daily_limit integer,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(write_review.caller_id, write_review.caller_version, write_review.acts_for) as c
    ), write_review.acts_for);
    _item_id integer := cinelibre.require_item(write_review.item_id, write_review.item_type);
begin
    insert into cinelibre.reviews as r (user_id, item_id, body, has_spoilers)
    values (_user_id, _item_id, write_review.body, write_review.has_spoilers)
    on conflict on constraint reviews_user_id_item_id_key do update
    set body = excluded.body,
        has_spoilers = excluded.has_spoilers,
        written_at = case when r.body is null then excluded.written_at else r.written_at end,
        changed_at = excluded.changed_at,
        is_settled = false
    where (r.body, r.has_spoilers) is distinct from (excluded.body, excluded.has_spoilers);
    if found then
        perform cinelibre.count_towards(_user_id, 'reviews', write_review.daily_limit);
    end if;
    return cinelibre.describe_my_review(_user_id, _item_id);
end;
$$;
$cinelibre_file$);

select cinelibre.ship_function('public', 'write_simulated_ratings', '9b83fc07ab70b91fb5c8da8fcee6a9ffddaba8806c563694c6c76ae39694013f', $cinelibre_file$
-- write_simulated_ratings: write the ratings of the demo's simulated raters; a second run changes nothing.
-- Called when the demo is loaded. A record is [rater, item id, rating, seconds since 1970]; a rater is
-- community:number. The user has no e-mail and the external id simulated:rater. The ratings' source is `simulated`, and
-- every answer says so.
create or replace function public.write_simulated_ratings(records jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.users (name, external_id)
    select
        'Simulated rater ' || rater.number,
        'simulated:' || rater.key
    from (
        select distinct
            record ->> 0 as key,
            substring(record ->> 0 from '[0-9]+$')::integer as number
        from jsonb_array_elements(write_simulated_ratings.records) as record
    ) as rater
    order by rater.number, rater.key
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

select cinelibre.finish_release(array['cinelibre.add_evidence', 'cinelibre.affinity_as_stars', 'cinelibre.age_of_rating', 'cinelibre.agrees', 'cinelibre.allow_caller', 'cinelibre.apply_interactions', 'cinelibre.apply_marks', 'cinelibre.apply_stars', 'cinelibre.attribute_events', 'cinelibre.average_liked', 'cinelibre.balance_types', 'cinelibre.build_conditions', 'cinelibre.build_exclusion', 'cinelibre.build_name_condition', 'cinelibre.build_question', 'cinelibre.build_reader', 'cinelibre.build_visitor', 'cinelibre.can_be_matched', 'cinelibre.can_see', 'cinelibre.change_mark', 'cinelibre.choose_lookups', 'cinelibre.choose_reading', 'cinelibre.choose_weights', 'cinelibre.claim_embedding_model', 'cinelibre.compare_genres', 'cinelibre.compare_items', 'cinelibre.compare_sketches', 'cinelibre.compare_stars', 'cinelibre.compute_cosine', 'cinelibre.correct_words', 'cinelibre.correlate', 'cinelibre.count_expected', 'cinelibre.count_library', 'cinelibre.count_moved', 'cinelibre.count_movers', 'cinelibre.count_rated', 'cinelibre.count_raters', 'cinelibre.count_reports', 'cinelibre.count_shared', 'cinelibre.count_told', 'cinelibre.count_towards', 'cinelibre.count_typos', 'cinelibre.count_without_vector', 'cinelibre.delete_former_impressions', 'cinelibre.delete_former_lists', 'cinelibre.describe_activity', 'cinelibre.describe_batch', 'cinelibre.describe_book', 'cinelibre.describe_candidates', 'cinelibre.describe_closed_grants', 'cinelibre.describe_contents', 'cinelibre.describe_diversity', 'cinelibre.describe_features', 'cinelibre.describe_feedback', 'cinelibre.describe_finding', 'cinelibre.describe_group', 'cinelibre.describe_group_candidates', 'cinelibre.describe_group_readers', 'cinelibre.describe_interval', 'cinelibre.describe_item_facts', 'cinelibre.describe_items', 'cinelibre.describe_jobs', 'cinelibre.describe_languages', 'cinelibre.describe_likeness', 'cinelibre.describe_match', 'cinelibre.describe_material', 'cinelibre.describe_mine', 'cinelibre.describe_movie', 'cinelibre.describe_moving_features', 'cinelibre.describe_moving_items', 'cinelibre.describe_my_review', 'cinelibre.describe_neighbors', 'cinelibre.describe_note', 'cinelibre.describe_open_grants', 'cinelibre.describe_outbox', 'cinelibre.describe_outcomes', 'cinelibre.describe_predictions', 'cinelibre.describe_reader', 'cinelibre.describe_relation', 'cinelibre.describe_review', 'cinelibre.describe_rows', 'cinelibre.describe_seeds', 'cinelibre.describe_shelf', 'cinelibre.describe_shipped', 'cinelibre.describe_stored', 'cinelibre.describe_tastes', 'cinelibre.describe_totals', 'cinelibre.describe_traffic', 'cinelibre.describe_trends', 'cinelibre.describe_user', 'cinelibre.divide_opinions', 'cinelibre.doubt_rating', 'cinelibre.drop_repeated_items', 'cinelibre.end_login', 'cinelibre.exclude_words', 'cinelibre.expect_rating', 'cinelibre.explain_by_content', 'cinelibre.explain_by_friends', 'cinelibre.explain_by_items', 'cinelibre.explain_by_neighbors', 'cinelibre.explain_by_popularity', 'cinelibre.find_alike', 'cinelibre.find_begun_titles', 'cinelibre.find_beyond_models', 'cinelibre.find_bridge', 'cinelibre.find_by_meaning', 'cinelibre.find_by_source_ids', 'cinelibre.find_by_words', 'cinelibre.find_candidates', 'cinelibre.find_company', 'cinelibre.find_emptying', 'cinelibre.find_event_fault', 'cinelibre.find_fault', 'cinelibre.find_former_list', 'cinelibre.find_former_questions', 'cinelibre.find_group_pool', 'cinelibre.find_host', 'cinelibre.find_intended_word', 'cinelibre.find_item', 'cinelibre.find_keyed_items', 'cinelibre.find_known_titles', 'cinelibre.find_main_source', 'cinelibre.find_main_type', 'cinelibre.find_matches', 'cinelibre.find_near_name', 'cinelibre.find_neighbors', 'cinelibre.find_newest_event', 'cinelibre.find_or_add_raters', 'cinelibre.find_peoples_items', 'cinelibre.find_repeats', 'cinelibre.find_roll_up_moment', 'cinelibre.find_searched', 'cinelibre.find_seed', 'cinelibre.find_stored_list', 'cinelibre.find_stored_rows', 'cinelibre.find_titled', 'cinelibre.find_titled_items', 'cinelibre.find_titles', 'cinelibre.find_value_fault', 'cinelibre.find_wrong_totals', 'cinelibre.fold_question', 'cinelibre.forget_relations', 'cinelibre.fuse_items', 'cinelibre.gather_evidence', 'cinelibre.has_hidden', 'cinelibre.has_items', 'cinelibre.has_key', 'cinelibre.has_seen', 'cinelibre.identify_items', 'cinelibre.imply_ratings', 'cinelibre.import_events', 'cinelibre.import_influence', 'cinelibre.import_marks', 'cinelibre.import_rating', 'cinelibre.import_record', 'cinelibre.import_rows', 'cinelibre.import_texts', 'cinelibre.is_blocked', 'cinelibre.is_same_person', 'cinelibre.item_columns', 'cinelibre.judge_foreign_events', 'cinelibre.keep_influence', 'cinelibre.keep_list', 'cinelibre.keep_passing', 'cinelibre.knows_item', 'cinelibre.last_beat_of_the_dead', 'cinelibre.list_activity', 'cinelibre.list_best_known', 'cinelibre.list_best_of', 'cinelibre.list_by_pairs', 'cinelibre.list_by_taste', 'cinelibre.list_catalogue_features', 'cinelibre.list_changed_items', 'cinelibre.list_company', 'cinelibre.list_demanded', 'cinelibre.list_editions', 'cinelibre.list_evenings', 'cinelibre.list_event_marks', 'cinelibre.list_evidence', 'cinelibre.list_exported', 'cinelibre.list_exported_evenings', 'cinelibre.list_exported_feedback', 'cinelibre.list_exported_groups', 'cinelibre.list_exported_influences', 'cinelibre.list_exported_interactions', 'cinelibre.list_exported_notes', 'cinelibre.list_exported_people', 'cinelibre.list_exported_person_reports', 'cinelibre.list_exported_ratings', 'cinelibre.list_exported_reports', 'cinelibre.list_exported_reviews', 'cinelibre.list_exported_rollups', 'cinelibre.list_exported_services', 'cinelibre.list_exported_shelf', 'cinelibre.list_exported_snapshots', 'cinelibre.list_exported_summary', 'cinelibre.list_features', 'cinelibre.list_friends', 'cinelibre.list_group_known', 'cinelibre.list_group_members', 'cinelibre.list_group_readers', 'cinelibre.list_group_scores', 'cinelibre.list_growth', 'cinelibre.list_idle_exclusions', 'cinelibre.list_implied_ratings', 'cinelibre.list_job_runs', 'cinelibre.list_kin', 'cinelibre.list_known', 'cinelibre.list_leanings', 'cinelibre.list_liked', 'cinelibre.list_likely_matches', 'cinelibre.list_likings', 'cinelibre.list_logged_entries', 'cinelibre.list_made', 'cinelibre.list_made_lists', 'cinelibre.list_makers', 'cinelibre.list_marks', 'cinelibre.list_matches', 'cinelibre.list_mine', 'cinelibre.list_moving', 'cinelibre.list_near', 'cinelibre.list_near_words', 'cinelibre.list_newest_events', 'cinelibre.list_newest_marks', 'cinelibre.list_newest_searches', 'cinelibre.list_notes', 'cinelibre.list_opinions', 'cinelibre.list_own_functions', 'cinelibre.list_own_tables', 'cinelibre.list_popular', 'cinelibre.list_popular_now', 'cinelibre.list_possible_keywords', 'cinelibre.list_possible_names', 'cinelibre.list_preferences', 'cinelibre.list_rated', 'cinelibre.list_satisfactions', 'cinelibre.list_saved', 'cinelibre.list_searched', 'cinelibre.list_searches', 'cinelibre.list_seen', 'cinelibre.list_shares', 'cinelibre.list_sharing_friends', 'cinelibre.list_shown', 'cinelibre.list_shown_reviews', 'cinelibre.list_source_ids', 'cinelibre.list_stale_users', 'cinelibre.list_tastes', 'cinelibre.list_telling', 'cinelibre.list_telling_titles', 'cinelibre.list_tired', 'cinelibre.list_titled', 'cinelibre.list_together', 'cinelibre.list_trends', 'cinelibre.list_unknown', 'cinelibre.list_watched', 'cinelibre.list_written_keys', 'cinelibre.lock_group', 'cinelibre.lock_groups_of', 'cinelibre.lock_items', 'cinelibre.lock_people', 'cinelibre.lock_readers', 'cinelibre.lock_user', 'cinelibre.look_up_words', 'cinelibre.match_by_meaning', 'cinelibre.match_records', 'cinelibre.measure_stories', 'cinelibre.measure_streaks', 'cinelibre.measure_taste', 'cinelibre.name_item', 'cinelibre.name_sources', 'cinelibre.order_sketches', 'cinelibre.outbox_lag', 'cinelibre.parse_events', 'cinelibre.parse_foreign_events', 'cinelibre.parse_items', 'cinelibre.parse_movielens_ratings', 'cinelibre.parse_name', 'cinelibre.parse_people', 'cinelibre.place_listed', 'cinelibre.pool_findings', 'cinelibre.predict_for', 'cinelibre.predict_ratings', 'cinelibre.query_all_but_one', 'cinelibre.queue_features', 'cinelibre.queue_feedback', 'cinelibre.queue_interactions', 'cinelibre.rank_alike', 'cinelibre.rank_by_kinship', 'cinelibre.rank_by_words', 'cinelibre.rank_popular', 'cinelibre.rate_items', 'cinelibre.rate_popularity', 'cinelibre.rating_summary', 'cinelibre.record_events', 'cinelibre.record_examination', 'cinelibre.record_impressions', 'cinelibre.refer_to_item', 'cinelibre.refuse', 'cinelibre.refuse_person', 'cinelibre.relate', 'cinelibre.require_admin', 'cinelibre.require_caller', 'cinelibre.require_embedding_model', 'cinelibre.require_entry', 'cinelibre.require_host', 'cinelibre.require_item', 'cinelibre.require_list', 'cinelibre.require_member', 'cinelibre.require_person', 'cinelibre.require_review', 'cinelibre.require_room', 'cinelibre.require_sharing_friend', 'cinelibre.require_timezone', 'cinelibre.respell_names', 'cinelibre.respell_title', 'cinelibre.roll_up_users', 'cinelibre.say_missing', 'cinelibre.say_of', 'cinelibre.scan_by_meaning', 'cinelibre.scan_by_names', 'cinelibre.scan_by_vector', 'cinelibre.scan_by_words', 'cinelibre.score_alike', 'cinelibre.score_by_content', 'cinelibre.score_by_friends', 'cinelibre.score_by_items', 'cinelibre.score_by_neighbors', 'cinelibre.score_by_sources', 'cinelibre.score_for_group', 'cinelibre.score_match', 'cinelibre.seat_member', 'cinelibre.share_author', 'cinelibre.share_names', 'cinelibre.share_person', 'cinelibre.signal_feedback', 'cinelibre.split_words', 'cinelibre.suggest_items', 'cinelibre.sum_common', 'cinelibre.sum_contributions', 'cinelibre.summarize_users', 'cinelibre.take_foreign_events', 'cinelibre.tell_batch', 'cinelibre.tell_list', 'cinelibre.tell_moment', 'cinelibre.tell_place', 'cinelibre.tell_places', 'cinelibre.tell_rows', 'cinelibre.temper_best', 'cinelibre.temper_points', 'cinelibre.total_stars', 'cinelibre.undo_signal', 'cinelibre.weigh_event', 'cinelibre.weigh_findings', 'cinelibre.weigh_history', 'cinelibre.weigh_liked', 'cinelibre.weigh_likeness', 'cinelibre.weigh_names', 'cinelibre.weigh_rarity', 'cinelibre.weigh_signals', 'cinelibre.weigh_words', 'cinelibre.weights_of_search', 'cinelibre.widen', 'cinelibre.widths_of_poster', 'cinelibre.write_books', 'cinelibre.write_items', 'cinelibre.write_movies', 'cinelibre.write_vectors', 'public.activate_model', 'public.apply_foreign_events', 'public.beat_job', 'public.begin_job', 'public.begin_model', 'public.change_account', 'public.change_group', 'public.change_relation', 'public.confirm_outbox', 'public.decide_review', 'public.delete_account', 'public.delete_evening', 'public.delete_feedback', 'public.delete_former_embeddings', 'public.delete_former_raters', 'public.delete_group', 'public.delete_note', 'public.delete_old_codes', 'public.delete_old_inbox', 'public.delete_old_lists', 'public.delete_old_runs', 'public.delete_rating', 'public.delete_review', 'public.delete_searches', 'public.end_friendship', 'public.end_job', 'public.end_tokens', 'public.enter_user', 'public.examine_reader', 'public.get_account', 'public.get_blocked_people', 'public.get_book', 'public.get_carousels', 'public.get_click_through', 'public.get_collaborative_recommendations', 'public.get_diagnosis', 'public.get_doctor_facts', 'public.get_evenings', 'public.get_examined_list', 'public.get_exported_items', 'public.get_feature_shares', 'public.get_features', 'public.get_feedback', 'public.get_feedback_log', 'public.get_foreign_outcomes', 'public.get_friend_ratings', 'public.get_friends', 'public.get_genres', 'public.get_group', 'public.get_group_items', 'public.get_group_material', 'public.get_groups', 'public.get_growth', 'public.get_health', 'public.get_held', 'public.get_history', 'public.get_influences', 'public.get_insights', 'public.get_interaction_types', 'public.get_item', 'public.get_item_neighbors', 'public.get_item_traits', 'public.get_items', 'public.get_items_by_id', 'public.get_items_to_embed', 'public.get_job_runs', 'public.get_jobs', 'public.get_known_items', 'public.get_languages', 'public.get_library_page', 'public.get_list_counts', 'public.get_login', 'public.get_marked_items', 'public.get_match', 'public.get_matches', 'public.get_metrics', 'public.get_model_page', 'public.get_model_versions', 'public.get_models', 'public.get_models_as_admin', 'public.get_movie', 'public.get_movielens_ids', 'public.get_my_login', 'public.get_my_ratings', 'public.get_my_review', 'public.get_note', 'public.get_notes', 'public.get_outbox', 'public.get_popular_items', 'public.get_predictions', 'public.get_public_carousels', 'public.get_questions', 'public.get_readiness', 'public.get_receipt', 'public.get_recommendations', 'public.get_reported_reviews', 'public.get_reports', 'public.get_reviews', 'public.get_search_history', 'public.get_session_candidates', 'public.get_session_items', 'public.get_shelf', 'public.get_similar_items', 'public.get_snapshot_page', 'public.get_stale_ids', 'public.get_sync_cursors', 'public.get_training_page', 'public.get_trending_items', 'public.get_twin_books', 'public.import_choices', 'public.import_library', 'public.import_ratings', 'public.join_group', 'public.join_group_as_guest', 'public.keep_told', 'public.make_group', 'public.make_reset_code', 'public.mark_item', 'public.match_books', 'public.match_items', 'public.match_movies', 'public.rate_item', 'public.record_acting', 'public.record_checks', 'public.record_evaluation', 'public.record_evening', 'public.record_feedback', 'public.record_interactions', 'public.record_login', 'public.recount_catalogue', 'public.recount_items', 'public.recount_users', 'public.refresh_changed_items', 'public.refresh_features', 'public.refresh_neighbors', 'public.refresh_stale_neighbors', 'public.refresh_summaries', 'public.register_user', 'public.remove_member', 'public.replace_embedding_model', 'public.report_person', 'public.report_review', 'public.reset_password', 'public.roll_up_interactions', 'public.save_features', 'public.save_recommendations', 'public.search_items', 'public.search_titles', 'public.serve_batch', 'public.set_influence', 'public.set_role', 'public.set_sync_cursors', 'public.spend_budget', 'public.start_chore', 'public.switch_outbox', 'public.take_outbox', 'public.upsert_items', 'public.write_embeddings', 'public.write_item_neighbors', 'public.write_note', 'public.write_review', 'public.write_simulated_ratings'], '9325695efff88362b698e971ce2e3a66459745e7903867e4a0502335352c4c73');

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
