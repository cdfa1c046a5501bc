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
        'outbox', cinelibre.describe_outbox(),
        'wanted_rankings', (
            select coalesce(jsonb_agg(distinct jsonb_build_array(e.name, v.body -> 'settings' -> 'recommender')), '[]')
            from cinelibre.experiments as e
            cross join lateral jsonb_array_elements(e.variants) as v (body)
            where e.stopped_at is null
                and (e.ends is null or e.ends > now())
                and v.body -> 'settings' ->> 'recommender' <> 'off'
        )
    );
$$;
