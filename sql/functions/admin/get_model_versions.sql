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
