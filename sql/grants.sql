-- grants: who may do what. Runs last, every time. Functions in `public` and everything in `cinelibre`
-- belong to service_role alone; anon and authenticated get nothing. On a server without Supabase's
-- roles only the owner has access, and there is nobody to grant to.
do $grants$
declare
    _outsiders text := concat_ws(', ', 'public', (
        select string_agg(quote_ident(r.rolname), ', ' order by r.rolname)
        from pg_roles as r
        where r.rolname in ('anon', 'authenticated')
    ));
    _has_service_role boolean := exists (select from pg_roles as r where r.rolname = 'service_role');
    _function regprocedure;
    _table regclass;
begin
    execute format('revoke all on schema cinelibre from %s', _outsiders);
    execute format('revoke all on all tables in schema cinelibre from %s', _outsiders);
    execute format('revoke all on all sequences in schema cinelibre from %s', _outsiders);
    if _has_service_role then
        grant usage on schema cinelibre to service_role;
        grant select, insert, update, delete on all tables in schema cinelibre to service_role;
        grant usage, select on all sequences in schema cinelibre to service_role;
    end if;

    for _function in
        select p.oid::regprocedure
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        left join cinelibre.shipped_functions as s
            on s.schema_name = n.nspname
            and s.function_name = p.proname
        where n.nspname = 'cinelibre'
            or s.function_name is not null
        order by p.oid
    loop
        execute format('revoke all on function %s from %s', _function, _outsiders);
        if _has_service_role then
            execute format('grant execute on function %s to service_role', _function);
        end if;
    end loop;

    for _table in
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'cinelibre'::regnamespace
            and c.relkind in ('r', 'p')
        order by c.oid
    loop
        if not (select c.relrowsecurity from pg_class as c where c.oid = _table) then
            execute format('alter table %s enable row level security', _table);
        end if;
        if _has_service_role and not exists (select from pg_policy as p where p.polrelid = _table) then
            execute format('create policy service_role_only on %s for all to service_role using (true)', _table);
        end if;
    end loop;
end;
$grants$;
