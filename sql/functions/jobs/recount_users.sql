-- recount_users: correct users' rating counts page by page until the time is up.
-- `python -m api.jobs refresh statistics` and the scheduler. recount_items says why counts can be wrong.
-- A row that another transaction holds is left to the next run, because an import locks users in any order.
create or replace function public.recount_users(
    after_id integer,
    max_seconds float8,
    page_size integer default 200
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => recount_users.max_seconds);
    _after integer := recount_users.after_id;
    _page integer[];
    _wrong integer[];
begin
    loop
        _page := array(
            select u.id
            from cinelibre.users as u
            where u.id > _after
            order by u.id
            limit recount_users.page_size
        );
        _after := _page[recount_users.page_size];
        _wrong := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_page)
                and u.rating_count <> (select count(*) from cinelibre.ratings as r where r.user_id = u.id)
            order by u.id
        );
        exit when _wrong <> '{}' or _after is null or clock_timestamp() >= _until;
    end loop;
    if _wrong <> '{}' then
        _wrong := array(
            select u.id
            from cinelibre.users as u
            where u.id = any (_wrong)
            order by u.id
            for no key update skip locked
        );
        update cinelibre.users as u
        set rating_count = (select count(*) from cinelibre.ratings as r where r.user_id = u.id)
        where u.id = any (_wrong);
    end if;
    return jsonb_build_object('n_mended', cardinality(_wrong), 'next', _after);
end;
$$;
