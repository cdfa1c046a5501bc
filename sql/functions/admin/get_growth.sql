-- get_growth: return to an admin how many items, readers and ratings there are, and how many came on each of the last days.
-- GET /admin/growth. Days are UTC's, today's first. Totals are the stored counts, because counting millions takes long.
create or replace function public.get_growth(
    caller_id integer,
    caller_version integer,
    days integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'totals', cinelibre.describe_totals(),
        'days', (
            select jsonb_agg(to_jsonb(d) order by d.day desc) from cinelibre.list_growth(get_growth.days) as d
        )
    )
    from cinelibre.require_caller(get_growth.caller_id, get_growth.caller_version, get_growth.acts_for) as caller
    cross join lateral cinelibre.require_admin(caller.user_id) as admin (user_id);
$$;
