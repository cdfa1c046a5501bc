-- scan_by_names: find the items whose title, person's whole name or whole keyword is in the typed text.
-- Called by scan_by_words. The kind is `topic` for a keyword that is the whole text. It is `spelling` for another
-- spelling of a title that one item has exactly. Each kind is ranked within each type from 1, best known first.
-- The conditions refer to an item as i.
create or replace function cinelibre.scan_by_names(title text, topic text, conditions text, scan_limit integer)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select named.id, case when named.tier > named.best then ''spelling'' else named.kind end, named.place from ('
        '   select i.id, kind, tier, min(tier) over () as best,'
        '       row_number() over (partition by kind, i.item_type order by tier, i.prominence desc, i.id) as place'
        '   from ('
        '       select t.item_id as id, ''title'' as kind, t.tier from cinelibre.list_titled($1) as t'
        '       union all'
        '       select p.id, ''person'', null from cinelibre.items as p where p.folded_people && $2'
        '       union all'
        '       (select k.id, case when $4 = any (k.folded_keywords) then ''topic'' else ''keyword'' end, null'
        '        from cinelibre.items as k where k.folded_keywords && $3 limit 2000)'
        '   ) as found join cinelibre.items as i on i.id = found.id where %s'
        ' ) as named where named.place <= %s and (named.tier is null or named.tier <= greatest(named.best, 2))',
        scan_by_names.conditions,
        scan_by_names.scan_limit
    )
    using scan_by_names.title, cinelibre.list_possible_names(title) || cinelibre.respell_names(title), cinelibre.list_possible_keywords(topic), scan_by_names.topic;
end;
$$;
