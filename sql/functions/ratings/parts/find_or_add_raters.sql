-- find_or_add_raters: return the users of some outside raters, and make those who are not there yet, in their order.
-- Called by import_ratings. A rater may be named several times.
create or replace function cinelibre.find_or_add_raters(external_ids text[])
returns table (user_id integer, external_id text, is_new boolean)
language sql
volatile
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with raters as materialized (
        select
            given.external_id,
            u.id,
            min(given.place) as place
        from unnest(find_or_add_raters.external_ids) with ordinality as given (external_id, place)
        left join cinelibre.users as u on u.external_id = given.external_id
        group by given.external_id, u.id
    ),
    added as (
        insert into cinelibre.users (external_id)
        select r.external_id
        from raters as r
        where r.id is null
        order by r.place
        returning id, external_id
    )
    select r.id, r.external_id, false from raters as r where r.id is not null
    union all
    select a.id, a.external_id, true from added as a;
$$;
