-- delete_old_codes: delete codes for a new password that nobody used within half an hour, and tickets for /live.
-- Called by `python -m api.jobs cleanup` and by the scheduler.
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
    ),
    former as (
        delete from cinelibre.live_tickets as t
        where t.made_at <= now() - make_interval(mins => delete_old_codes.good_minutes)
        returning t.user_id
    )
    select jsonb_build_object(
        'n_codes', (select count(*) from old as o),
        'n_tickets', (select count(*) from former as f)
    );
$$;
