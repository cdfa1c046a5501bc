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
