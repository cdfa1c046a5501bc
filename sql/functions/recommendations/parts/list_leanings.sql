-- list_leanings: return what a user leans to, or away from, by what they clicked, viewed, saved or watched in part.
-- Called by build_reader and count_told; docs/algorithms.md has the formula ("Leanings"). Types of events that stand for
-- a rating say nothing here, nor does anything about an item that the user rated: the rating counts.
-- It reads the whole log of the user and what is left of events that cleanup deleted. Both decay by the same clock.
-- What the newest searches find leans a little too (list_searched).
create or replace function cinelibre.list_leanings(
    user_id integer,
    item_limit integer default 100
)
returns table (item_id integer, weight float8)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _clock cinelibre.decay_clocks := (select c from cinelibre.decay_clocks as c where c.name = 'preference');
    _seconds float8 := 86400 * _clock.half_life_days;
    _passed float8 := extract(epoch from now() - _clock.landmark)::float8 / _seconds;
begin
    return query
    with kinds as materialized (
        select k.name, k.preference
        from cinelibre.interaction_types as k
        where k.takes_item and k.preference <> 0 and k.implied_rating is null and not k.hides
    ),
    said as (
        select
            e.item_id,
            cinelibre.weigh_event(k.preference, e.rating)
            * power(0.5::float8, least(400, extract(epoch from now() - e.occurred_at)::float8 / _seconds)) as weight
        from cinelibre.interactions as e
        join kinds as k on k.name = e.interaction_type
        where e.user_id = list_leanings.user_id
        union all
        select p.item_id, p.weight * power(0.5::float8, _passed)
        from cinelibre.preference_rollups as p
        join kinds as k on k.name = p.interaction_type
        where p.user_id = list_leanings.user_id
        union all
        select q.* from cinelibre.list_searched(list_leanings.user_id, make_interval(secs => _seconds)) as q
    )
    select s.item_id, sum(s.weight)
    from said as s
    where s.item_id is not null
        and not exists (
            select from cinelibre.ratings as r where r.user_id = list_leanings.user_id and r.item_id = s.item_id
        )
    group by s.item_id
    order by abs(sum(s.weight)) desc, s.item_id
    limit list_leanings.item_limit;
end;
$$;
