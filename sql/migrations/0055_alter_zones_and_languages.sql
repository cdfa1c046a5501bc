-- Time zones and languages that were stored before the rules for them: abbreviations such as IST, which are ambiguous,
-- become UTC; outdated codes of languages become those of today, and codes that name no language become none.
update cinelibre.users as u
set timezone = 'UTC'
where u.timezone !~* (
    '^(utc|(africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|brazil|canada|chile|mexico|us)'
    || '(/[a-z]+([_-][a-z]+)*){1,2})$'
);

update cinelibre.items as i
set language = case i.language
    when 'cn' then 'yue'
    when 'iw' then 'he'
    when 'in' then 'id'
    when 'ji' then 'yi'
    when 'jw' then 'jv'
    when 'mo' then 'ro'
end
where i.language in ('cn', 'iw', 'in', 'ji', 'jw', 'mo', 'xx', 'un', 'und', 'unk', 'mul', 'zxx', 'mis');
