-- count_movers: how many people did something lately that counts for each of some items.
-- Called by the trigger of interactions (count_trend). third_at says when the last but two of them did so last. Lately is
-- the window of the trend's clock; of an item that very much happens with, the newest event_limit events are read.
create or replace function cinelibre.count_movers(item_ids integer[], event_limit integer default 200)
returns table (item_id integer, n_people integer, third_at timestamptz)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _since timestamptz := now() - (
        select make_interval(secs => 86400 * c.window_days) from cinelibre.decay_clocks as c where c.name = 'trend'
    );
begin
    return query
    select asked.item_id, count(*)::integer, (array_agg(mover.moved_at order by mover.moved_at desc))[3]
    from unnest(count_movers.item_ids) as asked (item_id)
    cross join lateral (
        select newest.user_id, max(newest.occurred_at) as moved_at
        from (
            select e.user_id, e.occurred_at
            from cinelibre.interactions as e
            join cinelibre.interaction_types as kind on kind.name = e.interaction_type
            where e.item_id = asked.item_id
                and e.occurred_at > _since
                and coalesce(e.rating >= 3, kind.preference > 0)
            order by e.occurred_at desc, e.id desc
            limit count_movers.event_limit
        ) as newest
        group by newest.user_id
    ) as mover
    group by asked.item_id;
end;
$$;
