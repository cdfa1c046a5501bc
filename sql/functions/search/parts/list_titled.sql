-- list_titled: list the items that have the typed title, each with a tier that says how exactly.
-- Called by find_titled and scan_by_names; docs/matching.md says what a key is. Tier 1 is the folded title or original
-- title, 2 the key of one, 3 the same respelled or without an edition's words, 4 the title without another subtitle.
-- The typed text keeps its own subtitle: "Mission: Impossible" is not "The Mission".
create or replace function cinelibre.list_titled(typed text)
returns table (item_id integer, tier integer)
language sql
stable
rows 3
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select cinelibre.fold_title(list_titled.typed) as folded
    ),
    keyed as (
        (
            select
                k.item_id,
                case
                    when k.kind = 'original' and cinelibre.fold_title(i.original_title) = a.folded then 1
                    when k.kind = 'short' then 4
                    when k.kind = 'plain' or w.kind <> 'title' then 3
                    else 2
                end as tier
            from asked as a
            cross join cinelibre.list_written_keys(list_titled.typed) as w
            join cinelibre.title_keys as k on k.key = w.key
            join cinelibre.items as i on i.id = k.item_id
            where w.kind <> 'short'
                and (k.kind <> 'short' or w.kind <> 'plain')
            order by k.kind = 'short', w.kind <> 'title', k.prominence desc, k.item_id
            limit 100
        )
        union all
        select i.id, 1
        from asked as a
        join cinelibre.items as i on i.folded_title = a.folded
        where a.folded <> ''
    )
    select k.item_id, min(k.tier)
    from keyed as k
    group by k.item_id;
$$;
