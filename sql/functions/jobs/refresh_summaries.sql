-- refresh_summaries: count readers anew in user_interaction_summary, page by page, until the time is up.
-- `python -m api.jobs refresh statistics` and the scheduler, every six hours; whatever loads ratings. Only rows that
-- changed are written. It skips accounts that are being deleted, whose row would have to wait for them.
create or replace function public.refresh_summaries(after_id integer, max_seconds float8, page_size integer default 200)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_summaries.max_seconds);
    _after integer := refresh_summaries.after_id;
    _page integer[];
    _n_page integer;
    _n_written integer := 0;
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit refresh_summaries.page_size
        );
        _after := _page[refresh_summaries.page_size];
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_page)
            order by u.id
            for key share skip locked
        );
        insert into cinelibre.user_interaction_summary as s
        select n.*
        from cinelibre.summarize_users(_page) as n
        left join cinelibre.user_interaction_summary as known on known.user_id = n.user_id
        where to_jsonb(n) - 'counted_at' is distinct from to_jsonb(known) - 'counted_at'
        order by n.user_id
        on conflict (user_id) do update
        set rating_count = excluded.rating_count,
            rating_average = excluded.rating_average,
            star_counts = excluded.star_counts,
            liked_count = excluded.liked_count,
            watchlist_count = excluded.watchlist_count,
            favorite_count = excluded.favorite_count,
            seen_count = excluded.seen_count,
            hidden_count = excluded.hidden_count,
            event_count = excluded.event_count,
            search_count = excluded.search_count,
            first_at = excluded.first_at,
            last_at = excluded.last_at,
            counted_at = excluded.counted_at;
        get diagnostics _n_page = row_count;
        _n_written := _n_written + _n_page;
        exit when _after is null or clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_mended', _n_written, 'next', _after);
end;
$$;
