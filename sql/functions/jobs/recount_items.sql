-- recount_items: correct item_stats page by page until the time is up; next is where the following call goes on.
-- `python -m api.jobs refresh statistics` and the scheduler. Triggers keep these counts, but a restored backup, for
-- example, bypasses them. Only wrong rows are locked, and then counted again, so no rating written meanwhile is lost.
-- Pages are small because one item may have tens of thousands of raters, and the clock is checked between pages.
create or replace function public.recount_items(
    after_id integer,
    max_seconds float8,
    page_size integer default 5
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => recount_items.max_seconds);
    _after integer := recount_items.after_id;
    _page integer[];
    _wrong integer[];
begin
    loop
        _page := array(
            select i.id
            from cinelibre.items as i
            where i.id > _after
            order by i.id
            limit recount_items.page_size
        );
        _after := _page[recount_items.page_size];
        _wrong := array(
            select c.item_id
            from cinelibre.count_raters(_page) as c
            left join cinelibre.item_stats as s on s.item_id = c.item_id
            where (c.rater_count, c.rating_count, c.rating_sum, c.simulated_count, c.like_count) is distinct from (
                coalesce(s.rater_count, 0), coalesce(s.rating_count, 0), coalesce(s.rating_sum, 0),
                coalesce(s.simulated_count, 0), coalesce(s.like_count, 0)
            )
            order by c.item_id
        );
        exit when _wrong <> '{}' or _after is null or clock_timestamp() >= _until;
    end loop;
    if _wrong <> '{}' then
        perform cinelibre.lock_items(_wrong);
        update cinelibre.item_stats as s
        set rater_count = c.rater_count,
            rating_count = c.rating_count,
            rating_sum = c.rating_sum,
            simulated_count = c.simulated_count,
            like_count = c.like_count
        from cinelibre.count_raters(_wrong) as c
        where s.item_id = c.item_id;
    end if;
    return jsonb_build_object('n_mended', cardinality(_wrong), 'next', _after);
end;
$$;
