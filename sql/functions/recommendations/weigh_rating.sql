-- weigh_rating: how much a rating of somebody's history says of what they want: (stars − 2) / 3, the older the less.
-- Called by score_by_items and explain_by_items. place is 1 for the newest. A row-level helper: it inlines.
create or replace function cinelibre.weigh_rating(rating float8, place bigint)
returns float8
language sql
immutable
as $$
    select greatest(weigh_rating.rating - 2, 0) / 3 * cinelibre.age_of_rating(weigh_rating.place);
$$;
