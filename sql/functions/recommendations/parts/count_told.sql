-- count_told: return the number of ratings whose weights a user's list gets: theirs, or what leanings stand for.
-- Called by get_recommendations and get_carousels. For somebody who never rated, leanings of a weight of 0.5 together
-- count as one rating, and five ratings at most.
create or replace function cinelibre.count_told(
    user_id integer,
    rating_count integer,
    weight_of_one float8 default 0.5,
    most integer default 5
)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if count_told.rating_count > 0 then
        return count_told.rating_count;
    end if;
    return (
        select least(count_told.most, round(coalesce(sum(abs(l.weight)), 0) / count_told.weight_of_one))
        from cinelibre.list_leanings(count_told.user_id) as l
    );
end;
$$;
