-- weigh_rating: return how much a rating says of what a user wants: (stars − 2) / 3, less for old ratings.
-- Called by score_by_items and explain_by_items. place 1 is the newest rating.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.weigh_rating(rating float8, place bigint)
returns float8
language sql
immutable
as $$
    select greatest(weigh_rating.rating - 2, 0) / 3 * cinelibre.age_of_rating(weigh_rating.place);
$$;
