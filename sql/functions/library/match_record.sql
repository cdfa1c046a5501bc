-- match_record: the item that a row of somebody's library speaks of, or the candidates where several would do.
-- Called by import_library. Ids of the sources first, MovieLens' before all, which has two films of one tmdb_id; then
-- the title, folded, and the year, or a year beside it where that one has no such title. Of several books, those by an
-- author that the row names, whichever year their edition is of. What stands before a colon is a title only where the
-- year or an author agrees; a title of signs alone is compared as it is. The id of another database decides only
-- between candidates.
create or replace function cinelibre.match_record(record jsonb)
returns table (item_id integer, candidates integer[])
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select
            r.*,
            array[cinelibre.fold_title(r.title), cinelibre.fold_title(r.title_as_given), cinelibre.fold_title(r.original_title)] as folded_titles,
            cinelibre.fold_title(split_part(r.title, ':', 1)) as folded_beginning
        from jsonb_to_record(match_record.record) as r (
            id integer, item_type text, title text, title_as_given text, original_title text, year integer,
            authors text[], movielens_id integer, tmdb_id integer, imdb_id text, google_id text, isbn13 text
        )
    ),
    by_id as materialized (
        select coalesce(
            (select m.item_id from cinelibre.movies as m where m.movielens_id = g.movielens_id),
            (select m.item_id from cinelibre.movies as m where m.tmdb_id = g.tmdb_id),
            (select m.item_id from cinelibre.movies as m where m.imdb_id = g.imdb_id),
            (select b.item_id from cinelibre.books as b where b.google_id = g.google_id),
            (select b.item_id from cinelibre.books as b where b.isbn13 = g.isbn13)
        ) as item_id
        from given as g
    ),
    titled as materialized (
        select
            i.id,
            i.prominence,
            agreeing.years_off,
            agreeing.is_by_author,
            i.id = g.id as is_same_id,
            i.folded_title = cinelibre.fold_title(g.title) as is_whole_title
        from given as g
        join cinelibre.items as i on i.folded_title = any (g.folded_titles || g.folded_beginning)
        cross join lateral (
            select
                abs(i.year - g.year) as years_off,
                i.folded_people && cinelibre.fold_names(g.authors) as is_by_author
        ) as agreeing
        where i.item_type = coalesce(g.item_type, i.item_type)
            and (i.folded_title <> '' or i.title = g.title)
            and (agreeing.is_by_author or coalesce(agreeing.years_off, 0) <= 1)
            and (i.folded_title = any (g.folded_titles) or agreeing.is_by_author or agreeing.years_off <= 1)
            and not exists (select from by_id as b where b.item_id is not null)
    ),
    ranked as (
        select
            t.id,
            t.prominence,
            rank() over (
                order by
                    t.is_by_author desc,
                    t.is_whole_title desc,
                    case when t.years_off <= 1 then t.years_off else 2 end nulls last
            ) as tier,
            t.is_same_id
        from titled as t
    ),
    best as (
        select
            array_agg(r.id order by r.prominence desc, r.id) as ids,
            max(r.id) filter (where r.is_same_id) as same_id
        from ranked as r
        where r.tier = 1
    )
    select
        coalesce(i.item_id, b.same_id, case when cardinality(b.ids) = 1 then b.ids[1] end),
        case when i.item_id is null and b.same_id is null and cardinality(b.ids) > 1 then b.ids[1:5] end
    from by_id as i
    cross join best as b;
$$;
