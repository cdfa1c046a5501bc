-- score_match: return the score of two people's agreement from the sums of their opinions.
-- Called by list_company. It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.score_match(
    n float8,
    x float8,
    y float8,
    xx float8,
    yy float8,
    xy float8,
    damping float8,
    shrinkage float8
)
returns float8
language sql
immutable
as $$
    select (1 + cinelibre.correlate(n, x, y, xx, yy, xy, damping) * n / (n + shrinkage)) / 2;
$$;
