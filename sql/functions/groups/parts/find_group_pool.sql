-- find_group_pool: find the ids of what could be recommended to a group: the union of its members' candidates.
-- Called by score_for_group, with the sources' scores for each reader. The readers' known items are left out.
create or replace function cinelibre.find_group_pool(
    for_readers cinelibre.reader[],
    scored cinelibre.member_score[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    depth integer
)
returns table (item_id integer)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with best as materialized (
        select placed.place, placed.source, placed.item_id, placed.points, placed.power
        from (
            select s.*, row_number() over (partition by s.place, s.source order by s.points desc, s.item_id) as rank
            from unnest(find_group_pool.scored) as s
            where s.points > 0
                and s.item_id not in (select unnest(for_readers[1].known_ids))
        ) as placed
        where placed.rank <= find_group_pool.depth
    )
    select found.item_id
    from generate_subscripts(for_readers, 1) as member (place)
    cross join lateral (
        select t.item_id
        from cinelibre.temper_best(
            array(select (b.source, b.item_id, b.points, b.power)::cinelibre.score from best as b where b.place = member.place),
            item_types, conditions, per_source
        ) as t
        union
        select o.item_id
        from cinelibre.find_beyond_models(
            for_readers[member.place], '{}', item_types, conditions, per_source, content_limit, sources,
            (select count(*) from best as b where b.place = member.place)
        ) as o
    ) as found
    group by found.item_id;
end;
$$;
