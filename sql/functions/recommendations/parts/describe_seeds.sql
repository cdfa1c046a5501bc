-- describe_seeds: return what a user liked most lately, each with similar items.
-- Called by describe_rows. Liked means 4 stars or more; old ratings count less, by their shares. Seeds of an asked
-- type come first. Similar items need a score of alike_from. A seed of main_type also gets items of the other type, from
-- across_from.
create or replace function cinelibre.describe_seeds(
    for_reader cinelibre.reader,
    item_types text[],
    main_type text,
    item_limit integer,
    alike_from float8,
    across_from float8,
    seed_limit integer default 2,
    history_limit integer default 200
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with seeds as materialized (
            select
                w.item_id, w.rating, i.title, i.item_type, coalesce(r.source = 'rating', false) as is_stated,
                row_number() over (order by i.item_type = any (describe_seeds.item_types) desc, w.liked desc, w.place) as rank
            from cinelibre.weigh_history((for_reader).item_ids, (for_reader).ratings, shares => (for_reader).shares) as w
            join cinelibre.items as i on i.id = w.item_id
            left join cinelibre.ratings as r on r.user_id = (for_reader).user_id and r.item_id = w.item_id
            where w.place <= describe_seeds.history_limit and w.rating >= 4 and w.liked > 0
            order by rank
            limit describe_seeds.seed_limit
        )
        select coalesce(
            jsonb_agg(to_jsonb(s) || jsonb_build_object('alike', (
                select coalesce(jsonb_agg(jsonb_build_object('item_type', t.item_type, 'item_ids', array(
                    select a.other_id
                    from cinelibre.rank_alike(
                        s.item_id, s.item_type, t.item_type, (for_reader).known_ids,
                        case when t.item_type = s.item_type then alike_from else across_from end, describe_seeds.item_limit
                    ) as a
                    order by a.score desc, a.other_id
                )) order by t.item_type), '[]')
                from unnest(describe_seeds.item_types) as t (item_type)
                where t.item_type = s.item_type or s.item_type = describe_seeds.main_type
            )) order by s.rank),
            '[]'
        )
        from seeds as s
    );
end;
$$;
