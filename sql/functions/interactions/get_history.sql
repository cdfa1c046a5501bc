-- get_history: return one page of what a user watched and read, newest first, grouped by day in their timezone.
-- GET /history. `page_end` is where the page ended; the next page passes it on, so that nothing shifts between the two.
-- `total` counts events, on from there.
create or replace function public.get_history(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    acts_for integer default null,
    item_type text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('total', page.total, 'page_end', page.ended, 'days', page.days)
    from cinelibre.require_caller(get_history.caller_id, get_history.caller_version, get_history.acts_for) as caller
    cross join lateral (
        with watched as materialized (
            select w.* from cinelibre.list_watched(caller.user_id, get_history.item_type, get_history.page_end) as w
        ),
        shown as materialized (
            select w.*
            from watched as w
            where w.place > get_history.item_skip
                and w.place <= get_history.item_skip::bigint + get_history.item_limit
        ),
        by_day as (
            select
                w.began::date as day,
                min(w.place) as place,
                jsonb_agg(
                    jsonb_build_object(
                        'id', w.id,
                        'interaction_type', w.interaction_type,
                        'occurred_at', cinelibre.tell_moment(w.occurred_at),
                        'seconds', w.seconds,
                        'fraction', w.fraction,
                        'note', n.note,
                        'item', d.item
                    )
                    order by w.place
                ) as entries
            from shown as w
            join cinelibre.describe_items(array(select distinct s.item_id from shown as s), caller.user_id) as d
                on d.item_id = w.item_id
            left join cinelibre.list_notes(caller.user_id, array(select s.item_id from shown as s)) as n
                on n.item_id = w.item_id
            group by w.began::date
        )
        select
            coalesce((select max(w.place) from watched as w), 0) as total,
            coalesce(
                (select jsonb_build_object('place', s.place, 'id', s.id, 'moment', s.began) from shown as s order by s.place desc limit 1),
                get_history.page_end
            ) as ended,
            coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'entries', d.entries) order by d.place), '[]') as days
        from by_day as d
    ) as page;
$$;
