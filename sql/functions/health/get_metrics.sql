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
