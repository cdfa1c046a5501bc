-- An item trends only where three people at least did something with it lately, and the more did, the more it counts.
-- mover_count: how many did within the clock's window, as of the newest event. third_mover_at: when the last but two of
-- them did so last, which tells at any later time whether three still are within the window. Events are read by item and
-- time for it. What is popular at the sources right now counts by its share of all, as what is widely known does.
alter table cinelibre.decay_clocks
add column window_days float8 not null default 14 check (window_days > 0);

alter table cinelibre.item_stats
add column mover_count integer not null default 0,
add column third_mover_at timestamptz;

alter table cinelibre.catalogue_totals
add column popularity_total float8 not null default 0;

create index interactions_by_item_and_time on cinelibre.interactions (item_id, occurred_at desc);

drop index cinelibre.interactions_by_item;

create or replace function cinelibre.count_trend()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.item_stats as s (item_id, trend, mover_count, third_mover_at)
    select c.item_id, c.trend, coalesce(m.n_people, 0), m.third_at
    from (
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
            ) as trend
        from new_interactions as n
        join cinelibre.interaction_types as kind on kind.name = n.interaction_type
        cross join cinelibre.decay_clocks as clock
        cross join lateral (
            select extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days) as half_lives
        ) as age
        where clock.name = 'trend'
            and n.item_id is not null
        group by n.item_id
    ) as c
    left join cinelibre.count_movers(array(select distinct n.item_id from new_interactions as n where n.item_id is not null)) as m
        on m.item_id = c.item_id
    order by c.item_id
    on conflict (item_id) do update
    set trend = s.trend + excluded.trend,
        mover_count = excluded.mover_count,
        third_mover_at = excluded.third_mover_at
    where excluded.trend > 0;
    return null;
end;
$$;

update cinelibre.item_stats as s
set mover_count = counted.n_people,
    third_mover_at = counted.third_at
from (
    select l.item_id, count(*) as n_people, (array_agg(l.moved_at order by l.moved_at desc, l.user_id))[3] as third_at
    from (
        select e.item_id, e.user_id, max(e.occurred_at) as moved_at
        from cinelibre.interactions as e
        join cinelibre.interaction_types as kind on kind.name = e.interaction_type
        join cinelibre.decay_clocks as clock on clock.name = 'trend'
        where e.occurred_at > now() - make_interval(secs => 86400 * clock.window_days)
            and coalesce(e.rating >= 3, kind.preference > 0)
        group by e.item_id, e.user_id
    ) as l
    group by l.item_id
) as counted
where s.item_id = counted.item_id;

create or replace function cinelibre.count_catalogue()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total + added.n,
            popularity_total = t.popularity_total + added.popularity
        from (
            select a.item_type, coalesce(sum(a.external_count), 0) as n, coalesce(sum(a.external_popularity::float8), 0) as popularity
            from new_items as a
            group by a.item_type
        ) as added
        where t.item_type = added.item_type
            and (added.n <> 0 or added.popularity <> 0);
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        update cinelibre.catalogue_totals as t
        set external_total = t.external_total - gone.n,
            popularity_total = greatest(0, t.popularity_total - gone.popularity)
        from (
            select g.item_type, coalesce(sum(g.external_count), 0) as n, coalesce(sum(g.external_popularity::float8), 0) as popularity
            from old_items as g
            group by g.item_type
        ) as gone
        where t.item_type = gone.item_type
            and (gone.n <> 0 or gone.popularity <> 0);
    end if;
    return null;
end;
$$;

update cinelibre.catalogue_totals as t
set popularity_total = coalesce(
    (select sum(i.external_popularity::float8) from cinelibre.items as i where i.item_type = t.item_type),
    0
);
