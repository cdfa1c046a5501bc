-- read_visitor: return the reader of a list whose history came with the request, like read_reader.
-- Called by get_session_candidates and get_session_items. For a logged-in caller, known_ids also has what they know.
create or replace function cinelibre.read_visitor(item_ids integer[], ratings real[], caller_id integer)
returns cinelibre.reader
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _reader cinelibre.reader;
begin
    _reader.item_ids := read_visitor.item_ids;
    _reader.ratings := read_visitor.ratings;
    _reader.known_ids := cinelibre.list_editions(read_visitor.item_ids) || cinelibre.list_known(read_visitor.caller_id);
    select array_agg(f.user_id), array_agg(f.weight::real)
    into _reader.neighbor_ids, _reader.neighbor_weights
    from cinelibre.find_neighbors(read_visitor.item_ids, read_visitor.ratings, read_visitor.caller_id) as f;
    return _reader;
end;
$$;
