-- describe_moving_items: return the items that count most for or against others in a reader's lists, as JSON.
-- Called by get_influences. A rating tells its stars. What the reader muted counts nothing and stands at the end.
create or replace function cinelibre.describe_moving_items(for_reader cinelibre.reader, item_limit integer)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        with said as (
            select s.item_id, s.liked - s.disliked as points
            from cinelibre.weigh_signals(
                for_reader.item_ids, for_reader.ratings, 200, for_reader.leaning_ids, for_reader.leaning_weights,
                for_reader.shares
            ) as s
        ),
        own as (
            select i.item_id, i.weight from cinelibre.influences as i where i.user_id = for_reader.user_id and i.kind = 'item'
        ),
        strongest as materialized (
            select coalesce(s.item_id, o.item_id) as item_id, coalesce(s.points, 0) as points, coalesce(o.weight, 1) as weight
            from said as s
            full join own as o on o.item_id = s.item_id
            order by (o.item_id is not null) desc, abs(coalesce(s.points, 0)) desc, 1
            limit describe_moving_items.item_limit
        )
        select coalesce(jsonb_agg(
            jsonb_build_object(
                'item', d.item, 'points', m.points, 'weight', m.weight, 'rating', r.rating,
                'is_stated', coalesce(r.source = 'rating', false)
            )
            order by abs(m.points) desc, m.item_id
        ), '[]')
        from strongest as m
        join cinelibre.describe_items(array(select s.item_id from strongest as s), for_reader.user_id) as d on d.item_id = m.item_id
        left join cinelibre.ratings as r on r.user_id = for_reader.user_id and r.item_id = m.item_id
    );
end;
$$;
