-- get_reports: list what people reported of others, the newest first, for the operator.
-- Called only by `python -m api.jobs reports`. It names accounts by id, so that the operator can act.
create or replace function public.get_reports(report_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(p) order by p.reported_at desc, p.reporter_id, p.reported_id), '[]')
    from (
        select o.reported_at, o.user_id as reporter_id, o.other_id as reported_id, u.email, u.name, o.reason,
            count(*) over (partition by o.other_id) as n_reports
        from cinelibre.person_reports as o
        join cinelibre.users as u on u.id = o.other_id
        order by o.reported_at desc, o.user_id, o.other_id
        limit get_reports.report_limit
    ) as p;
$$;
