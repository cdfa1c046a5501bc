-- count_exposures: count how often items of which little is known were shown and clicked, page by page until the time is up.
-- The chore refresh-exploring; `next` is where the following call goes on. What was shown before the last click could
-- come is added once to the settled counts, which outlive the impressions. The rest is counted anew each time.
create or replace function public.count_exposures(
    after_id integer,
    max_seconds float8,
    page_size integer,
    enough_shown integer,
    few_raters integer,
    click_hours float8
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => count_exposures.max_seconds);
    _within interval := make_interval(secs => 3600 * count_exposures.click_hours);
    _edge timestamptz := now() - _within - interval '1 hour'; -- events come up to an hour late
    _after integer := count_exposures.after_id;
    _page integer[];
    _n_counted integer := 0;
    _n_page integer;
begin
    loop
        _page := array(select t.item_id from cinelibre.list_thin(_after, page_size, enough_shown, few_raters) as t);
        insert into cinelibre.exposures as e
        (item_id, shown_count, clicked_count, seen, recent_shown_count, recent_clicked_count, recent_seen, settled_until)
        select
            s.item_id, count(*) filter (where old), count(*) filter (where old and s.is_clicked), coalesce(sum(s.seen) filter (where old), 0),
            count(*) filter (where not old), count(*) filter (where not old and s.is_clicked),
            coalesce(sum(s.seen) filter (where not old), 0), _edge
        from cinelibre.list_showings(_page, array(
            select coalesce(k.settled_until, '-infinity')
            from unnest(_page) with ordinality as p (id, n)
            left join cinelibre.exposures as k on k.item_id = p.id
            order by p.n
        ), _within) as s
        cross join lateral (select s.shown_at <= _edge as old) as age
        group by s.item_id
        on conflict (item_id) do update
        set shown_count = e.shown_count + excluded.shown_count,
            clicked_count = e.clicked_count + excluded.clicked_count,
            seen = e.seen + excluded.seen,
            recent_shown_count = excluded.recent_shown_count,
            recent_clicked_count = excluded.recent_clicked_count,
            recent_seen = excluded.recent_seen,
            settled_until = excluded.settled_until;
        get diagnostics _n_page = row_count;
        _n_counted := _n_counted + _n_page;
        _after := _page[count_exposures.page_size];
        exit when _after is null or clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_counted', _n_counted, 'next', _after);
end;
$$;
