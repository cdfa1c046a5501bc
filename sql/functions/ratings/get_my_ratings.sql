-- get_my_ratings: return one page of a user's star ratings with their items, and how many there are.
-- GET /ratings/my. Implied ratings are left out. `page_end` is where the page ended; the next page passes it on, so that
-- nothing shifts between the two. `total` counts on from there.
create or replace function public.get_my_ratings(
    caller_id integer,
    caller_version integer,
    item_skip integer,
    item_limit integer,
    sort text,
    filters jsonb,
    acts_for integer default null,
    item_type text default null,
    typed text default null,
    page_end jsonb default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(get_my_ratings.caller_id, get_my_ratings.caller_version, get_my_ratings.acts_for) as caller
    cross join lateral (
        with mine as materialized (
            select r.id, r.item_id, r.rating, r.rated_at
            from cinelibre.ratings as r
            where r.user_id = caller.user_id and r.source = 'rating'
        ),
        passing as materialized (
            select k.item_id
            from cinelibre.keep_passing(
                array(select m.item_id from mine as m),
                array(select t from unnest(array['movie', 'book']) as t where t = coalesce(get_my_ratings.item_type, t)),
                cinelibre.build_conditions(get_my_ratings.filters) || ' and ' || cinelibre.build_name_condition(get_my_ratings.typed)
            ) as k
        ),
        placed as materialized (
            select p.*
            from (
                select array_agg(m.item_id) as ids, array_agg(m.rated_at) as moments, array_agg(m.rating) as stars
                from mine as m
                join passing as k on k.item_id = m.item_id
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, given.stars, get_my_ratings.sort, get_my_ratings.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_my_ratings.item_skip between 1 and get_my_ratings.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_my_ratings.page_end),
            'ratings', coalesce(jsonb_agg(to_jsonb(m) || entry.item || jsonb_build_object('rated_at', cinelibre.tell_moment(m.rated_at), 'note', n.note) order by s.place), '[]')
        ) as answer
        from shown as s
        join mine as m on m.item_id = s.id
        join cinelibre.describe_items(array(select o.id from shown as o), caller.user_id) as d on d.item_id = s.id
        left join cinelibre.list_notes(caller.user_id, array(select o.id from shown as o)) as n on n.item_id = s.id
        cross join jsonb_build_object('item_type', d.item ->> 'item_type', 'item', d.item) as entry (item)
    ) as page;
$$;
