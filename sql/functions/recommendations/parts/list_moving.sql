-- list_moving: list the items that trend, without known items.
-- Called by get_trending_items, get_public_carousels and describe_rows. docs/algorithms.md has the formula. A work
-- shows its edition with the best score. Items below the trend that three people leave at the least are not read,
-- because old events never quite fade. Scores fade once an hour, so that an answer keeps its ETag in between.
create or replace function cinelibre.list_moving(
    item_type text,
    known_ids integer[],
    item_limit integer,
    damping float8 default 3,
    depth_factor integer default 3
)
returns table (item_id integer, work_id integer, score float8)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _clock cinelibre.decay_clocks := (select c from cinelibre.decay_clocks as c where c.name = 'trend');
    _half_lives float8 := extract(epoch from date_bin('1 hour', now(), _clock.landmark) - _clock.landmark)::float8 / (86400 * _clock.half_life_days);
    _least float8 := (
        select 3 * least(0.1, min(kind.preference)) * 2 ^ (_half_lives - _clock.window_days / _clock.half_life_days)
        from cinelibre.interaction_types as kind
        where kind.preference > 0
    );
begin
    return query
    with moving as materialized (
        select s.item_id, i.work_id, s.trend * 2 ^ (-_half_lives) * s.mover_count / (s.mover_count + list_moving.damping) as score
        from cinelibre.item_stats as s
        join cinelibre.items as i on i.id = s.item_id
        where s.trend > 0
            and s.trend >= 0.999 * _least -- sums of the same events may differ in their last digits
            and s.third_mover_at > now() - make_interval(secs => 86400 * _clock.window_days)
            and i.item_type = coalesce(list_moving.item_type, i.item_type)
            and i.id <> all (list_moving.known_ids)
        order by s.trend desc, s.item_id
        limit list_moving.depth_factor * list_moving.item_limit
    ),
    best as (
        select m.*, row_number() over (partition by coalesce(m.work_id, m.item_id) order by m.score desc, m.item_id) as edition
        from moving as m
    )
    select b.item_id, b.work_id, b.score
    from best as b
    where b.edition = 1
    order by b.score desc, b.item_id
    limit list_moving.item_limit;
end;
$$;
