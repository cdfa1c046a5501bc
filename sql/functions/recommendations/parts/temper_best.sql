-- temper_best: return the best per_source items of each source, after tempering their points by their raters.
-- Called by find_candidates. If something narrows the list, only items that pass count. The conditions refer to an item
-- as i.
create or replace function cinelibre.temper_best(
    best cinelibre.score[],
    item_types text[],
    conditions text,
    per_source integer
)
returns table (item_id integer)
language plpgsql
stable
rows 150
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_narrowed boolean := cardinality(temper_best.item_types) = 1 or temper_best.conditions <> 'true';
begin
    return query
    select distinct placed.item_id
    from (
        select b.item_id, row_number() over (
            partition by b.source order by cinelibre.temper_points(b.points, t.rater_count, b.power) desc, b.item_id
        ) as place
        from unnest(temper_best.best) as b
        left join lateral ( -- with limit 1 the planner looks up each id; a join would scan all counts
            select s.rater_count from cinelibre.item_stats as s where s.item_id = b.item_id and b.power > 0 limit 1
        ) as t on true
        where not _is_narrowed
            or b.item_id in (
                select p.item_id
                from cinelibre.keep_passing(
                    array(select a.item_id from unnest(temper_best.best) as a), temper_best.item_types, temper_best.conditions
                ) as p
            )
    ) as placed
    where placed.place <= temper_best.per_source;
end;
$$;
