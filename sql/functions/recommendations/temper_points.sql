-- temper_points: a source's points for an item, the less the more common it is: points / raters^power.
-- Called by find_candidates. A row-level helper: it inlines.
create or replace function cinelibre.temper_points(points float8, rater_count integer, power float8)
returns float8
language sql
immutable
as $$
    select temper_points.points
        / power(greatest(coalesce(temper_points.rater_count, 0), 1)::float8, temper_points.power);
$$;
