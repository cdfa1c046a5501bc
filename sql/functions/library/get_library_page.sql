-- get_library_page: return one page of one part of everything that an account has.
-- GET /library/export. The parts are account and those that list_exported names; rollups are what is left of old
-- interactions. last is where the next page goes on, null on the last page.
create or replace function public.get_library_page(
    caller_id integer,
    caller_version integer,
    part text,
    after bigint default 0,
    page_limit integer default 1000,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'entries', coalesce(jsonb_agg(e.body order by e.place) filter (where e.place is not null), '[]'),
        'last', case when count(e.place) = get_library_page.page_limit then max(e.place) end
    )
    from cinelibre.require_caller(
        get_library_page.caller_id, get_library_page.caller_version, get_library_page.acts_for
    ) as caller
    left join lateral cinelibre.list_exported(
        caller.user_id, get_library_page.part, get_library_page.after, get_library_page.page_limit
    ) as e on true;
$$;
