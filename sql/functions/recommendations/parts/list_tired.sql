-- list_tired: list the items that a user was shown on several days and did not touch since: they step back for a while.
-- Called by describe_material and describe_rows. What lists recorded as shown counts, and so do clients' impressions.
-- Days are those of the user's timezone. Any event with an item starts the count anew.
create or replace function cinelibre.list_tired(
    user_id integer,
    timezone text,
    least_days integer default 5,
    rest_days integer default 14,
    span_days integer default 30,
    event_limit integer default 2000
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return array(
        with events as materialized (
            select e.item_id, e.interaction_type, e.occurred_at, e.context
            from cinelibre.interactions as e
            where e.user_id = list_tired.user_id
                and e.occurred_at > now() - make_interval(days => list_tired.span_days)
            order by e.occurred_at desc, e.id
            limit list_tired.event_limit
        ),
        shown as (
            select p.item_id, p.shown_at
            from cinelibre.impressions as p
            where p.user_id = list_tired.user_id
                and p.shown_at > now() - make_interval(days => list_tired.span_days)
            union all
            select named.id::text::numeric::integer, e.occurred_at
            from events as e
            cross join lateral jsonb_path_query(e.context, '$.items[*].id ? (@ >= 1 && @ < 2147483648)') as named (id)
            where e.interaction_type = 'impression'
        ),
        touched as (select e.item_id, max(e.occurred_at) as at from events as e where e.item_id is not null group by e.item_id)
        select s.item_id
        from shown as s
        left join touched as t on t.item_id = s.item_id
        where s.shown_at > coalesce(t.at, '-infinity')
        group by s.item_id
        having count(distinct (s.shown_at at time zone list_tired.timezone)::date) >= list_tired.least_days
            and max(s.shown_at) > now() - make_interval(days => list_tired.rest_days)
        order by s.item_id
        limit 1000
    );
end;
$$;
