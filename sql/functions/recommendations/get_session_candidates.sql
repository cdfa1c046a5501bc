-- get_session_candidates: what could be recommended to somebody without an account, by a history they send along.
-- POST /recommendations/session. Nothing of it is kept. With a caller what they know is left out, too. Asks the named
-- sources; null is all.
create or replace function public.get_session_candidates(
    item_ids integer[],
    ratings real[],
    item_type text default null,
    filters jsonb default '{}',
    per_source integer default 60,
    caller_id integer default null,
    caller_version integer default null,
    sources text[] default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_session_candidates.caller_id, get_session_candidates.caller_version);
    _neighbor_ids integer[];
    _weights real[];
    _known integer[] := cinelibre.list_editions(get_session_candidates.item_ids) || cinelibre.list_known(_caller_id);
    _found json;
begin
    select array_agg(f.user_id), array_agg(f.weight::real)
    into _neighbor_ids, _weights
    from cinelibre.find_neighbors(
        get_session_candidates.item_ids, get_session_candidates.ratings, _caller_id
    ) as f;
    _found := cinelibre.describe_candidates(
        get_session_candidates.item_ids,
        get_session_candidates.ratings,
        _known,
        _neighbor_ids,
        _weights,
        get_session_candidates.item_type,
        cinelibre.read_filters(get_session_candidates.filters),
        get_session_candidates.per_source,
        get_session_candidates.sources
    );
    return json_build_object(
        'candidates', _found,
        'emptied_by', case
            when json_array_length(_found) = 0 then cinelibre.find_emptying(
                get_session_candidates.item_type, get_session_candidates.filters, _known
            )
            else '[]'
        end
    );
end;
$$;
