-- get_session_candidates: return what could be recommended for a history that the request brings along.
-- POST /recommendations/session, the first of two calls. Nothing is stored. For a logged-in caller, known items are
-- left out too.
create or replace function public.get_session_candidates(
    item_ids integer[],
    ratings real[],
    per_source integer,
    content_limit integer,
    weights jsonb,
    uses_trained boolean,
    item_type text default null,
    filters jsonb default '{}',
    caller_id integer default null,
    caller_version integer default null
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_session_candidates.caller_id, get_session_candidates.caller_version);
    _weights jsonb := cinelibre.choose_weights(
        get_session_candidates.weights, get_session_candidates.uses_trained, cardinality(get_session_candidates.item_ids)
    );
    _sources text[] := cinelibre.name_sources(_weights);
    _reader cinelibre.reader := cinelibre.build_visitor(
        get_session_candidates.item_ids, get_session_candidates.ratings, _caller_id
    );
    _found json;
begin
    if 'taste' = any (_sources) then
        _reader.likings := array(select l from cinelibre.list_likings(_reader.item_ids, _reader.ratings) as l);
    end if;
    _found := cinelibre.describe_candidates(
        _reader, null, null, get_session_candidates.item_type, get_session_candidates.filters,
        get_session_candidates.per_source, get_session_candidates.content_limit, _sources
    );
    return json_build_object(
        'candidates', _found,
        'likings', coalesce(to_json(_reader.likings), '[]'),
        'weights', _weights,
        'emptied_by', case
            when json_array_length(_found) > 0 then '[]'
            else cinelibre.find_emptying(get_session_candidates.item_type, get_session_candidates.filters, _reader.known_ids)
        end
    );
end;
$$;
