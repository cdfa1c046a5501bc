-- describe_tastes: return the genres, languages and people that a user likes most, each with items and counts.
-- Called by describe_rows. A taste needs two liked items, because one proves nothing. Its items are of the type of
-- which the user liked more. The newest history_limit ratings count. The likings come from list_likings.
create or replace function cinelibre.describe_tastes(
    for_reader cinelibre.reader,
    item_types text[],
    item_limit integer,
    per_kind integer default 4,
    history_limit integer default 200,
    least_liked integer default 2
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with best as materialized (
            select l.kind, l.name, l.liked - l.disliked as points, row_number() over (
                partition by l.kind order by l.liked - l.disliked desc, l.name
            ) as place
            from unnest((for_reader).likings) as l
            where l.kind in ('genre', 'language', 'person') and l.liked > l.disliked
        ),
        rated as materialized ( -- read once, not for each feature
            select h.rating, i.item_type, i.genres, i.language, i.people, coalesce(r.source = 'rating', false) as is_stated
            from unnest((for_reader).item_ids[:history_limit], (for_reader).ratings[:history_limit]) as h (item_id, rating)
            cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
                select own.item_type, own.genres, own.language, own.people from cinelibre.items as own where own.id = h.item_id limit 1
            ) as i
            left join cinelibre.ratings as r on r.user_id = (for_reader).user_id and r.item_id = h.item_id
        ),
        counted as (
            select distinct on (b.kind, b.name) b.kind, b.name, b.points, c.item_type, c.n_rated, c.n_liked, c.is_stated
            from best as b
            cross join lateral (
                select d.item_type, count(*) as n_rated, count(*) filter (where d.rating >= 4) as n_liked, bool_and(d.is_stated) as is_stated
                from rated as d
                where d.item_type = any (describe_tastes.item_types)
                    and case b.kind when 'genre' then b.name = any (d.genres) when 'language' then b.name = d.language else b.name = any (d.people) end
                group by d.item_type
            ) as c
            where b.place <= describe_tastes.per_kind and c.n_liked >= describe_tastes.least_liked
            order by b.kind, b.name, c.n_liked desc, c.item_type
        )
        select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('item_ids', array(
            select f.item_id
            from cinelibre.list_best_of(c.kind, c.name, array[c.item_type], (for_reader).known_ids, describe_tastes.item_limit) as f
        )) order by c.points desc, c.kind, c.name), '[]')
        from counted as c
    );
end;
$$;
