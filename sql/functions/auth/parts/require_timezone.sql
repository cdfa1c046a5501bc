-- require_timezone: return the timezone itself, or raise PT422 if PostgreSQL does not know it as an IANA area or UTC.
-- Called by register_user and change_account. Abbreviations are refused because they are ambiguous: IST means India,
-- Israel or Ireland. Digits are refused because PostgreSQL would read them as an offset.
create or replace function cinelibre.require_timezone(zone text)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _areas constant text := 'africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific'
        || '|brazil|canada|chile|mexico|us';
begin
    if require_timezone.zone !~* format('^(utc|(%s)(/[a-z]+([_-][a-z]+)*){1,2})$', _areas) then
        raise invalid_parameter_value;
    end if;
    perform now() at time zone require_timezone.zone;
    return require_timezone.zone;
exception
    when invalid_parameter_value then
        raise exception using errcode = 'PT422', message = 'invalid_input',
            detail = 'timezone: It must be IANA''s name of a place, such as Asia/Kolkata, or UTC.';
end;
$$;
