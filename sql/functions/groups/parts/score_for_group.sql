-- score_for_group: score what could be recommended to a group, for each of its readers, as one row an item.
-- Called by get_group_material. Each array has a number or null for each reader, in their order. extra_ids are scored
-- although no member's sources chose them. The sources are asked once for each reader.
create or replace function cinelibre.score_for_group(
    for_readers cinelibre.reader[],
    extra_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[]
)
returns table (item_id integer, neighbors float8[], ease float8[], cosine float8[], content float8[])
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set random_page_cost = 1.1 -- keeps the planner on the index
set jit = off -- compiling costs more than it saves in a short query
as $$
declare
    _is_narrowed boolean := cardinality(score_for_group.item_types) = 1 or score_for_group.conditions <> 'true';
    _scored cinelibre.member_score[] := array(
        select (member.place, s.source, s.item_id, s.points, s.power)::cinelibre.member_score
        from generate_subscripts(for_readers, 1) as member (place)
        cross join lateral cinelibre.score_by_sources(for_readers[member.place], score_for_group.sources) as s
    );
    _pool integer[] := array(
        select p.item_id
        from cinelibre.find_group_pool(
            for_readers, _scored, item_types, conditions, per_source, content_limit, sources,
            case when _is_narrowed then 5000 else 3 * per_source end
        ) as p
        union
        select x.item_id from unnest(score_for_group.extra_ids) as x (item_id)
    );
begin
    return query
    with said as materialized (
        select t.*
        from cinelibre.list_group_scores(for_readers, _scored, _pool, score_for_group.sources) as t
    )
    select
        pool.item_id,
        array_agg(n.points order by member.place),
        array_agg(e.points order by member.place),
        array_agg(c.points order by member.place),
        array_agg(v.points order by member.place)
    from unnest(_pool) as pool (item_id)
    cross join generate_subscripts(for_readers, 1) as member (place)
    left join said as n on n.item_id = pool.item_id and n.place = member.place and n.source = 'neighbors'
    left join said as e on e.item_id = pool.item_id and e.place = member.place and e.source = 'ease'
    left join said as c on c.item_id = pool.item_id and c.place = member.place and c.source = 'cosine'
    left join said as v on v.item_id = pool.item_id and v.place = member.place and v.source = 'content'
    group by pool.item_id;
end;
$$;
