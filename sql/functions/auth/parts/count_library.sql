-- count_library: count the items that a user rated, saved, hid, counts among the favorites and has seen, by type.
-- Called by get_account. Implied ratings do not count. Every list and every type is there, with 0 if it is empty.
create or replace function cinelibre.count_library(user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with kept as materialized (
        select 'rating' as kind, r.item_id
        from cinelibre.ratings as r
        where r.user_id = count_library.user_id
            and r.source = 'rating'
        union all
        select marks.mark, s.item_id
        from cinelibre.shelf as s
        cross join lateral cinelibre.list_marks(s) as marks
        where s.user_id = count_library.user_id
    ),
    counted as (
        select k.kind, i.item_type, count(*) as n_items
        from kept as k
        join cinelibre.items as i on i.id = k.item_id
        group by k.kind, i.item_type
    ),
    by_list as (
        select
            lists.name,
            jsonb_object_agg(types.item_type, coalesce(c.n_items, 0)) as counts
        from (
            values
            ('ratings', 'rating'), ('watchlist', 'watchlist'), ('hidden', 'hidden'), ('favorites', 'favorite'), ('seen', 'seen')
        ) as lists (name, kind)
        cross join (values ('movie'), ('book')) as types (item_type)
        left join counted as c on c.kind = lists.kind and c.item_type = types.item_type
        group by lists.name
    )
    select jsonb_object_agg(b.name, b.counts)
    from by_list as b;
$$;
