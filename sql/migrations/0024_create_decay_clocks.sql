-- What decays is stored as weight · exp(λ (t − t0)), which never has to be touched again to be compared: forward decay
-- (Cormode, Shkapenyuk, Srivastava and Xu 2009). landmark is t0, λ is ln 2 over the half-life.
create table cinelibre.decay_clocks (
    name text primary key,
    half_life_days float8 not null check (half_life_days >= 2),
    landmark timestamptz not null default date_trunc('day', now())
);

insert into cinelibre.decay_clocks (name, half_life_days) values ('trend', 7);

-- trend: the forward-decayed weight of what happened to an item lately.
alter table cinelibre.item_stats
add column trend float8 not null default 0;

create index item_stats_by_trend on cinelibre.item_stats (trend desc, item_id) where trend > 0;

create index item_stats_by_likes on cinelibre.item_stats (like_count desc, item_id);

-- What an event adds: what its type says of preference, of stars what they say; nothing is taken away again.
create function cinelibre.count_trend()
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
            * exp(ln(2::float8) * extract(epoch from n.occurred_at - clock.landmark)::float8 / (86400 * clock.half_life_days))
        )
    from new_interactions as n
    join cinelibre.interaction_types as kind on kind.name = n.interaction_type
    cross join cinelibre.decay_clocks as clock
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

create trigger count_trend
after insert on cinelibre.interactions
referencing new table as new_interactions
for each statement execute function cinelibre.count_trend();
