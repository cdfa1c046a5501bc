-- age_of_rating: return how much a rating counts by its position in a history, newest first: from 1 down to a half.
-- Called by weigh_history, weigh_rating and list_liked. Every twenty positions halve what is above a half.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.age_of_rating(place bigint)
returns float8
language sql
immutable
as $$
    select 0.5::float8 + 0.5::float8 * power(0.5::float8, (age_of_rating.place - 1) / 20.0::float8);
$$;
