-- Editions write one author in several ways, and add "a novel" to the title: these were other works.
-- An author is told by the surname and one initial: "Leo Tolstoy", "Graf Leo Tolstoy" and "L. N. Tolstoy" share one.
create function cinelibre.fold_work(folded_title text)
returns text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select regexp_replace(fold_work.folded_title, '(?<=.) a novel$', '');
$$;

-- Surname and initial for each other word of a folded name; a name of one word is itself.
create function cinelibre.list_initials(folded_name text)
returns setof text
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(split.words[cardinality(split.words)] || '/' || left(other.word, 1), list_initials.folded_name)
    from regexp_split_to_array(list_initials.folded_name, ' ') as split (words)
    left join lateral unnest(split.words[:cardinality(split.words) - 1]) as other (word) on true;
$$;

create or replace function cinelibre.place_works(item_types text[], folded_titles text[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[] := array(
        select distinct i.id
        from unnest(place_works.item_types, place_works.folded_titles) as asked (item_type, folded_title)
        cross join lateral cinelibre.fold_work(asked.folded_title) as work (title)
        join cinelibre.items as i
            on i.item_type = asked.item_type
            and i.folded_title in (work.title, work.title || ' a novel')
    );
    _item_ids integer[]; -- an item stands once for each of its keys
    _keys text[];
    _works integer[];
    _lower integer[];
    _n_changed integer;
begin
    select array_agg(k.item_id), array_agg(k.key), array_agg(k.item_id)
    into _item_ids, _keys, _works
    from (
        select i.id as item_id, concat_ws('|', i.item_type, cinelibre.fold_work(i.folded_title), initials, years.year) as key
        from cinelibre.items as i
        left join cinelibre.movies as m on m.item_id = i.id
        cross join lateral unnest(
            case i.item_type when 'book' then i.folded_people else cinelibre.fold_names(m.directors) end
        ) as maker
        cross join lateral cinelibre.list_initials(maker) as initials
        cross join lateral unnest(
            case i.item_type when 'book' then array[null::integer] else array[i.year, i.year + 1] end
        ) as years (year)
        where i.id = any (_ids)
            and i.folded_title <> ''
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
        from unnest(_ids) as item (id)
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

create or replace function cinelibre.keep_works()
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
        from (
            select distinct n.item_type, cinelibre.fold_work(n.folded_title) as folded_title from new_items as n
        ) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = t.item_type and i.folded_title in (t.folded_title, t.folded_title || ' a novel')
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

select cinelibre.place_works(array_agg(t.item_type), array_agg(t.title))
from (
    select i.item_type, cinelibre.fold_work(i.folded_title) as title
    from cinelibre.items as i
    where i.folded_title <> ''
    group by i.item_type, cinelibre.fold_work(i.folded_title)
    having count(*) > 1
) as t;
