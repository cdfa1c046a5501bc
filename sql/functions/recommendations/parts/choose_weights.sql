-- choose_weights: choose the sources' weights for a number of ratings, from bands {"0": {...}, "15": {...}}.
-- Called by get_recommendations, get_carousels and get_session_candidates. Trained weights come before the caller's.
-- `variant` are the settings of an experiment's variant: a blend of its own, and changes of single weights.
create or replace function cinelibre.choose_weights(bands jsonb, uses_trained boolean, rating_count integer, variant jsonb default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.vary_weights(b.value, choose_weights.variant)
    from jsonb_each(
        coalesce(
            (
                select m.weights
                from cinelibre.models as m
                where coalesce((choose_weights.variant ->> 'uses_trained')::boolean, choose_weights.uses_trained) and m.kind = 'ease' and m.is_active
            ),
            choose_weights.variant -> 'bands',
            choose_weights.bands
        )
    ) as b
    where b.key::integer <= choose_weights.rating_count
    order by b.key::integer desc
    limit 1;
$$;
