-- describe_group_candidates: return what could be recommended to a group as JSON, each item with its features and scores.
-- Called by get_group_material. Scores that are the same for all members are numbers, the others arrays. Of a guest
-- predict_for knows nothing, so it answers what an average reader would give, with a support of 0.
create or replace function cinelibre.describe_group_candidates(
    for_readers cinelibre.reader[],
    extra_ids integer[],
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
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(describe_group_candidates.item_type, t));
    _conditions text := cinelibre.build_conditions(describe_group_candidates.filters);
begin
    return (
        with scored as materialized (
            select s.*
            from cinelibre.score_for_group(
                for_readers, extra_ids, _types, _conditions, per_source, content_limit, describe_group_candidates.sources
            ) as s
        ),
        predicted as materialized (
            select p.item_id, array_agg(p.predicted order by member.place) as predicted, array_agg(p.support order by member.place) as support
            from generate_subscripts(for_readers, 1) as member (place)
            cross join lateral cinelibre.predict_for(
                (for_readers[member.place]).user_id, array(select s.item_id from scored as s)
            ) as p
            group by p.item_id
        )
        select coalesce(json_agg(told order by told.item_id), '[]')
        from (
            select
                i.id as item_id, i.item_type, i.year, i.language, i.genres, i.people, i.work_id,
                cinelibre.rate_popularity(coalesce(t.like_count, 0), i.external_count, c.external_total) as popular,
                s.neighbors, s.ease, s.cosine, s.content, p.predicted, p.support
            from scored as s
            join cinelibre.items as i on i.id = s.item_id
            left join predicted as p on p.item_id = s.item_id
            left join cinelibre.item_stats as t on t.item_id = s.item_id
            left join cinelibre.catalogue_totals as c on c.item_type = i.item_type
        ) as told
    );
end;
$$;
