-- get_reviews: return one page of what readers wrote of an item, newest first, and how many reviews there are.
-- GET /movies/{movie_id}/reviews and /books/{book_id}/reviews; PT404 if there is no such item. An author is named as
-- they call themselves, or not at all. Hidden reviews are left out, for their authors too, and so are those of people
-- whom the caller blocked or who blocked the caller.
create or replace function public.get_reviews(
    item_type text,
    item_id integer,
    item_skip integer,
    item_limit integer,
    page_end jsonb,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.allow_caller(get_reviews.caller_id, get_reviews.caller_version) as caller (user_id)
    cross join lateral cinelibre.require_item(
        get_reviews.item_id + 0 * coalesce(caller.user_id, 0), get_reviews.item_type -- so that the token is checked first
    ) as asked (id)
    cross join lateral (
        with placed as materialized (
            select p.*
            from (
                select array_agg(r.id) as ids, array_agg(r.written_at) as moments
                from cinelibre.list_shown_reviews(asked.id, caller.user_id) as r
            ) as given
            cross join cinelibre.place_listed(given.ids, given.moments, null, 'newest', get_reviews.page_end) as p
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_reviews.item_skip between 1 and get_reviews.item_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce((select to_jsonb(s) from shown as s order by s.place desc limit 1), get_reviews.page_end),
            'reviews', coalesce(jsonb_agg(cinelibre.describe_review(s.id, caller.user_id) order by s.place), '[]')
        ) as answer
        from shown as s
    ) as page;
$$;
