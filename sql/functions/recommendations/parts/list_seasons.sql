-- list_seasons: list the seasons that a reader is in on a day of theirs.
-- Called by describe_material and describe_rows. A yearly season comes on the same days of each year. A season with
-- languages is for whoever rated least_rated items in them. A 29 February is the 28th in other years.
create or replace function cinelibre.list_seasons(for_reader cinelibre.reader, day date, least_rated integer default 3)
returns setof cinelibre.seasons
language plpgsql
stable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select s.*
    from cinelibre.seasons as s
    where exists (
            select
            from unnest(case when s.is_yearly then array[0, 1] else array[null::integer] end) as former (years)
            cross join lateral (
                select coalesce(
                    make_interval(years => extract(year from list_seasons.day)::integer - extract(year from s.from_day)::integer - former.years),
                    '0'
                )
            ) as moved (years)
            where list_seasons.day between (s.from_day + moved.years)::date and (s.to_day + moved.years)::date
        )
        and (
            s.languages = '{}'
            or (
                select count(*)
                from unnest(for_reader.item_ids) as h (item_id)
                cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
                    select i.language from cinelibre.items as i where i.id = h.item_id limit 1
                ) as own
                where own.language = any (s.languages)
            ) >= list_seasons.least_rated
        )
    order by s.name, s.from_day;
end;
$$;
