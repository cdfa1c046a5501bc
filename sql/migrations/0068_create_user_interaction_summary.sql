-- A reader in one row, for SQL: what they rated, marked and did, counted by the chore that runs every six hours.
-- A table and no materialized view, so that a deleted account is gone from it at once (docs/decisions).
-- star_counts has ten counts, of half a star to five. The crowd is their sum: histograms of readers stand beside it.
create table cinelibre.user_interaction_summary (
    user_id integer primary key references cinelibre.users (id) on delete cascade,
    rating_count integer not null,
    rating_average float8,
    star_counts integer[] not null check (cardinality(star_counts) = 10),
    liked_count integer not null,
    watchlist_count integer not null,
    favorite_count integer not null,
    seen_count integer not null,
    hidden_count integer not null,
    event_count integer not null,
    search_count integer not null,
    first_at timestamptz,
    last_at timestamptz,
    counted_at timestamptz not null default now()
);

create table cinelibre.crowd (
    is_only boolean primary key default true check (is_only),
    star_counts bigint[] not null check (cardinality(star_counts) = 10)
);

insert into cinelibre.crowd (star_counts) values (array_fill(0::bigint, array[10]));

create function cinelibre.count_crowd()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _added bigint[];
    _gone bigint[];
begin
    if tg_op in ('INSERT', 'UPDATE') then
        _added := array(
            select coalesce(sum(n.star_counts[place]), 0)
            from generate_series(1, 10) as place
            left join new_rows as n on true
            group by place
            order by place
        );
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        _gone := array(
            select coalesce(sum(o.star_counts[place]), 0)
            from generate_series(1, 10) as place
            left join old_rows as o on true
            group by place
            order by place
        );
    end if;
    update cinelibre.crowd as c
    set star_counts = array(
        select c.star_counts[place] + coalesce(_added[place], 0) - coalesce(_gone[place], 0)
        from generate_series(1, 10) as place
        order by place
    )
    where c.is_only;
    return null;
end;
$$;

create trigger count_new_summaries
after insert on cinelibre.user_interaction_summary
referencing new table as new_rows
for each statement execute function cinelibre.count_crowd();

create trigger count_changed_summaries
after update on cinelibre.user_interaction_summary
referencing old table as old_rows new table as new_rows
for each statement execute function cinelibre.count_crowd();

create trigger count_deleted_summaries
after delete on cinelibre.user_interaction_summary
referencing old table as old_rows
for each statement execute function cinelibre.count_crowd();
