-- get_carousels: return the stored rows of a user's front page, or what new rows are made of.
-- GET /recommendations/carousels. Rows stay valid for ttl_seconds on their day, unless what ends a list ends them (get_recommendations).
-- `asked` identifies the request: other numbers make other rows. A user with at least least_rated ratings, mostly of one type, also gets items of the other type.
create or replace function public.get_carousels(
    caller_id integer,
    caller_version integer,
    item_type text,
    asked jsonb,
    ttl_seconds integer,
    per_source integer,
    content_limit integer,
    row_limit integer,
    mostly float8,
    least_rated integer,
    alike_from float8,
    across_from float8,
    weights jsonb,
    uses_trained boolean,
    moved_from float8,
    acts_for integer default null,
    match_threshold float8 default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(get_carousels.caller_id, get_carousels.caller_version, get_carousels.acts_for) as c
        join cinelibre.users as u on u.id = c.user_id
    );
    _day date := (now() at time zone _user.timezone)::date;
    _near record;
    _varied record := cinelibre.find_variant(_user.id);
    _list cinelibre.recommendation_lists;
    _told json;
begin
    select n.taste_version, n.computed_at into _near from cinelibre.user_neighbors as n where n.user_id = _user.id;
    _list := cinelibre.find_stored_rows(
        _user.id, item_type, asked, _day, _user.taste_version, _near.computed_at, ttl_seconds, moved_from, _varied.label
    );
    _told := cinelibre.tell_rows(_list, match_threshold);
    if _told is not null then
        return _told;
    end if;
    return json_build_object(
        'stored', cinelibre.describe_stored(_list, cardinality(_list.item_ids), match_threshold),
        'variant', to_json(_varied),
        'n_ratings', _user.rating_count,
        'day', _day,
        'taste_version', _user.taste_version,
        'newest_event', case when _list.id is null then cinelibre.find_newest_event(_user.id) end,
        'needs_neighbors', _near.taste_version is distinct from _user.taste_version,
        'made_of', case when _list.id is null then cinelibre.describe_rows(
            _user.id, _day, item_type, per_source, content_limit, row_limit, mostly, least_rated, alike_from, across_from,
            cinelibre.choose_weights(weights, uses_trained, cinelibre.count_told(_user.id, _user.rating_count), _varied.settings)
        ) end
    );
end;
$$;
