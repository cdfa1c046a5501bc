-- get_rated_columns: return one page of rated items as columns: raters, likers, squared likings, and raters of the last time.
-- n_followed is how many had rated the item when its ridge was last solved, 0 if never.
-- The chore refresh-ease. A liking is (stars − 2) / 3, counted in sixths; ratings of two or less are none. next is the item that the
-- following page starts after, null on the last one.
create or replace function public.get_rated_columns(model_id integer, after_item integer, page_limit integer)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return (
        with page as materialized (
            select s.item_id
            from cinelibre.item_stats as s
            where s.item_id > get_rated_columns.after_item
                and s.rater_count > 0
            order by s.item_id
            limit get_rated_columns.page_limit
        ),
        counted as (
            select
                r.item_id,
                count(*) as n_raters,
                count(*) filter (where r.rating > 2) as n_likers,
                coalesce(sum(((r.rating - 2) * 2)::integer ^ 2) filter (where r.rating > 2), 0)::bigint as squares
            from page as p
            join cinelibre.ratings as r on r.item_id = p.item_id
            group by r.item_id
        )
        select jsonb_build_object(
            'item_ids', coalesce(jsonb_agg(c.item_id order by c.item_id), '[]'),
            'n_raters', coalesce(jsonb_agg(c.n_raters order by c.item_id), '[]'),
            'n_likers', coalesce(jsonb_agg(c.n_likers order by c.item_id), '[]'),
            'squares', coalesce(jsonb_agg(c.squares order by c.item_id), '[]'),
            'n_followed', coalesce(jsonb_agg(coalesce(f.rater_count, 0) order by c.item_id), '[]'),
            'next', (select case when count(*) = get_rated_columns.page_limit then max(p.item_id) end from page as p)
        )
        from counted as c
        left join cinelibre.followed_items as f on f.model_id = get_rated_columns.model_id and f.item_id = c.item_id
    );
end;
$$;
