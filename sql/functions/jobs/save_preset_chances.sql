-- save_preset_chances: keep how likely each preset is drawn for each length of history from now on; answer how many.
-- The chore refresh-exploring, which computes the chances from what count_presets answered.
create or replace function public.save_preset_chances(chances jsonb)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_saved integer;
begin
    insert into cinelibre.preset_odds (band_from, preset, chance)
    select c.band_from, c.preset, c.chance
    from jsonb_to_recordset(save_preset_chances.chances) as c (band_from integer, preset text, chance float8)
    order by c.band_from, c.preset
    on conflict (band_from, preset) do update
    set chance = excluded.chance;
    get diagnostics _n_saved = row_count;
    return jsonb_build_object('n_saved', _n_saved);
end;
$$;
