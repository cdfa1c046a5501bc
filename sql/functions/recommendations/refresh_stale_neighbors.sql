-- refresh_stale_neighbors: recompute stale neighbors until the time is up; answer how many were done and how many are
-- left. `python -m api.jobs refresh` and the scheduler call it until n_left is 0. A call does at least one user, so it
-- ends.
create or replace function public.refresh_stale_neighbors(max_seconds float8)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_stale_neighbors.max_seconds);
    _n_refreshed integer := 0;
    _user_id integer;
begin
    for _user_id in
        select s.user_id
        from cinelibre.list_stale_users() as s
        order by s.place
        limit 1000
    loop
        perform public.refresh_neighbors(_user_id);
        _n_refreshed := _n_refreshed + 1;
        exit when clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object(
        'n_refreshed', _n_refreshed,
        'n_left', (select count(*) from cinelibre.list_stale_users())
    );
end;
$$;
