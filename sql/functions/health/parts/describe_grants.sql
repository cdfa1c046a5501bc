-- describe_grants: list what strangers may do but should not, and what service_role should be able to do but may not.
-- Called by get_doctor_facts. `public` stands for everybody. Only Supabase has the roles anon and authenticated.
create or replace function cinelibre.describe_grants()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with outsiders as (
        select 'public' as name
        union all
        select r.rolname::text
        from pg_roles as r
        where r.rolname in ('anon', 'authenticated')
    ),
    insiders as (
        select r.rolname::text as name
        from pg_roles as r
        where r.rolname = 'service_role'
    ),
    functions as (
        select p.oid, n.nspname || '.' || p.proname as name
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        left join cinelibre.shipped_functions as s
            on s.schema_name = n.nspname
            and s.function_name = p.proname
        where n.nspname = 'cinelibre'
            or s.function_name is not null
    ),
    tables as (
        select c.oid, 'cinelibre.' || c.relname as name, c.relrowsecurity as has_rls
        from pg_class as c
        where c.relnamespace = 'cinelibre'::regnamespace
            and c.relkind in ('r', 'p')
    )
    select jsonb_build_object(
        'has_service_role', exists (select from insiders),
        'open_functions', (
            select coalesce(jsonb_agg(distinct f.name), '[]')
            from functions as f
            cross join outsiders as o
            where has_function_privilege(o.name, f.oid, 'execute')
        ),
        'open_tables', (
            select coalesce(jsonb_agg(distinct t.name), '[]')
            from tables as t
            cross join outsiders as o
            where has_table_privilege(o.name, t.oid, 'select, insert, update, delete, truncate, references, trigger')
                or has_any_column_privilege(o.name, t.oid, 'select, insert, update, references')
        ),
        'schema_open_to', (
            select coalesce(jsonb_agg(o.name order by o.name), '[]')
            from outsiders as o
            where has_schema_privilege(o.name, 'cinelibre', 'usage, create')
        ),
        'tables_without_rls', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from tables as t
            where not t.has_rls
                or exists (select from insiders) and not exists (select from pg_policy as y where y.polrelid = t.oid)
        ),
        'closed_functions', (
            select coalesce(jsonb_agg(f.name order by f.name), '[]')
            from functions as f
            cross join insiders as i
            where not has_function_privilege(i.name, f.oid, 'execute')
        ),
        'closed_tables', (
            select coalesce(jsonb_agg(t.name order by t.name), '[]')
            from tables as t
            cross join insiders as i
            where not (
                has_table_privilege(i.name, t.oid, 'select')
                and has_table_privilege(i.name, t.oid, 'insert')
                and has_table_privilege(i.name, t.oid, 'update')
                and has_table_privilege(i.name, t.oid, 'delete')
            )
        )
    );
$$;
