-- list_exported_experiments: list a page of the experiments that a user is in as an export has them, by id.
-- Called by list_exported. `days` have what was counted of each day.
create or replace function cinelibre.list_exported_experiments(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select e.id::bigint, jsonb_build_object(
        'experiment', e.name,
        'variant', r.variant,
        'entered_at', r.entered_at,
        'days', (
            select coalesce(
                jsonb_agg(to_jsonb(d) - array['experiment_id', 'user_id'] order by d.day), '[]'
            )
            from cinelibre.experiment_days as d
            where d.experiment_id = r.experiment_id and d.user_id = r.user_id
        )
    )
    from cinelibre.experiment_readers as r
    join cinelibre.experiments as e on e.id = r.experiment_id
    where r.user_id = list_exported_experiments.user_id
        and e.id > list_exported_experiments.after
    order by e.id
    limit list_exported_experiments.page_limit;
$$;
