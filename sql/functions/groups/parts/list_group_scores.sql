-- list_group_scores: list what the sources say of some items to each reader of a group, tempered by raters.
-- Called by score_for_group. Descriptions are compared here, because only now it is known which items compete.
create or replace function cinelibre.list_group_scores(
    for_readers cinelibre.reader[],
    scored cinelibre.member_score[],
    item_ids integer[],
    sources text[]
)
returns setof cinelibre.member_score
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select s.place, s.source, s.item_id, cinelibre.temper_points(s.points, t.rater_count, s.power), s.power
    from unnest(list_group_scores.scored) as s
    left join lateral ( -- with limit 1 the planner looks up each id; a join would scan all counts
        select o.rater_count from cinelibre.item_stats as o where o.item_id = s.item_id limit 1
    ) as t on true
    where s.item_id in (select unnest(list_group_scores.item_ids))
    union all
    select member.place, 'content', c.item_id, c.points, 0
    from generate_subscripts(for_readers, 1) as member (place)
    cross join lateral cinelibre.score_by_content(
        case when 'content' = any (list_group_scores.sources) then list_group_scores.item_ids end, for_readers[member.place]
    ) as c;
end;
$$;
