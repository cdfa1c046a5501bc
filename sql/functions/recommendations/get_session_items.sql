-- get_session_items: ranked items with their details and what each source went by, for a history that is not kept.
-- POST /recommendations/session, the second call.
create or replace function public.get_session_items(
    item_ids integer[],
    ratings real[],
    ranked jsonb,
    caller_id integer default null,
    caller_version integer default null,
    method text default 'neighbors+ease+cosine+content'
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(
        get_session_items.caller_id, get_session_items.caller_version
    );
    _neighbor_ids integer[];
    _weights real[];
begin
    select array_agg(f.user_id), array_agg(f.weight::real)
    into _neighbor_ids, _weights
    from cinelibre.find_neighbors(
        get_session_items.item_ids, get_session_items.ratings, _caller_id
    ) as f;
    return (
        select coalesce(
            json_agg(
                cinelibre.tell_place(i, e.place, e.body -> 'score', e.body -> 'contributions', g.evidence)
                order by e.place
            ),
            '[]'
        )
        from jsonb_array_elements(get_session_items.ranked) with ordinality as e (body, place)
        join cinelibre.gather_evidence(
            array(select (r.body ->> 'item_id')::integer from jsonb_array_elements(get_session_items.ranked) as r (body)),
            get_session_items.item_ids,
            get_session_items.ratings,
            _neighbor_ids,
            _weights,
            string_to_array(get_session_items.method, '+')
        ) as g on g.item_id = (e.body ->> 'item_id')::integer
        join cinelibre.items as i on i.id = g.item_id
    );
end;
$$;
