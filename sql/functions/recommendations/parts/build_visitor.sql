-- build_visitor: build the reader of a list whose history came with the request, like build_reader.
-- Called by get_session_candidates and get_session_items. For a logged-in caller, known_ids also has what they know.
create or replace function cinelibre.build_visitor(item_ids integer[], ratings real[], caller_id integer)
returns cinelibre.reader
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reader cinelibre.reader;
begin
    _reader.item_ids := build_visitor.item_ids;
    _reader.ratings := build_visitor.ratings;
    _reader.known_ids := cinelibre.list_editions(build_visitor.item_ids) || cinelibre.list_known(build_visitor.caller_id);
    select array_agg(f.user_id), array_agg(f.weight::real)
    into _reader.neighbor_ids, _reader.neighbor_weights
    from cinelibre.find_neighbors(build_visitor.item_ids, build_visitor.ratings, build_visitor.caller_id) as f;
    return _reader;
end;
$$;
