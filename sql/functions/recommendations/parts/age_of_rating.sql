-- age_of_rating: return how much a rating counts by its age in days: from 1 down to a half.
-- Called by list_rated; docs/algorithms.md has the formula ("Age of a rating").
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.age_of_rating(days float8, half_life_days float8 default 30)
returns float8
language sql
immutable
as $$
    select 0.5::float8 + 0.5::float8 * power(
        0.5::float8, least(400, age_of_rating.days / age_of_rating.half_life_days) -- a power below 2^−1074 fails
    );
$$;
