-- score_by_sources: return what neighbors, item models and factors say, one row for each source and item.
-- Called by find_candidates. Only the given sources are asked. `power` says how much an item's raters temper its
-- points.
create or replace function cinelibre.score_by_sources(
    for_reader cinelibre.reader,
    sources text[],
    neighbors_power float8 default 0.1,
    ease_power float8 default 0.2,
    factors_power float8 default 0.1
)
returns setof cinelibre.score
language plpgsql
stable
rows 5000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select 'neighbors', s.item_id, s.points, score_by_sources.neighbors_power
    from cinelibre.score_by_neighbors(
        case when 'neighbors' = any (score_by_sources.sources) then for_reader.neighbor_ids end, for_reader.neighbor_weights
    ) as s
    union all
    select kind.name, s.item_id, s.points, kind.power
    from (values ('ease', score_by_sources.ease_power), ('cosine', 0)) as kind (name, power)
    cross join lateral cinelibre.score_by_items(
        kind.name, for_reader.item_ids, for_reader.ratings, for_reader.leaning_ids, for_reader.leaning_weights, for_reader.shares
    ) as s
    where kind.name = any (score_by_sources.sources)
    union all
    select 'factors', s.item_id, s.points, score_by_sources.factors_power
    from cinelibre.score_by_factors(case when 'factors' = any (score_by_sources.sources) then for_reader end) as s;
end;
$$;
