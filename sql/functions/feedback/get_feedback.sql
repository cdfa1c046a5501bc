-- get_feedback: return one page of what a reader said of items on lists, newest first, and how much there is.
-- GET /feedback. `page_end` is where the page ended; the next page passes it on. `total` counts on from there.
create or replace function public.get_feedback(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_feedback.caller_id, get_feedback.caller_version, get_feedback.acts_for) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(f.id) as ids, array_agg(f.given_at) as moments
                from cinelibre.feedback as f
                where f.user_id = caller.user_id
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, 'newest', get_feedback.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_feedback.item_skip between 1 and get_feedback.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_feedback.page_end),
            'feedback', coalesce(jsonb_agg(
                cinelibre.describe_feedback(f) || jsonb_build_object('item_type', d.item ->> 'item_type', 'item', d.item)
                order by s.place
            ), '[]')
        ) as answer
        from shown as s
        join cinelibre.feedback as f on f.id = s.id
        join cinelibre.describe_items(
            array(
                select distinct o.item_id
                from cinelibre.feedback as o
                where o.id in (select n.id from shown as n)
            ),
            caller.user_id
        ) as d on d.item_id = f.item_id
    ) as page;
$$;
