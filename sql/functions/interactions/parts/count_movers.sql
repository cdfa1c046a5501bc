-- count_movers: count for each of some items the people whose recent events count for its trend.
-- Called by count_trend, the trigger of interactions. third_at is the third newest time at which one of them did so.
-- Only the newest event_limit events within the trend's window are read. An item with many_count people, three of them
-- within the hour, is not counted again: one more person would change nothing.
create or replace function cinelibre.count_movers(
    item_ids integer[],
    event_limit integer default 100,
    many_count integer default 30
)
returns table (item_id integer, n_people integer, third_at timestamptz)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set enable_bitmapscan = off -- the newest events are the first of the index; a bitmap would read all of the window
set enable_sort = off -- for the same reason: the index has the order already
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _since timestamptz := now() - (
        select make_interval(secs => 86400 * c.window_days) from cinelibre.decay_clocks as c where c.name = 'trend'
    );
begin
    return query
    with asked as materialized (
        select
            a.item_id, s.mover_count, s.third_mover_at,
            coalesce(s.mover_count >= count_movers.many_count and s.third_mover_at > now() - interval '1 hour', false) as is_settled
        from unnest(count_movers.item_ids) as a (item_id)
        left join cinelibre.item_stats as s on s.item_id = a.item_id
    )
    select a.item_id, a.mover_count, a.third_mover_at
    from asked as a
    where a.is_settled
    union all
    select a.item_id, count(*)::integer, (array_agg(mover.moved_at order by mover.moved_at desc))[3]
    from asked as a
    cross join lateral (
        select newest.user_id, max(newest.occurred_at) as moved_at
        from (
            select e.user_id, e.occurred_at
            from cinelibre.interactions as e
            join cinelibre.interaction_types as kind on kind.name = e.interaction_type
            where e.item_id = a.item_id
                and e.occurred_at > _since
                and coalesce(e.rating >= 3, kind.preference > 0)
            order by e.occurred_at desc, e.id desc
            limit count_movers.event_limit
        ) as newest
        group by newest.user_id
    ) as mover
    where not a.is_settled
    group by a.item_id;
end;
$$;
