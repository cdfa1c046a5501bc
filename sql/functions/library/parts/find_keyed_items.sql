-- find_keyed_items: find the items that share a title key with some records, and say how much of the title agrees.
-- Called by find_titled_items. `place` is the record's position. `level` is 2 for a title, 3 for an original title,
-- 4 without an edition's words ("A Novel"), 5 without the item's subtitle, 6 without the record's.
create or replace function cinelibre.find_keyed_items(records jsonb[])
returns table (place integer, item_id integer, level integer)
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_custom_plan
as $$
    with given as materialized (
        select r.*
        from unnest(find_keyed_items.records) as element (body)
        cross join lateral jsonb_to_record(element.body) as r (
            place integer, title text, title_as_given text, original_title text
        )
    ),
    keyed as materialized (
        select g.place, w.kind, w.key from given as g cross join lateral cinelibre.list_written_keys(g.title) as w
        union
        select g.place, 'title', cinelibre.title_key(g.title_as_given) from given as g where g.title_as_given <> g.title
        union
        select g.place, 'original', cinelibre.title_key(g.original_title) from given as g where g.original_title <> g.title
    )
    select
        r.place,
        k.item_id,
        min(case
            when r.kind = 'short' then 6
            when k.kind = 'short' then 5
            when r.kind = 'plain' or k.kind = 'plain' then 4
            when r.kind = 'original' or k.kind = 'original' then 3
            else 2
        end)
    from keyed as r
    join cinelibre.title_keys as k on k.key = r.key
    where r.kind in ('title', 'respelled', 'original') or k.kind <> 'short'
    group by r.place, k.item_id;
$$;
