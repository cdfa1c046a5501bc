-- describe_rows: return what a front page is made of: candidates as for a list, and what each row may show.
-- Called by get_carousels. Everything that a row may show is a candidate too, so that each item has a score and a
-- receipt.
create or replace function cinelibre.describe_rows(
    user_id integer,
    day date,
    item_type text,
    per_source integer,
    content_limit integer,
    row_limit integer,
    mostly float8,
    least_rated integer,
    alike_from float8,
    across_from float8,
    weights jsonb
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _sources text[] := cinelibre.name_sources(describe_rows.weights);
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_rows.item_type, t));
    _reader cinelibre.reader := cinelibre.build_reader(describe_rows.user_id);
    _rated jsonb := cinelibre.count_rated(_reader);
    _main text := cinelibre.find_main_type(_rated, least_rated, mostly);
    _shown jsonb;
    _seasons cinelibre.seasons[] := array(select s from cinelibre.list_seasons(_reader, describe_rows.day) as s);
    _liked jsonb;
    _found json;
begin
    _reader.known_ids := cinelibre.list_known(describe_rows.user_id);
    _reader.likings := array(select l from cinelibre.list_tastes(_reader) as l);
    _shown := jsonb_build_object(
        'tastes', cinelibre.describe_tastes(_reader, _types, 2 * row_limit),
        'seeds', cinelibre.describe_seeds(_reader, _types, _main, 2 * row_limit + 8, alike_from, across_from),
        'languages', case when _reader.item_ids = '{}' then cinelibre.describe_languages(_types, _reader.known_ids, 2 * row_limit) end,
        'moving', array(select m.item_id from cinelibre.list_moving(item_type, _reader.known_ids, 2 * row_limit) as m),
        'popular', array(select p.item_id from cinelibre.list_popular(_types, _reader.known_ids, 'true', 3 * row_limit) as p)
    );
    _liked := cinelibre.score_by_friends(_reader, item_type, '{}', per_source);
    _found := cinelibre.describe_candidates(
        _reader, null, array(
            select distinct f.item_id::integer
            from unnest('{$.**.item_ids[*],$.moving[*],$.popular[*]}'::jsonpath[]) as p (path), jsonb_path_query(_shown, p.path) as f (item_id)
        )
        || array(select k::integer from jsonb_object_keys(_liked) as k) || cinelibre.find_seasonal(_seasons, _reader.known_ids, item_type, '{}'),
        item_type, '{}', per_source, content_limit, _sources
    );
    return cinelibre.widen(cinelibre.describe_standing(_reader, _seasons, _found), json_build_object(
        'candidates', _found,
        'likings', case when 'taste' = any (_sources) then to_json(_reader.likings) else '[]' end,
        'friends', _liked,
        'weights', describe_rows.weights,
        'shown', _shown,
        'rated', _rated,
        'leans', _rated = '{}' and cinelibre.count_told(describe_rows.user_id, 0) > 0,
        'main_type', _main
    ));
end;
$$;
