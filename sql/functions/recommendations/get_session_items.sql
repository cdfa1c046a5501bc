-- get_session_items: return ranked items with their details and evidence, for a history that is not stored.
-- POST /recommendations/session, the second of two calls.
create or replace function public.get_session_items(
    item_ids integer[],
    ratings real[],
    ranked jsonb,
    sources text[],
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_session_items.caller_id, get_session_items.caller_version);
    _ids integer[] := array(
        select (r.body ->> 'item_id')::integer
        from jsonb_array_elements(get_session_items.ranked) with ordinality as r (body, place)
        order by r.place
    );
    _reader cinelibre.reader := cinelibre.build_visitor(get_session_items.item_ids, get_session_items.ratings, _caller_id);
begin
    return (
        select coalesce(json_agg(placed order by placed.place), '[]')
        from (
            select c.*, own.mine, told.*
            from jsonb_array_elements(get_session_items.ranked) with ordinality as e (body, place)
            join cinelibre.gather_evidence(_ids, _reader, get_session_items.sources) as g on g.item_id = (e.body ->> 'item_id')::integer
            cross join lateral cinelibre.item_columns(g.item_id) as c
            left join cinelibre.list_mine(_caller_id, _ids) as own on own.item_id = g.item_id
            cross join lateral cinelibre.tell_place(e.place, e.body, g.evidence) as told
        ) as placed
    );
end;
$$;
