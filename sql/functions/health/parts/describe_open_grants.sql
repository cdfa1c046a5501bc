-- describe_open_grants: list what strangers may do but should not.
-- Called by get_doctor_facts. `public` stands for everybody. Only Supabase has the roles anon and authenticated.
create or replace function cinelibre.describe_open_grants()
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
    )
    select jsonb_build_object(
        'open_functions', (
            select coalesce(jsonb_agg(distinct f.name), '[]')
            from cinelibre.list_own_functions() as f
            cross join outsiders as o
            where has_function_privilege(o.name, f.id, 'execute')
        ),
        'open_tables', (
            select coalesce(jsonb_agg(distinct t.name), '[]')
            from cinelibre.list_own_tables() as t
            cross join outsiders as o
            where has_table_privilege(o.name, t.id, 'select, insert, update, delete, truncate, references, trigger')
                or has_any_column_privilege(o.name, t.id, 'select, insert, update, references')
        ),
        'schema_open_to', (
            select coalesce(jsonb_agg(o.name order by o.name), '[]')
            from outsiders as o
            where has_schema_privilege(o.name, 'cinelibre', 'usage, create')
        )
    );
$$;
