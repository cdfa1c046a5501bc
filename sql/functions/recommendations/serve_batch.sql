-- serve_batch: a later batch of a stored list.
-- GET /recommendations/next. PT404 for a list that is not the caller's, PT409 list_renewed with the new id in the
-- sentence where another has taken its place, PT410 after a week.
create or replace function public.serve_batch(
    caller_id integer,
    caller_version integer,
    recommendation_id uuid,
    batch integer,
    acts_for integer default null,
    batch_size integer default 20
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
    ));
    _list cinelibre.recommendation_lists := cinelibre.require_list(_user_id, serve_batch.recommendation_id);
    _skip integer := (serve_batch.batch - 1) * serve_batch.batch_size;
    _newer uuid := (
        select l.id
        from cinelibre.recommendation_lists as l
        where l.user_id = _user_id
            and l.is_current
            and l.created_at > _list.created_at
            and coalesce(l.item_type, '') = coalesce(_list.item_type, '')
    );
begin
    if _newer is not null then
        raise exception using errcode = 'PT409', message = 'list_renewed',
            detail = format('This list was renewed: go on with recommendation_id=%s.', _newer);
    end if;
    update cinelibre.recommendation_lists as l
    set served_count = greatest(l.served_count, least(_skip + serve_batch.batch_size, cardinality(l.item_ids)))
    where l.id = _list.id;
    perform cinelibre.record_impressions(_user_id, _list.id, _list.item_ids, _skip, serve_batch.batch_size);
    return json_build_object(
        'recommendation_id', _list.id,
        'method', _list.method,
        'items', cinelibre.read_batch(_user_id, _list.items, _skip, serve_batch.batch_size),
        'total', cardinality(_list.item_ids),
        'exhausted', _skip + serve_batch.batch_size >= cardinality(_list.item_ids)
    );
end;
$$;
