-- describe_closed_grants: list what service_role should be able to do but may not, and tables without row level security.
-- Called by get_doctor_facts. Only Supabase has a service_role; elsewhere the lists of what is closed are empty.
create or replace function cinelibre.describe_closed_grants()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with insiders as (
        select r.rolname::text as name
        from pg_roles as r
        where r.rolname = 'service_role'
    )
    select jsonb_build_object(
        'has_service_role', exists (select from insiders),
        'tables_without_rls', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from cinelibre.list_own_tables() as t
            where not t.has_row_security
                or exists (select from insiders) and not exists (select from pg_policy as y where y.polrelid = t.id)
        ),
        'closed_functions', (
            select coalesce(jsonb_agg(f.name order by f.name), '[]')
            from cinelibre.list_own_functions() as f
            cross join insiders as i
            where not has_function_privilege(i.name, f.id, 'execute')
        ),
        'closed_tables', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from cinelibre.list_own_tables() as t
            cross join insiders as i
            where not (
                has_table_privilege(i.name, t.id, 'select')
                and has_table_privilege(i.name, t.id, 'insert')
                and has_table_privilege(i.name, t.id, 'update')
                and has_table_privilege(i.name, t.id, 'delete')
            )
        )
    );
$$;
