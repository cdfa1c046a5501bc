-- delete_old_codes: forget codes for new passwords that nobody used within their half hour.
-- `python -m api.jobs cleanup` and the scheduler.
create or replace function public.delete_old_codes(good_minutes integer default 30)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as (
        delete from cinelibre.reset_codes as c
        where c.made_at <= now() - make_interval(mins => delete_old_codes.good_minutes)
        returning c.user_id
    )
    select jsonb_build_object('n_codes', count(*)) from old as o;
$$;
