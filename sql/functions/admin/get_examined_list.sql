-- get_examined_list: return the list that was ranked for a reader, with its evidence, and the names of other items.
-- POST /admin/readers, the second of two calls. The reader is the one of the audit event that examine_reader wrote for
-- this admin; PT404 without it. Nothing is stored, and nothing counts as shown.
create or replace function public.get_examined_list(
    caller_id integer,
    caller_version integer,
    audit_event_id bigint,
    ranked jsonb,
    sources text[],
    named_ids integer[],
    neighbors jsonb,
    batch_size integer,
    match_threshold float8,
    acts_for integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _admin_id integer := cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_examined_list.caller_id, get_examined_list.caller_version, get_examined_list.acts_for
        ) as c
    ));
    _reader_id integer := (
        select a.user_id from cinelibre.audit_events as a where a.id = get_examined_list.audit_event_id and a.actor_id = _admin_id
    );
    _ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(get_examined_list.ranked) with ordinality as e (body, place)
        order by e.place
    );
begin
    if _reader_id is null then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = 'There is no such reader any more, or nobody wrote down that you look at them.';
    end if;
    return json_build_object(
        'items', cinelibre.describe_batch(
            _reader_id,
            cinelibre.add_evidence(
                get_examined_list.ranked, _ids, get_examined_list.sources,
                cinelibre.build_reader(_reader_id, get_examined_list.neighbors, -1)
            ),
            0, get_examined_list.batch_size, get_examined_list.match_threshold
        ),
        'named', (
            select coalesce(jsonb_agg(one.item order by n.id), '[]')
            from unnest(get_examined_list.named_ids) as n (id)
            cross join lateral (select cinelibre.name_item(n.id) as item) as one
            where one.item is not null
        )
    );
end;
$$;
