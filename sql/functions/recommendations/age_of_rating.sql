-- age_of_rating: how much a rating still counts by its place in a history, newest first: from 1 down to a half.
-- Called by weigh_history and weigh_rating. Twenty ratings later half of the half is left. A row-level helper: it inlines.
create or replace function cinelibre.age_of_rating(place bigint)
returns float8
language sql
immutable
as $$
    select 0.5::float8 + 0.5::float8 * power(0.5::float8, (age_of_rating.place - 1) / 20.0::float8);
$$;
