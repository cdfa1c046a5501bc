-- get_my_ratings: return one page of a user's star ratings with their items, and how many there are.
-- GET /ratings/my. Implied ratings are left out.
create or replace function public.get_my_ratings(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    item_type text default null,
    item_skip integer default 0,
    item_limit integer default 20,
    sort text default 'newest'
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('total', page.total, 'ratings', page.ratings)
    from cinelibre.require_caller(get_my_ratings.caller_id, get_my_ratings.caller_version, get_my_ratings.acts_for) as caller
    cross join lateral (
        with mine as materialized (
            select
                r.id,
                r.item_id,
                i.item_type,
                r.rating,
                r.rated_at,
                row_number() over (
                    order by
                        case get_my_ratings.sort when 'highest' then r.rating end desc,
                        case get_my_ratings.sort when 'lowest' then r.rating end,
                        case get_my_ratings.sort when 'title' then i.folded_title end,
                        case get_my_ratings.sort when 'oldest' then r.rated_at end,
                        r.rated_at desc,
                        r.item_id
                ) as place
            from cinelibre.ratings as r
            join cinelibre.items as i on i.id = r.item_id
            where r.user_id = caller.user_id
                and r.source = 'rating'
                and i.item_type = coalesce(get_my_ratings.item_type, i.item_type)
        ),
        shown as materialized (
            select m.*
            from mine as m
            where m.place > get_my_ratings.item_skip
                and m.place <= get_my_ratings.item_skip::bigint + get_my_ratings.item_limit
        )
        select
            (select count(*) from mine) as total,
            coalesce(jsonb_agg(to_jsonb(m) - 'place' || jsonb_build_object('item', d.item) order by m.place), '[]') as ratings
        from shown as m
        join cinelibre.describe_items(array(select s.item_id from shown as s), caller.user_id) as d on d.item_id = m.item_id
    ) as page;
$$;
