-- An event of twenty years ago weighs nothing in the trend; it could not be written at all, for its weight underflowed:
-- a diary that goes back to then was refused.
create or replace function cinelibre.count_trend()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id, trend)
    select
        n.item_id,
        sum(
            greatest(
                0,
                case
                    when n.rating is null then kind.preference
                    when n.rating < 2 then -0.3
                    when n.rating < 4 then -0.3 + 0.4 * (n.rating - 2)
                    else 0.5 + 0.2 * (n.rating - 4)
                end::float8
            )
            * case when age.half_lives > -400 then exp(ln(2::float8) * age.half_lives) else 0 end
        )
    from new_interactions as n
    join cinelibre.interaction_types as kind on kind.name = n.interaction_type
    cross join cinelibre.decay_clocks as clock
    cross join lateral (
        select extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
    ) as age
    where clock.name = 'trend'
        and n.item_id is not null
    group by n.item_id
    order by n.item_id
    on conflict (item_id) do update
    set trend = s.trend + excluded.trend
    where excluded.trend > 0;
    return null;
end;
$$;
