-- describe_candidates: return what could be recommended as JSON, each candidate with its features and scores.
-- Called by describe_material, describe_rows and get_session_candidates. Items that were shown are left out like known
-- items. What depends on the conditions is in functions of its own, so that one plan serves everybody.
create or replace function cinelibre.describe_candidates(
    for_reader cinelibre.reader,
    shown_ids integer[],
    former_ids integer[],
    item_type text,
    filters jsonb,
    per_source integer,
    content_limit integer,
    sources text[]
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set random_page_cost = 1.1 -- keeps the planner on the index
set jit = off -- compiling costs more than it saves in a short query
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan -- a session plans it once (docs/plans.md 2)
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_candidates.item_type, t));
    _conditions text := cinelibre.build_conditions(describe_candidates.filters);
    _is_narrowed boolean := describe_candidates.item_type is not null or _conditions <> 'true';
begin
    for_reader.known_ids := for_reader.known_ids || describe_candidates.shown_ids;
    return (
        select coalesce(json_agg(c), '[]')
        from cinelibre.find_candidates(
            for_reader,
            describe_candidates.former_ids,
            _types,
            _conditions,
            describe_candidates.per_source,
            describe_candidates.content_limit,
            describe_candidates.sources,
            case when _is_narrowed then 5000 else 3 * describe_candidates.per_source end
        ) as c
    );
end;
$$;
