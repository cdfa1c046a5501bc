-- write_simulated_ratings: write the ratings of the demo's simulated raters; a second run changes nothing.
-- Called when the demo is loaded. A record is [rater, item id, rating, seconds since 1970]; a rater is
-- community:number. The user has no e-mail and the external id simulated:rater. The ratings' source is `simulated`, and
-- every answer says so.
create or replace function public.write_simulated_ratings(records jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.users (name, external_id)
    select
        'Simulated rater ' || rater.number,
        'simulated:' || rater.key
    from (
        select distinct
            record ->> 0 as key,
            substring(record ->> 0 from '[0-9]+$')::integer as number
        from jsonb_array_elements(write_simulated_ratings.records) as record
    ) as rater
    order by rater.number, rater.key
    on conflict do nothing;

    with written as (
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at)
        select
            u.id,
            (record ->> 1)::integer,
            (record ->> 2)::real,
            'simulated',
            to_timestamp((record ->> 3)::float8)
        from jsonb_array_elements(write_simulated_ratings.records) as record
        join cinelibre.users as u on u.external_id = 'simulated:' || (record ->> 0)
        order by u.id, (record ->> 1)::integer
        on conflict (user_id, item_id) do nothing
        returning 1
    )
    select count(*)::integer
    from written;
$$;
