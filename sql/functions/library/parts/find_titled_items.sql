-- find_titled_items: find the items whose titles match some records, with the evidence for each match.
-- Called by match_records. `place` is the record's position. `level` is that of find_keyed_items, or 1 if the titles
-- differ only in signs. If the record names another author or its subtitle may make another work, `is_sure` is false
-- and the user has to choose.
create or replace function cinelibre.find_titled_items(records jsonb[])
returns table (
    place integer, item_id integer, prominence real, level integer, is_by_author boolean, years_off integer, is_sure boolean
)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select r.*, cinelibre.parse_people(r.authors[:10]) as people, cinelibre.parse_people(r.authors[:1]) as first_author
        from unnest(find_titled_items.records) as element (body)
        cross join lateral jsonb_to_record(element.body) as r (place integer, item_type text, title text, year integer, authors text[])
    ),
    leveled as materialized (
        select k.* from cinelibre.find_keyed_items(find_titled_items.records) as k
    ),
    known as materialized ( -- reads the people of an item once, however many records match it
        select
            i.id, i.item_type, i.prominence, i.folded_title, i.year,
            case
                when exists (select from given as g where g.people <> '{}') then cinelibre.parse_people(i.people[:10])
                else '{}'
            end as people
        from cinelibre.items as i
        where i.id = any (array(select l.item_id from leveled as l))
    ),
    judged as (
        select
            l.place, i.id, i.prominence, i.item_type,
            case when l.level = 2 and i.folded_title = cinelibre.fold_title(g.title) then 1 else l.level end as level,
            abs(i.year - g.year) as years_off,
            cinelibre.share_person(i.people, g.people) as is_by_author,
            l.level < 6 or (i.item_type = 'book' and cinelibre.share_person(i.people, g.first_author) is true) as is_whole
        from leveled as l
        join given as g on g.place = l.place
        join known as i on i.id = l.item_id
        where i.item_type = coalesce(g.item_type, i.item_type)
    )
    select
        j.place, j.id, j.prominence, j.level, j.is_by_author, j.years_off,
        j.is_whole and j.is_by_author is distinct from false
    from judged as j
    where case
        when j.level <= 3 then j.is_by_author is true or coalesce(j.years_off, 0) <= 1
        else (j.item_type = 'book' and j.is_by_author is true) or (j.is_by_author is null and j.years_off <= 1)
    end;
$$;
