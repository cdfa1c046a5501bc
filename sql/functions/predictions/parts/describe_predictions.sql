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
