-- match_seasons: say which of some candidates a season is about, as an object by item id: the season, the item's tag, weight and value.
-- Called by describe_standing. `candidates` are those of describe_candidates. Of several seasons or tags
-- the weightiest counts; a keyword says more than a genre. Null without a match.
create or replace function cinelibre.match_seasons(seasons cinelibre.seasons[], candidates json)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if coalesce(match_seasons.seasons, '{}') = '{}' then
        return null;
    end if;
    return (
        with tags as materialized (select t.* from cinelibre.list_season_tags(match_seasons.seasons) as t),
        best as (
            select distinct on (i.id) i.id, t.season, t.name, t.weight, t.value
            from json_array_elements(match_seasons.candidates) as c
            cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
                select o.id, o.language, o.folded_keywords, o.folded_genres
                from cinelibre.items as o where o.id = (c ->> 'item_id')::integer limit 1
            ) as i
            join tags as t on t.folded = any (case t.kind when 'keyword' then i.folded_keywords else i.folded_genres end)
            where t.languages = '{}' or i.language = any (t.languages)
            order by i.id, t.weight * t.value desc, t.season, t.place
        )
        select json_object_agg(b.id, json_build_object('name', b.season, 'match', b.name, 'weight', b.weight, 'value', b.value))
        from best as b
    );
end;
$$;
