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
