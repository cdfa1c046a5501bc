-- get_marked_items: return one page of the items that a user marked in one way, newest first, and how many there are.
-- GET /watchlist, /hidden, /favorites and /seen.
create or replace function public.get_marked_items(
    caller_id integer,
    caller_version integer,
    mark text,
    acts_for integer default null,
    item_type text default null,
    item_skip integer default 0,
    item_limit integer default 20
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('total', page.total, 'items', page.items)
    from cinelibre.require_caller(
        get_marked_items.caller_id, get_marked_items.caller_version, get_marked_items.acts_for
    ) as caller
    cross join lateral (
        with marked as materialized (
            select
                s.item_id,
                marks.marked_at,
                row_number() over (order by marks.marked_at desc, s.item_id) as place
            from cinelibre.shelf as s
            join cinelibre.items as i on i.id = s.item_id
            cross join lateral cinelibre.list_marks(s) as marks
            where s.user_id = caller.user_id
                and marks.mark = get_marked_items.mark
                and i.item_type = coalesce(get_marked_items.item_type, i.item_type)
        ),
        shown as materialized (
            select m.*
            from marked as m
            where m.place > get_marked_items.item_skip
                and m.place <= get_marked_items.item_skip::bigint + get_marked_items.item_limit
        )
        select
            (select count(*) from marked) as total,
            coalesce(
                jsonb_agg(
                    d.item || jsonb_build_object('marked_at', m.marked_at)
                    order by m.place
                ),
                '[]'
            ) as items
        from shown as m
        join cinelibre.describe_items(array(select s.item_id from shown as s), caller.user_id) as d on d.item_id = m.item_id
    ) as page;
$$;
