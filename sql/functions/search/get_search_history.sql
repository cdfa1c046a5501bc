-- get_search_history: return one page of what a user searched for, newest first, each question once.
-- GET /search/history. `page_end` is where the page before ended and when the first one was read: what was searched for
-- since is left out, so that nothing shifts. `total` counts on from there.
create or replace function public.get_search_history(
    caller_id integer,
    caller_version integer,
    search_skip integer,
    search_limit integer,
    page_end jsonb,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_search_history.caller_id, get_search_history.caller_version, get_search_history.acts_for
    ) as caller
    cross join lateral (
        with listed as materialized (
            select s.*, coalesce((get_search_history.page_end ->> 'taken_at')::timestamptz, greatest(now(), max(s.newest_at) over ())) as taken_at
            from cinelibre.list_searches(caller.user_id) as s
        ),
        placed as materialized (
            select
                l.*,
                row_number() over (order by l.newest_at desc, l.id desc)
                - count(*) filter (where (l.newest_at, l.id) >= (ended.moment, ended.id)) over ()
                + coalesce((get_search_history.page_end ->> 'place')::bigint, 0) as place
            from listed as l
            cross join (
                select (get_search_history.page_end ->> 'moment')::timestamptz as moment, (get_search_history.page_end ->> 'id')::bigint as id
            ) as ended
            where l.newest_at <= l.taken_at
        ),
        shown as materialized (
            select p.*
            from placed as p
            where p.place - get_search_history.search_skip between 1 and get_search_history.search_limit
        )
        select jsonb_build_object(
            'total', coalesce((select max(p.place) from placed as p), 0),
            'page_end', coalesce(
                (
                    select jsonb_build_object('place', e.place, 'id', e.id, 'moment', e.newest_at, 'taken_at', e.taken_at)
                    from shown as e
                    order by e.place desc
                    limit 1
                ),
                get_search_history.page_end
            ),
            'searches', coalesce(
                jsonb_agg(jsonb_build_object('id', s.id, 'query', s.query, 'n_times', s.n_times, 'newest_at', s.newest_at) order by s.place), '[]'
            )
        ) as answer
        from shown as s
    ) as page;
$$;
