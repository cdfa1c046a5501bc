-- require_timezone: the name itself where PostgreSQL knows such a zone; PT422 where it does not.
create or replace function cinelibre.require_timezone(zone text)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform now() at time zone require_timezone.zone;
    return require_timezone.zone;
exception
    when invalid_parameter_value then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = 'timezone: no such zone is known; a name such as Asia/Kolkata is.';
end;
$$;
