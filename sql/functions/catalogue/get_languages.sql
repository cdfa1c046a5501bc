-- get_languages: return the original languages of the catalogue with their numbers of items, largest first.
-- GET /languages. The subquery checks the caller once, even in an empty catalogue, so an ended token always gets PT401.
create or replace function public.get_languages(
    item_type text default null,
    caller_id integer default null,
    caller_version integer default null
)
returns table (code text, item_count bigint)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.language,
        count(*)
    from cinelibre.items as i
    where coalesce((select cinelibre.allow_caller(get_languages.caller_id, get_languages.caller_version)), 0) >= 0
        and i.item_type = coalesce(get_languages.item_type, i.item_type)
        and i.language is not null
    group by i.language
    order by count(*) desc, i.language
    limit 500;
$$;
