-- list_agreeing: of some people those who have enough items in common with a history, and agree on these (r > 0).
-- Called by explain_by_neighbors. Enough are least_common, or all of a shorter history.
create or replace function cinelibre.list_agreeing(
    user_ids integer[],
    item_ids integer[],
    ratings real[],
    least_common integer,
    middle float8 default 2.75
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set enable_nestloop = off -- else every rating is compared with the whole history (docs/plans.md)
as $$
begin
    return array(
        select r.user_id
        from cinelibre.ratings as r
        join unnest(list_agreeing.item_ids, list_agreeing.ratings) as mine (item_id, rating) on mine.item_id = r.item_id
        where r.user_id = any (list_agreeing.user_ids)
        group by r.user_id
        having count(*) >= least(list_agreeing.least_common, cardinality(list_agreeing.item_ids))
            and sum((mine.rating - list_agreeing.middle) * (r.rating - list_agreeing.middle)) > 0
    );
end;
$$;
