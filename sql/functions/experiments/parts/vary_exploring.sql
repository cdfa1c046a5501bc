-- vary_exploring: return how a list explores, without drawn presets if a variant chooses the weights.
-- Called by get_recommendations. Else chance would replace the very weights that the experiment compares.
create or replace function cinelibre.vary_exploring(exploring jsonb, settings jsonb)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when vary_exploring.settings ?| array['bands', 'weights', 'times', 'without'] then vary_exploring.exploring - 'presets'
        else vary_exploring.exploring
    end;
$$;
