-- draw_preset: draw by chance which preset weighs a list, and return it with its propensity and its weights.
-- Called by describe_material. The chances are those of the reader's length of history (preset_odds), equal without any.
-- The draw is the same all day: the least -ln(u) / chance wins, with u from a hash of reader, day, type and preset.
-- If no presets are given, nothing is drawn and the given weights stay.
create or replace function cinelibre.draw_preset(user_id integer, day date, item_type text, presets jsonb, weights jsonb)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _told integer;
begin
    if jsonb_typeof(draw_preset.presets) is distinct from 'object' then
        return jsonb_strip_nulls(jsonb_build_object('weights', draw_preset.weights));
    end if;
    _told := (select cinelibre.count_told(u.id, u.rating_count) from cinelibre.users as u where u.id = draw_preset.user_id);
    return (
        with asked as (
            select k.preset, coalesce(o.chance, 1) as chance
            from jsonb_object_keys(draw_preset.presets) as k (preset)
            left join cinelibre.preset_odds as o on o.preset = k.preset
                and o.band_from = (select max(b.band_from) from cinelibre.preset_odds as b where b.band_from <= _told)
        )
        select jsonb_build_object(
            'weights', cinelibre.choose_weights(presets -> a.preset, a.preset = 'trained', _told),
            'preset', jsonb_build_object(
                'preset', a.preset, 'propensity', a.chance / (select sum(e.chance) from asked as e), 'told', _told
            )
        )
        from asked as a
        cross join lateral (
            select hashtextextended(concat_ws(':', draw_preset.user_id, draw_preset.day, draw_preset.item_type, a.preset), 0) as hash
        ) as h
        order by -ln(((h.hash & ((1::bigint << 53) - 1)) + 0.5) / (1::bigint << 53)::float8) / a.chance, a.preset
        limit 1
    );
end;
$$;
