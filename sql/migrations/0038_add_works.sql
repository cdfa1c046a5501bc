-- A work may stand in several editions: who knows one knows them all, and a list shows one of them.
-- work_id is the smallest id of the work's items, and null where an item is the only one. Two books are one work where
-- their folded titles are the same and they have an author in common; two films where they have a director in common,
-- too, and at most a year lies between them: remakes stay apart. Triggers keep it with whatever is written by whomever.
alter table cinelibre.items add column work_id integer;

create index items_by_work on cinelibre.items (work_id, id) where work_id is not null;

create index items_with_editions on cinelibre.items (id) include (work_id) where work_id is not null;

-- Finds the works among all items of these titles anew. Items that share a key are one work, and so is what a chain of
-- them joins: each takes the smallest id of what its keys lead to, until nothing changes. A film's keys are of its own
-- year and of the next, so films of two years running share one. Answers how many items changed.
create function cinelibre.place_works(item_types text[], folded_titles text[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[]; -- an item stands once for each of its keys
    _keys text[];
    _works integer[];
    _lower integer[];
    _n_changed integer;
begin
    select array_agg(k.item_id), array_agg(k.key), array_agg(k.item_id)
    into _item_ids, _keys, _works
    from (
        select i.id as item_id, concat_ws('/', i.item_type, i.folded_title, replace(maker, ' ', ''), years.year) as key
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        join cinelibre.items as i on i.item_type = asked.item_type and i.folded_title = asked.folded_title
        left join cinelibre.movies as m on m.item_id = i.id
        cross join lateral unnest(
            case i.item_type when 'book' then i.folded_people else cinelibre.fold_names(m.directors) end
        ) as maker
        cross join lateral unnest(
            case i.item_type when 'book' then array[null::integer] else array[i.year, i.year + 1] end
        ) as years (year)
        where i.folded_title <> ''
            and maker <> ''
            and (i.item_type = 'book' or i.year is not null)
    ) as k;

    loop
        select array_agg(by_item.work order by by_item.place)
        into _lower
        from (
            select by_key.place, min(by_key.work) over (partition by by_key.item_id) as work
            from (
                select k.place, k.item_id, min(k.work) over (partition by k.key) as work
                from unnest(_item_ids, _keys, _works) with ordinality as k (item_id, key, work, place)
            ) as by_key
        ) as by_item;
        exit when _lower is not distinct from _works;
        _works := _lower;
    end loop;

    update cinelibre.items as i
    set work_id = found.work_id
    from (
        select item.id, case when count(*) over (partition by placed.work) > 1 then placed.work end as work_id
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        join cinelibre.items as item on item.item_type = asked.item_type and item.folded_title = asked.folded_title
        left join (
            select distinct p.item_id, p.work from unnest(_item_ids, _works) as p (item_id, work)
        ) as placed on placed.item_id = item.id
    ) as found
    where i.id = found.id
        and i.work_id is distinct from found.work_id;
    get diagnostics _n_changed = row_count;
    return _n_changed;
end;
$$;

-- A title that no other item has, before or after, needs no look: most batches end there.
create function cinelibre.keep_works()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_types text[];
    _titles text[];
begin
    if tg_op = 'INSERT' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (select distinct n.item_type, n.folded_title from new_items as n) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = t.item_type and i.folded_title = t.folded_title
            offset 1
        );
    elsif tg_op = 'DELETE' then
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (select distinct o.item_type, o.folded_title from old_items as o where o.work_id is not null) as t;
    else
        select array_agg(t.item_type), array_agg(t.folded_title)
        into _item_types, _titles
        from (
            select both_ways.item_type, both_ways.folded_title
            from new_items as n
            join old_items as o on o.id = n.id
            cross join lateral (
                values (n.item_type, n.folded_title), (o.item_type, o.folded_title)
            ) as both_ways (item_type, folded_title)
            where (o.item_type, o.folded_title, o.year, o.people) is distinct from (n.item_type, n.folded_title, n.year, n.people)
            group by both_ways.item_type, both_ways.folded_title
        ) as t;
    end if;
    if _titles is not null then
        perform cinelibre.place_works(_item_types, _titles);
    end if;
    return null;
end;
$$;

create trigger keep_new_works
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.keep_works();

create trigger keep_changed_works
after update on cinelibre.items
referencing old table as old_items new table as new_items
for each statement execute function cinelibre.keep_works();

create trigger keep_deleted_works
after delete on cinelibre.items
referencing old table as old_items
for each statement execute function cinelibre.keep_works();

select cinelibre.place_works(array_agg(t.item_type), array_agg(t.folded_title))
from (
    select i.item_type, i.folded_title
    from cinelibre.items as i
    where i.folded_title <> ''
    group by i.item_type, i.folded_title
    having count(*) > 1
) as t;
