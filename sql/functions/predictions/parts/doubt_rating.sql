-- doubt_rating: return half the width of a prediction's interval: four of five true ratings lie within it.
-- Called by predict_for. The variance of what is left shrinks with the reader's ratings and with the item's.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.doubt_rating(
    n_own integer,
    n_ratings integer,
    least_variance float8 default 0.59,
    of_reader float8 default 6.7,
    of_item float8 default 0.5,
    width float8 default 1.22
)
returns float8
language sql
immutable
as $$
    select doubt_rating.width * sqrt(
        doubt_rating.least_variance
        + doubt_rating.of_reader / greatest(doubt_rating.n_own, 1)
        + doubt_rating.of_item / greatest(doubt_rating.n_ratings, 1)
    );
$$;
