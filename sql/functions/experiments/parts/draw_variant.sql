-- draw_variant: return the variant of an experiment that a user is in, or null if they take no part.
-- Called by find_variant. Whether a user takes part and which variant they get are drawn apart.
create or replace function cinelibre.draw_variant(experiment cinelibre.experiments, user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select v.body
    from (
        select
            entry.body,
            entry.place,
            sum((entry.body ->> 'portion')::float8) over (order by entry.place)
            / sum((entry.body ->> 'portion')::float8) over () as up_to
        from jsonb_array_elements(draw_variant.experiment.variants) with ordinality as entry (body, place)
    ) as v
    where cinelibre.draw_share(draw_variant.experiment.salt || ':share', draw_variant.user_id) < draw_variant.experiment.share
        and cinelibre.draw_share(draw_variant.experiment.salt || ':variant', draw_variant.user_id) < v.up_to
    order by v.place
    limit 1;
$$;
