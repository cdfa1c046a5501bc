-- keep_exploration: keep what chance decided of a list, for off-policy evaluation; answer whether there was anything to keep.
-- Called by save_recommendations.
create or replace function cinelibre.keep_exploration(recommendation_id uuid, user_id integer, explored jsonb)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if keep_exploration.recommendation_id is null or jsonb_typeof(keep_exploration.explored) is distinct from 'object' then
        return false;
    end if;
    insert into cinelibre.explorations
    (recommendation_id, user_id, place, item_id, propensity, choices, prior, told, preset, preset_propensity)
    select
        keep_exploration.recommendation_id, keep_exploration.user_id, e.place, e.item_id, e.propensity, e.choices, e.prior,
        e.told, e.preset, e.preset_propensity
    from jsonb_to_record(keep_exploration.explored) as e (
        place smallint, item_id integer, propensity float8, choices jsonb, prior float8[], told integer, preset text,
        preset_propensity float8
    )
    where e.item_id is null
        or exists (select from cinelibre.items as i where i.id = e.item_id);
    return found;
end;
$$;
