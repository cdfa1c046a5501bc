-- match_records: return for each row of a library the item that it means, or candidates if that is not sure.
-- Called by import_library; docs/matching.md has the rules. Ids of the sources decide first. Then titles decide, by
-- author, level and year.
-- An id of our own may come from another database, so it decides only between candidates.
create or replace function cinelibre.match_records(records jsonb)
returns table (place integer, item_id integer, candidates integer[])
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select
            element.place::integer as place,
            (element.body ->> 'id')::integer as id,
            element.body - 'id' as body,
            (
                select f.item_id
                from cinelibre.find_by_source_ids(
                    (element.body ->> 'movielens_id')::integer, (element.body ->> 'tmdb_id')::integer,
                    element.body ->> 'imdb_id', element.body ->> 'google_id', element.body ->> 'isbn13'
                ) as f
                order by f.rank
                limit 1
            ) as item_id
        from jsonb_array_elements(match_records.records) with ordinality as element (body, place)
    ),
    ranked as (
        select
            t.*,
            rank() over (
                partition by t.place
                order by
                    t.is_by_author desc nulls last,
                    t.level,
                    case when t.years_off <= 1 then t.years_off else 2 end nulls last
            ) as tier
        from cinelibre.find_titled_items(array(
            select jsonb_build_object('place', g.place) || g.body from given as g where g.item_id is null order by g.place
        )) as t
    ),
    best as (
        select
            r.place,
            array_agg(r.item_id order by r.prominence desc, r.item_id) as ids,
            max(r.item_id) filter (where r.item_id = g.id) as same_id,
            bool_and(r.is_sure) and count(*) = 1 as is_sure
        from ranked as r
        join given as g on g.place = r.place
        where r.tier = 1
        group by r.place
    )
    select
        g.place,
        coalesce(g.item_id, b.same_id, case when b.is_sure then b.ids[1] end),
        case when g.item_id is null and b.same_id is null and not b.is_sure then b.ids[1:5] end
    from given as g
    left join best as b on b.place = g.place;
$$;
