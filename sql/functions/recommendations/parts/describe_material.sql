-- describe_material: return what a new list of a user is made of: candidates, likings, weights and the former list.
-- Called by get_recommendations. What a front page tells too is in describe_standing. `exploring` is null if chance decides
-- nothing of the list; else it may draw the weights, and `explorable` are items to explore.
create or replace function cinelibre.describe_material(
    user_id integer,
    day date,
    item_type text,
    filters jsonb,
    exclude_watchlist boolean,
    is_daily boolean,
    refresh boolean,
    per_source integer,
    content_limit integer,
    first_count integer,
    weights jsonb,
    exploring jsonb default null,
    variant text default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _drawn jsonb := cinelibre.draw_preset(describe_material.user_id, day, item_type, exploring -> 'presets', describe_material.weights);
    _sources text[] := cinelibre.name_sources(_drawn -> 'weights');
    _reader cinelibre.reader := cinelibre.build_reader(describe_material.user_id);
    _former record;
    _shown integer[] := case when is_daily and refresh then cinelibre.list_shown(describe_material.user_id, item_type) end;
    _seasons cinelibre.seasons[] := array(select s from cinelibre.list_seasons(_reader, describe_material.day) as s);
    _liked jsonb;
    _explorable json;
    _asked integer[];
    _found json;
begin
    _reader.known_ids := cinelibre.list_known(describe_material.user_id)
        || case when exclude_watchlist then cinelibre.list_saved(describe_material.user_id) end;
    if 'taste' = any (_sources) then
        _reader.likings := array(select l from cinelibre.list_tastes(_reader) as l);
    end if;
    _explorable := cinelibre.find_explorable(_reader, item_type, exploring);
    _liked := cinelibre.score_by_friends(_reader, item_type, filters, per_source);
    select f.* into _former
    from cinelibre.find_former_list(describe_material.user_id, item_type, day, first_count, describe_material.variant) as f
    where describe_material.is_daily and not describe_material.refresh;
    _asked := _former.item_ids || array(select k::integer from jsonb_object_keys(_liked) as k)
        || cinelibre.find_seasonal(_seasons, _reader.known_ids, item_type, filters)
        || array(select (e ->> 0)::integer from json_array_elements(_explorable -> 'items') as e);
    _found := cinelibre.describe_candidates(_reader, _shown, _asked, item_type, filters, per_source, content_limit, _sources);
    if _shown <> '{}' and json_array_length(_found) < 2 * first_count then
        _found := cinelibre.describe_candidates(_reader, null, _asked, item_type, filters, per_source, content_limit, _sources);
    end if;
    return cinelibre.widen(cinelibre.describe_standing(_reader, _seasons, _found), json_build_object(
        'candidates', _found,
        'likings', coalesce(to_json(_reader.likings), '[]'),
        'friends', _liked,
        'weights', _drawn -> 'weights', 'preset', _drawn -> 'preset', 'explorable', _explorable,
        'former', coalesce(_former.item_ids, '{}'),
        'former_rating_count', coalesce(_former.rating_count, 0), 'former_moved', coalesce(_former.moved, 0),
        'emptied_by', case when json_array_length(_found) = 0 then cinelibre.find_emptying(item_type, filters, _reader.known_ids) else '[]' end
    ));
end;
$$;
