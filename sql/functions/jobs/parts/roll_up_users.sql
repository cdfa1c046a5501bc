-- roll_up_users: move some users' old interactions into preference_rollups; answer how many.
-- Called by roll_up_interactions. find_roll_up_moment says what is old. The newest searches stay: lists go by their words.
create or replace function cinelibre.roll_up_users(user_ids integer[], before timestamptz, keep_events integer, event_limit integer)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select e.id
        from unnest(roll_up_users.user_ids) as u (id)
        cross join lateral cinelibre.find_roll_up_moment(u.id, roll_up_users.before, roll_up_users.keep_events) as moment
        join cinelibre.interactions as e on e.user_id = u.id and e.occurred_at < moment
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        where not kind.in_history
            and not (e.interaction_type = 'search' and e.id in (select s.id from cinelibre.list_newest_searches(u.id) as s))
        order by e.user_id, e.occurred_at desc, e.id
        limit roll_up_users.event_limit
    ),
    gone as (
        delete from cinelibre.interactions as e
        using old
        where e.id = old.id
        returning e.user_id, e.item_id, e.interaction_type, e.rating, e.occurred_at
    ),
    summed as materialized (
        select
            g.user_id,
            g.item_id,
            g.interaction_type,
            count(*)::integer as event_count,
            sum(
                cinelibre.weigh_event(kind.preference, g.rating)
                * case when age.half_lives > -400 then exp(ln(2::float8) * age.half_lives) else 0 end -- exp underflows
            ) as weight,
            min(g.occurred_at) as first_at,
            max(g.occurred_at) as last_at
        from gone as g
        join cinelibre.interaction_types as kind on kind.name = g.interaction_type
        join cinelibre.decay_clocks as clock on clock.name = 'preference'
        cross join lateral (
            select extract(epoch from g.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
        ) as age
        group by g.user_id, g.item_id, g.interaction_type
    ),
    written as (
        insert into cinelibre.preference_rollups as p
        (user_id, item_id, interaction_type, event_count, weight, first_at, last_at)
        select s.user_id, s.item_id, s.interaction_type, s.event_count, s.weight, s.first_at, s.last_at
        from summed as s
        order by s.user_id, s.item_id, s.interaction_type
        on conflict (user_id, item_id, interaction_type) do update
        set event_count = p.event_count + excluded.event_count,
            weight = p.weight + excluded.weight,
            first_at = least(p.first_at, excluded.first_at),
            last_at = greatest(p.last_at, excluded.last_at)
        returning p.id
    )
    select coalesce(sum(s.event_count), 0)::integer from summed as s;
$$;
