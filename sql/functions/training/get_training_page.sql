-- get_training_page: return one page of all ratings as arrays, ordered by user and item.
-- `python -m api.jobs train` and `export`. next is the [user, item] that the following page starts after, null on the
-- last page.
create or replace function public.get_training_page(
    after_user integer,
    after_item integer,
    page_limit integer default 20000
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select r.user_id, r.item_id, r.rating, r.rated_at
        from cinelibre.ratings as r
        where (r.user_id, r.item_id) > (get_training_page.after_user, get_training_page.after_item)
        order by r.user_id, r.item_id
        limit get_training_page.page_limit
    )
    select jsonb_build_object(
        'users', coalesce(jsonb_agg(p.user_id order by p.user_id, p.item_id), '[]'),
        'items', coalesce(jsonb_agg(p.item_id order by p.user_id, p.item_id), '[]'),
        'ratings', coalesce(jsonb_agg(p.rating order by p.user_id, p.item_id), '[]'),
        'seconds', coalesce(jsonb_agg(extract(epoch from p.rated_at)::bigint order by p.user_id, p.item_id), '[]'),
        'next', (
            select jsonb_build_array(l.user_id, l.item_id)
            from page as l
            where (select count(*) from page) = get_training_page.page_limit
            order by l.user_id desc, l.item_id desc
            limit 1
        )
    )
    from page as p;
$$;
