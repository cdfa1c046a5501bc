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
