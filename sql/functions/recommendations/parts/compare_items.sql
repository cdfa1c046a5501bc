-- compare_items: measure each likeness between one item and those candidates that are of a type.
-- Called by score_alike. A likeness is null if one item lacks what it compares. story, genres and keywords are cosines.
-- language_rarity is set if both items have the same language.
create or replace function cinelibre.compare_items(item_id integer, candidate_ids integer[], item_type text)
returns table (
    other_id integer, work_id integer, has_title boolean, story float8, genres float8, keywords float8,
    n_people bigint, is_maker boolean, language_rarity float8, years integer, together float8
)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own record;
begin
    select i.*, cinelibre.list_makers(i.id) as makers, coalesce(-ln(least(1, f.share)), 0) as rarity
    into _own
    from cinelibre.items as i
    left join cinelibre.features as f
        on f.kind = 'language' and f.name = i.language and f.item_type = compare_items.item_type
    where i.id = compare_items.item_id;
    return query
    with described as materialized (
        select i.id, i.work_id, i.folded_title, i.genres, i.folded_keywords, i.folded_people, i.language, i.year
        from cinelibre.items as i
        where i.id = any (compare_items.candidate_ids)
            and i.item_type = compare_items.item_type
    )
    select
        d.id, d.work_id, d.folded_title = _own.folded_title and _own.folded_title <> '', s.cosine, g.likeness,
        case
            when d.folded_keywords && _own.folded_keywords then (
                select count(*) from unnest(d.folded_keywords) as k (name) where k.name = any (_own.folded_keywords)
            ) / sqrt(cardinality(d.folded_keywords) * cardinality(_own.folded_keywords))
        end,
        case
            when d.folded_people && _own.folded_people then (
                select count(*) from unnest(d.folded_people) as p (name) where p.name = any (_own.folded_people)
            )
        end,
        d.folded_people && _own.makers and cinelibre.list_makers(d.id) && _own.makers,
        case when d.language = _own.language then _own.rarity end,
        abs(d.year - _own.year),
        l.phi
    from described as d
    left join cinelibre.measure_stories(compare_items.item_id, compare_items.candidate_ids) as s on s.other_id = d.id
    left join cinelibre.compare_genres(
        _own.genres,
        array[_own.item_type, compare_items.item_type],
        array(select n.id from (select x.id, unnest(x.genres) from described as x) as n),
        array(select unnest(x.genres) from described as x)
    ) as g on g.other_id = d.id
    left join cinelibre.list_together(compare_items.item_id) as l on l.other_id = d.id;
end;
$$;
