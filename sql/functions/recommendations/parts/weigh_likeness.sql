-- weigh_likeness: return the weight of each kind of likeness between items.
-- Called by score_alike; docs/algorithms.md has the table ("Similar items"). Across types, genres and people are named
-- differently, and liking together says less. What simulated raters like together counts half.
create or replace function cinelibre.weigh_likeness(
    is_across boolean,
    is_simulated boolean,
    out story float8,
    out genres float8,
    out keywords float8,
    out people float8,
    out language float8,
    out years float8,
    out together float8
)
returns record
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        case when weigh_likeness.is_across then 1.2 else 0.8 end,
        case when weigh_likeness.is_across then 0.5 else 0.7 end,
        0.5,
        case when weigh_likeness.is_across then 0.3 else 0.5 end,
        0.5,
        case when weigh_likeness.is_across then 0.1 else 0.15 end,
        case when weigh_likeness.is_across or weigh_likeness.is_simulated then 0.65 else 1.3 end;
$$;
