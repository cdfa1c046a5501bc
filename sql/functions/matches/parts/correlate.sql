-- correlate: return the correlation of two people's opinions from their sums over n common items.
-- Called by list_likely_matches and find_matches. x and y are stars minus the middle of the scale. The means are damped
-- to the middle (docs/algorithms.md). Opinions that are all the middle agree with nothing.
-- It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.correlate(
    n float8,
    x float8,
    y float8,
    xx float8,
    yy float8,
    xy float8,
    damping float8
)
returns float8
language sql
immutable
as $$
    select case
        when (xx - x * x * (n + 2 * damping) / ((n + damping) * (n + damping)))
            * (yy - y * y * (n + 2 * damping) / ((n + damping) * (n + damping))) > 1e-9::float8
            then (xy - x * y * (n + 2 * damping) / ((n + damping) * (n + damping))) / sqrt(
                (xx - x * x * (n + 2 * damping) / ((n + damping) * (n + damping)))
                * (yy - y * y * (n + 2 * damping) / ((n + damping) * (n + damping)))
            )
        else 0
    end;
$$;
