-- save_recommendations: store a ranked list with the receipt of every item, and answer its first batch.
-- The second of two calls, if get_recommendations or get_carousels had no stored list. A list without filters becomes
-- the current one of its type. Other lists serve receipts only, for a week, and a type keeps the last twenty.
-- `neighbors` and `newest_event` are those that the first call found; `rows` say how a front page shows the list
-- (migration 0044). Unless is_kept, nothing is stored: the request asks to leave nothing behind.
-- `explored` says what chance decided of the list.
create or replace function public.save_recommendations(
    caller_id integer,
    caller_version integer,
    ranked jsonb,
    sources text[],
    taste_version integer,
    day date,
    item_type text,
    is_daily boolean,
    batch_size integer,
    rating_count integer,
    neighbors jsonb,
    newest_event bigint,
    is_kept boolean,
    acts_for integer default null,
    rows jsonb default null,
    match_threshold float8 default null,
    explored jsonb default null,
    variant text default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _list cinelibre.recommendation_lists;
begin
    _list.user_id := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(save_recommendations.caller_id, save_recommendations.caller_version, save_recommendations.acts_for) as c
    ), save_recommendations.acts_for);
    _list.item_type := save_recommendations.item_type;
    _list.taste_version := save_recommendations.taste_version;
    _list.day := save_recommendations.day;
    _list.sources := save_recommendations.sources;
    _list.is_current := save_recommendations.is_daily;
    _list.rating_count := save_recommendations.rating_count;
    _list.newest_event := save_recommendations.newest_event;
    _list.rows := save_recommendations.rows;
    _list.variant := save_recommendations.variant;
    _list.item_ids := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(save_recommendations.ranked) with ordinality as e (body, place)
        order by e.place
    );
    _list.items := cinelibre.add_evidence(
        save_recommendations.ranked, _list.item_ids, _list.sources,
        cinelibre.build_reader(_list.user_id, save_recommendations.neighbors, -1)
    );
    _list.id := case when save_recommendations.is_kept then cinelibre.keep_list(_list, save_recommendations.batch_size) end;
    perform cinelibre.keep_exploration(_list.id, _list.user_id, save_recommendations.explored);
    return json_build_object(
        'recommendation_id', _list.id,
        'variant', _list.variant,
        'items', cinelibre.describe_batch(_list.user_id, _list.items, 0, batch_size, save_recommendations.match_threshold),
        'total', cardinality(_list.item_ids)
    );
end;
$$;
