-- vary_weights: return the weights of the sources as a variant wants them; unchanged without a variant.
-- Called by choose_weights. `times` multiply a weight, `weights` replace it, and `without` leaves sources out.
create or replace function cinelibre.vary_weights(weights jsonb, settings jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when vary_weights.settings is null then vary_weights.weights
        else (
            coalesce(
                (
                    select jsonb_object_agg(w.key, w.value::float8 * coalesce((settings -> 'times' ->> w.key)::float8, 1))
                    from jsonb_each(vary_weights.weights) as w
                ),
                '{}'
            )
            || coalesce(vary_weights.settings -> 'weights', '{}')
        ) - array(select jsonb_array_elements_text(vary_weights.settings -> 'without'))
    end;
$$;
