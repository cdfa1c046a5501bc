-- get_recommendations: the stored list of a user where it still holds, else what a new one can be made of.
-- GET /recommendations/personalized, /carousels and their like. A stored list holds on its day, as long as the user's
-- ratings are what they were and not all of it was served; one made without neighbors only until there are some. What
-- was shown in the last hour is left out of what a new list is made of, unless next to nothing else is left. sources
-- names those to ask by the number of ratings from which on they hold, {"0": ["popular"], "15": [...]}; null is all.
create or replace function public.get_recommendations(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    item_type text default null,
    filters jsonb default '{}',
    exclude_watchlist boolean default false,
    is_stored boolean default true,
    refresh boolean default false,
    per_source integer default 60,
    batch_size integer default 20,
    sources jsonb default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user cinelibre.users := (
        select u
        from cinelibre.require_caller(
            get_recommendations.caller_id, get_recommendations.caller_version, get_recommendations.acts_for
        ) as c
        join cinelibre.users as u on u.id = c.user_id
    );
    _near cinelibre.user_neighbors := (select n from cinelibre.user_neighbors as n where n.user_id = _user.id);
    _day date := (now() at time zone _user.timezone)::date;
    _conditions text := cinelibre.read_filters(get_recommendations.filters);
    _sources text[] := (
        select array(select jsonb_array_elements_text(s.value))
        from jsonb_each(get_recommendations.sources) as s
        where s.key::integer <= _user.rating_count
        order by s.key::integer desc
        limit 1
    );
    _known integer[];
    _shown integer[] := '{}';
    _history record;
    _list json;
    _found json;
begin
    if get_recommendations.is_stored and not get_recommendations.refresh then
        _list := cinelibre.read_list(
            _user.id, get_recommendations.item_type, _user.taste_version, _day, _near.computed_at,
            get_recommendations.batch_size
        );
        if _list is not null then
            return json_build_object('stored', _list);
        end if;
    end if;
    select h.* into _history from cinelibre.read_history(_user.id) as h;
    _known := cinelibre.list_known(_user.id);
    if get_recommendations.exclude_watchlist then
        _known := _known || array(
            select s.item_id from cinelibre.shelf as s where s.user_id = _user.id and s.on_watchlist_at is not null
        );
    end if;
    if get_recommendations.is_stored then
        _shown := array(
            select p.item_id
            from cinelibre.impressions as p
            where p.user_id = _user.id
                and p.shown_at > now() - interval '1 hour'
        );
    end if;
    _found := cinelibre.describe_candidates(
        _history.item_ids, _history.ratings, _known || _shown, _near.neighbor_ids, _near.weights,
        get_recommendations.item_type, _conditions, get_recommendations.per_source, _sources
    );
    if _shown <> '{}' and json_array_length(_found) < 40 then
        _found := cinelibre.describe_candidates(
            _history.item_ids, _history.ratings, _known, _near.neighbor_ids, _near.weights,
            get_recommendations.item_type, _conditions, get_recommendations.per_source, _sources
        );
    end if;
    return json_build_object(
        'stored', null,
        'candidates', _found,
        'n_ratings', _user.rating_count,
        'day', _day,
        'taste_version', _user.taste_version,
        'needs_neighbors', _near.taste_version is distinct from _user.taste_version,
        'emptied_by', case
            when json_array_length(_found) = 0 then cinelibre.find_emptying(
                get_recommendations.item_type, get_recommendations.filters, _known
            )
            else '[]'
        end
    );
end;
$$;
