-- find_seasonal: return the best known unknown items that some seasons are about, as candidates.
-- Called by describe_material and describe_rows. Without a season it reads nothing. Of each keyword and each genre it
-- reads the tag_limit best known items.
create or replace function cinelibre.find_seasonal(
    seasons cinelibre.seasons[],
    known_ids integer[],
    item_type text,
    filters jsonb,
    item_limit integer default 60,
    tag_limit integer default 200
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(find_seasonal.item_type, t));
    _found integer[];
begin
    if coalesce(find_seasonal.seasons, '{}') = '{}' then
        return '{}';
    end if;
    _found := array(
        select i.id
        from cinelibre.list_season_tags(find_seasonal.seasons) as t
        cross join lateral (
            (
                select o.id, o.language
                from cinelibre.items as o
                where t.kind = 'keyword' and o.folded_keywords && array[t.folded]
                order by o.prominence desc, o.id
                limit find_seasonal.tag_limit
            )
            union all
            select b.item_id, o.language
            from cinelibre.list_best_of('genre', t.name, _types, find_seasonal.known_ids, find_seasonal.tag_limit) as b
            join cinelibre.items as o on o.id = b.item_id
            where t.kind = 'genre'
        ) as i
        where t.languages = '{}' or i.language = any (t.languages)
    );
    return array(
        select i.id
        from cinelibre.keep_passing(_found, _types, cinelibre.build_conditions(find_seasonal.filters)) as p
        join cinelibre.items as i on i.id = p.item_id
        where i.id not in (select unnest(find_seasonal.known_ids))
        order by i.prominence desc, i.id
        limit find_seasonal.item_limit
    );
end;
$$;
