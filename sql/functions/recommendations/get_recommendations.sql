-- get_recommendations: return a user's stored list if it is still valid, or what a new list is made of.
-- GET /recommendations/personalized. A stored list is valid for its day while the user's ratings and watchlist are the
-- same, and clicks and views since weigh less than moved_from. A list made without neighbors ends as soon as there are
-- neighbors. A refresh leaves out what was shown within the hour, unless little else is left. Without a refresh, the
-- answer has the former list, most of which stays.
-- A list that was read before is answered as clients get it (tell_list); `is_brief` asks for ids, scores and reasons alone.
-- `exploring` says what chance may decide of a new list (find_explorable, draw_preset).
create or replace function public.get_recommendations(
    caller_id integer,
    caller_version integer,
    is_daily boolean,
    per_source integer,
    content_limit integer,
    batch_size integer,
    first_count integer,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    is_brief boolean,
    acts_for integer default null,
    item_type text default null,
    filters jsonb default '{}',
    exclude_watchlist boolean default false,
    refresh boolean default false,
    match_threshold float8 default null,
    exploring jsonb default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(get_recommendations.caller_id, get_recommendations.caller_version, get_recommendations.acts_for) as c
        join cinelibre.users as u on u.id = c.user_id
    );
    _day date := (now() at time zone _user.timezone)::date;
    _near record;
    _varied record := cinelibre.find_variant(_user.id);
    _list cinelibre.recommendation_lists;
    _told json;
begin
    select n.taste_version, n.computed_at into _near from cinelibre.user_neighbors as n where n.user_id = _user.id;
    if get_recommendations.is_daily and not get_recommendations.refresh then
        _list := cinelibre.find_stored_list(_user.id, item_type, _user.taste_version, _day, _near.computed_at, moved_from, _varied.label);
        _told := cinelibre.tell_list(_list, batch_size, is_brief, match_threshold);
    end if;
    return coalesce(_told, json_build_object(
        'stored', cinelibre.describe_stored(_list, batch_size, match_threshold),
        'variant', to_json(_varied),
        'n_ratings', _user.rating_count,
        'day', _day,
        'taste_version', _user.taste_version,
        'newest_event', case when _list.id is null then cinelibre.find_newest_event(_user.id) end,
        'needs_neighbors', _near.taste_version is distinct from _user.taste_version,
        'made_of', case when _list.id is null then cinelibre.describe_material(
            _user.id, _day, item_type, filters, exclude_watchlist, is_daily, refresh, per_source, content_limit, first_count,
            cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count), _varied.settings),
            cinelibre.vary_exploring(exploring, _varied.settings), _varied.label
        ) end
    ));
end;
$$;
