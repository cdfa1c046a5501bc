-- get_models_as_admin: return the models in use, to an admin alone.
-- POST /model/reload. PT403 if the caller is no admin; an admin acts for nobody.
create or replace function public.get_models_as_admin(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns table (kind text, name text, dimension integer, trained_at timestamptz, metrics jsonb, weights jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform cinelibre.require_admin((
        select c.user_id
        from cinelibre.require_caller(
            get_models_as_admin.caller_id, get_models_as_admin.caller_version, get_models_as_admin.acts_for
        ) as c
    ));
    return query select m.* from public.get_models() as m;
end;
$$;
