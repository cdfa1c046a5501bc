-- get_marked_items: return one page of the items that a user marked in one way, and how many there are.
-- GET /watchlist, /hidden, /favorites and /seen. `page_end` is where the page ended; the next page passes it on, so that
-- nothing shifts between the two. `total` counts on from there.
create or replace function public.get_marked_items(
    caller_id integer,
    caller_version integer,
    mark text,
    item_skip integer,
    item_limit integer,
    sort text,
    acts_for integer default null,
    item_type text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_marked_items.caller_id, get_marked_items.caller_version, get_marked_items.acts_for
    ) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(s.item_id) as ids, array_agg(marks.marked_at) as moments
                from cinelibre.shelf as s
                join cinelibre.items as i on i.id = s.item_id
                cross join lateral cinelibre.list_marks(s) as marks
                where s.user_id = caller.user_id
                    and marks.mark = get_marked_items.mark
                    and i.item_type = coalesce(get_marked_items.item_type, i.item_type)
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, get_marked_items.sort, get_marked_items.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place > get_marked_items.item_skip
                and p.place <= get_marked_items.item_skip::bigint + get_marked_items.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_marked_items.page_end),
            'items', coalesce(jsonb_agg(
                d.item::jsonb || jsonb_build_object('marked_at', cinelibre.tell_moment(m.moment), 'note', n.note) order by m.place
            ), '[]')
        ) as answer
        from shown as m
        join cinelibre.describe_items(array(select s.id from shown as s), caller.user_id) as d on d.item_id = m.id
        left join cinelibre.list_notes(caller.user_id, array(select s.id from shown as s)) as n on n.item_id = m.id
    ) as page;
$$;
