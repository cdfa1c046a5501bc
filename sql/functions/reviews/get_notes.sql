-- get_notes: return one page of a reader's notes, whole, with their items, newest first, and how many there are.
-- GET /notes. `page_end` is where the page ended; the next page passes it on. `total` counts on from there.
create or replace function public.get_notes(
    caller_id integer,
    caller_version integer,
    item_type text,
    item_skip integer,
    item_limit integer,
    sort text,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_notes.caller_id, get_notes.caller_version, get_notes.acts_for) as caller
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(n.item_id) as ids, array_agg(n.written_at) as moments
                from cinelibre.notes as n
                join cinelibre.items as i on i.id = n.item_id
                where n.user_id = caller.user_id
                    and i.item_type = coalesce(get_notes.item_type, i.item_type)
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, get_notes.sort, get_notes.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_notes.item_skip between 1 and get_notes.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_notes.page_end),
            'notes', coalesce(jsonb_agg(
                cinelibre.describe_note(caller.user_id, s.id) || jsonb_build_object('item', d.item) order by s.place
            ), '[]')
        ) as answer
        from shown as s
        join cinelibre.describe_items(array(select o.id from shown as o), caller.user_id) as d on d.item_id = s.id
    ) as page;
$$;
