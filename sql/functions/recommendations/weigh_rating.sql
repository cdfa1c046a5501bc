-- weigh_rating: how much a rating of somebody's history says of what they want: (stars − 2) / 3, the older the less.
-- Called by score_by_items and gather_evidence. place is 1 for the newest; twenty ratings later half of the half is left.
-- A row-level helper: it inlines.
create or replace function cinelibre.weigh_rating(rating float8, place bigint)
returns float8
language sql
immutable
as $$
    select greatest(weigh_rating.rating - 2, 0) / 3 * (0.5::float8 + 0.5::float8 * power(0.5::float8, (weigh_rating.place - 1) / 20.0::float8));
$$;
