-- count_seasonal: count the items that a season is about.
-- Called by get_seasons.
create or replace function cinelibre.count_seasonal(season cinelibre.seasons)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select count(distinct i.id)::integer
    from cinelibre.list_season_tags(array[count_seasonal.season]) as t
    cross join lateral (
        select o.id, o.language
        from cinelibre.items as o
        where t.kind = 'keyword' and o.folded_keywords && array[t.folded]
        union all
        select o.id, o.language
        from cinelibre.items as o
        where t.kind = 'genre' and o.folded_genres && array[t.folded]
    ) as i
    where t.languages = '{}' or i.language = any (t.languages);
$$;
