-- compare_items: how much each of these items is like one, likeness by likeness: null where either side says nothing.
-- Called by score_alike. story is the cosine of descriptions, genres that of genres, keywords that of keywords. A
-- language they share is told by its rarity. What is looked up by an id is looked up one by one: for a few hundred of a
-- catalogue the planner would rather read all of it.
create or replace function cinelibre.compare_items(item_id integer, candidate_ids integer[], item_type text)
returns table (
    other_id integer, work_id integer, has_title boolean, story float8, genres float8, keywords float8,
    n_people bigint, is_maker boolean, language_rarity float8, years integer, lift float8, fellows float8
)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    _own cinelibre.items := (select i from cinelibre.items as i where i.id = compare_items.item_id);
    _title text := _own.folded_title;
    _year integer := _own.year;
    _language text := _own.language;
    _people text[] := _own.folded_people;
    _keywords text[] := _own.folded_keywords;
    _makers text[] := cinelibre.list_makers(_own.id);
    _rarity float8 := coalesce(
        (select r.rarity from cinelibre.weigh_rarity('language', array[compare_items.item_type]) as r where r.name = _language), 0
    );
    _vector halfvec := (select e.embedding from cinelibre.item_embeddings as e where e.item_id = _own.id);
begin
    return query
    select
        i.id, i.work_id, i.folded_title = _title and _title <> '', 1 - (e.embedding <=> _vector), g.likeness,
        case
            when i.folded_keywords && _keywords then (
                select count(*) from unnest(i.folded_keywords) as k (name) where k.name = any (_keywords)
            ) / sqrt(cardinality(i.folded_keywords) * cardinality(_keywords))
        end,
        case
            when i.folded_people && _people then (
                select count(*) from unnest(i.folded_people) as p (name) where p.name = any (_people)
            )
        end,
        i.folded_people && _makers and cinelibre.list_makers(i.id) && _makers,
        case when i.language = _language then _rarity end,
        abs(i.year - _year),
        l.lift,
        l.fellows
    from unnest(compare_items.candidate_ids) as c (id)
    cross join lateral (
        select o.id, o.work_id, o.folded_title, o.folded_keywords, o.folded_people, o.language, o.year
        from cinelibre.items as o
        where o.id = c.id
        limit 1
    ) as i
    left join lateral (
        select v.embedding from cinelibre.item_embeddings as v where v.item_id = c.id limit 1
    ) as e on true
    left join cinelibre.compare_genres(_own.id, compare_items.candidate_ids) as g on g.other_id = c.id
    left join cinelibre.list_together(_own.id) as l on l.other_id = c.id;
end;
$$;
