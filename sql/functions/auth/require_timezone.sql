-- require_timezone: the name itself where it is UTC or IANA's of a place that PostgreSQL knows; PT422 where it is not.
-- Abbreviations are none: IST is India's, Israel's and Ireland's. Without digits it can be no offset in disguise.
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
