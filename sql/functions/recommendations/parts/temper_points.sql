-- temper_points: lower a source's points for an item that many users rated: points / raters^power.
-- Called by find_candidates, temper_best and get_collaborative_recommendations.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.temper_points(points float8, rater_count integer, power float8)
returns float8
language sql
immutable
as $$
    select temper_points.points
        / power(greatest(coalesce(temper_points.rater_count, 0), 1)::float8, temper_points.power);
$$;
