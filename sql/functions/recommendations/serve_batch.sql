-- serve_batch: return a later batch of a stored list.
-- GET /recommendations/next. PT404 if the list is not the caller's, PT410 after a week. A list that was replaced can be
-- read to its end, without what the reader has come to know since. Unless is_kept, nothing is recorded as shown.
create or replace function public.serve_batch(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    batch integer,
    batch_size integer,
    is_kept boolean,
    acts_for integer default null,
    match_threshold float8 default null
)
returns json
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(serve_batch.caller_id, serve_batch.caller_version, serve_batch.acts_for) as c
    ), serve_batch.acts_for);
    _list cinelibre.recommendation_lists := cinelibre.require_list(_user_id, serve_batch.recommendation_id);
    _skip integer := (serve_batch.batch - 1) * serve_batch.batch_size;
begin
    if serve_batch.is_kept then
        perform cinelibre.record_impressions(_user_id, _list.id, _list.items, _skip, serve_batch.batch_size, _list.variant);
    end if;
    return json_build_object(
        'recommendation_id', _list.id,
        'variant', _list.variant,
        'sources', _list.sources,
        'items', cinelibre.describe_batch(_user_id, _list.items, _skip, batch_size, serve_batch.match_threshold),
        'total', cardinality(_list.item_ids)
    );
end;
$$;
